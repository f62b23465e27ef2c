package dev.segue.domain.planted;

import org.apache.avro.Schema;

final class KnowsAvro {

    private KnowsAvro() {}

    static Schema schema() {
        return Schema.create(Schema.Type.INT);
    }
}
