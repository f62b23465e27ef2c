package dev.segue.platform.planted.serdes;

import org.apache.kafka.common.serialization.Serializer;

final class OwnSerializer implements Serializer<String> {

    @Override
    public byte[] serialize(String topic, String data) {
        return new byte[0];
    }
}
