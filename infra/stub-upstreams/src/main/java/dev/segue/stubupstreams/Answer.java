package dev.segue.stubupstreams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// What a stub answers.
///
/// @param body JSON, UTF-8
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(int status, JsonNode body) {
        return new Answer(status, Map.of(), bytes(body));
    }

    static Answer ok(JsonNode body) {
        return of(200, body);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }
}
