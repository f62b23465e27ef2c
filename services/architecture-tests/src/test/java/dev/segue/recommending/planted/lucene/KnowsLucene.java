package dev.segue.recommending.planted.lucene;

import org.apache.lucene.util.BytesRef;

final class KnowsLucene {

    private KnowsLucene() {}

    static BytesRef bytes() {
        return new BytesRef();
    }
}
