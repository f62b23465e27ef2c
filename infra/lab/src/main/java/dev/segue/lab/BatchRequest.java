package dev.segue.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of a batch: `{"id", "title"?, "seeds": […], "ordered": true|false, "playlist"?}`.
///
/// @param id that the answer repeats
/// @param title null when there is none
/// @param seeds track ids in the order given, each once
/// @param ordered whether the order of the seeds is the playlist's own
/// @param playlist id of a playlist in the corpus whose tracks are the seeds; null when there is none
record BatchRequest(
        JsonNode id,
        @Nullable String title,
        List<String> seeds,
        boolean ordered,
        @Nullable String playlist) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// Why a line is none: what was expected, what was found.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    static BatchRequest parse(String line) throws Unusable {
        JsonNode request;
        try {
            request = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new Unusable("expected a JSON object, got something else: " + e.getOriginalMessage());
        }
        if (!request.isObject()) {
            throw new Unusable("expected a JSON object, got " + kind(request));
        }
        JsonNode id = request.path("id");
        if (!id.isTextual() && !id.isIntegralNumber()) {
            throw new Unusable("id: expected a text or a whole number, got " + kind(id));
        }
        JsonNode ordered = request.path("ordered");
        if (!ordered.isBoolean() && !ordered.isMissingNode() && !ordered.isNull()) {
            throw new Unusable("ordered: expected true or false, got " + kind(ordered));
        }
        String title = text(request, "title", false);
        return new BatchRequest(
                id,
                title == null || title.isBlank() ? null : title,
                seeds(request.path("seeds")),
                ordered.asBoolean(),
                text(request, "playlist", true));
    }

    private static List<String> seeds(JsonNode seeds) throws Unusable {
        var distinct = new LinkedHashSet<String>();
        if (seeds.isMissingNode() || seeds.isNull()) {
            return List.of();
        }
        if (!seeds.isArray()) {
            throw new Unusable("seeds: expected a list of track ids, got " + kind(seeds));
        }
        for (JsonNode seed : seeds) {
            if (!seed.isTextual() && !seed.isIntegralNumber()) {
                throw new Unusable("seeds: expected track ids, got " + kind(seed) + " among them");
            }
            distinct.add(seed.asText());
        }
        return List.copyOf(distinct);
    }

    private static @Nullable String text(JsonNode request, String field, boolean number) throws Unusable {
        JsonNode value = request.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() && !(number && value.isIntegralNumber())) {
            throw new Unusable(field + ": expected a text, got " + kind(value));
        }
        return value.asText();
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "a text";
            case NUMBER -> "the number " + node.asText();
            case BOOLEAN -> node.asText();
            case BINARY, POJO -> "something else";
        };
    }
}
