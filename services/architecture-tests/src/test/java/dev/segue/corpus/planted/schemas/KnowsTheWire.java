package dev.segue.corpus.planted.schemas;

import dev.segue.schemas.Topics;

final class KnowsTheWire {

    private KnowsTheWire() {}

    static int topics() {
        return Topics.ALL.size();
    }
}
