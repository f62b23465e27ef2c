package dev.segue.crawler.source.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an answer token by token, tolerantly: a field of another type than expected is as good as null, an unknown
/// one is passed over, both without a failure. What is no JSON or no UTF-8 fails.
final class Fields implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(100)
                    .maxNameLength(1_000)
                    .build())
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, true)
            .build();

    private final String source;
    private final ShapeDrift drift;
    private final JsonParser parser;

    /// Told of each field, standing at its value; reads the value or leaves it.
    interface Reader {
        void field(String name) throws IOException;
    }

    /// Reads one element of a list, standing at it.
    interface Element {
        void read() throws IOException;
    }

    Fields(String source, ShapeDrift drift, InputStream json) throws IOException {
        this.source = source;
        this.drift = drift;
        // An explicit stream, so that the parser checks the bytes for UTF-8 itself and does not close it.
        this.parser = JSON.createParser(json).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
    }

    /// Reads the answer, which is one object, to its end.
    void whole(Shape shape, Reader reader) throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new UpstreamFailure(
                    Kind.WRONG_CONTENT, "expected an object, got " + (first == null ? "nothing" : first));
        }
        object(shape, reader);
        JsonToken after = parser.nextToken();
        if (after != null) {
            throw new UpstreamFailure(Kind.WRONG_CONTENT, "expected the end, got " + after);
        }
    }

    /// Reads an object, standing at its beginning; anything else is passed over.
    ///
    /// @return whether it was an object
    boolean object(Shape shape, Reader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return false;
        }
        long seen = 0;
        JsonToken token;
        while ((token = parser.nextToken()) == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            long bit = shape.bit(field);
            seen |= bit;
            if (bit == 0) {
                drift.appeared(source, shape.name(), field);
                parser.skipChildren();
            } else {
                reader.field(field);
                if (parser.currentToken() == JsonToken.START_OBJECT || parser.currentToken() == JsonToken.START_ARRAY) {
                    parser.skipChildren();
                }
            }
        }
        if (token != JsonToken.END_OBJECT) {
            throw new UpstreamFailure(Kind.WRONG_CONTENT, "expected the end of an object, got the end of the answer");
        }
        for (String field : shape.missing(seen)) {
            drift.vanished(source, shape.name(), field);
        }
        return true;
    }

    /// The `id` of an object, standing at its beginning; null when it has none that is a text or a number.
    @Nullable
    String idOf(Shape shape) throws IOException {
        var read = new Object() {
            @Nullable
            String id;
        };
        object(shape, field -> {
            if (field.equals("id")) {
                read.id = text();
            }
        });
        return read.id;
    }

    /// Reads a list, standing at its beginning.
    ///
    /// @return whether it was one
    boolean list(Element element) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return false;
        }
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token == null) {
                throw new UpstreamFailure(Kind.WRONG_CONTENT, "expected the end of a list, got the end of the answer");
            }
            element.read();
            if (parser.currentToken() == JsonToken.START_OBJECT || parser.currentToken() == JsonToken.START_ARRAY) {
                parser.skipChildren();
            }
        }
        return true;
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /// A text or a number as text; null for anything else.
    @Nullable
    String text() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT -> parser.getText();
            case VALUE_NULL, VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_FLOAT -> null;
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }

    /// A text, or the texts of a list.
    List<String> texts() throws IOException {
        var texts = new ArrayList<String>(1);
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            list(() -> add(texts));
        } else {
            add(texts);
        }
        return texts;
    }

    private void add(List<String> texts) throws IOException {
        String text = text();
        if (text != null) {
            texts.add(text);
        }
    }

    /// A number that is not negative, as a number or as text; null for anything else.
    @Nullable
    Long count() throws IOException {
        String text = text();
        if (text == null || text.length() > 18) {
            return null;
        }
        try {
            long number = Long.parseLong(text);
            return number < 0 ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Nullable
    Boolean truth() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }

    /// A time with its zone; null for anything else.
    @Nullable
    Instant time() throws IOException {
        String text = text();
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    void skipTrack() {
        drift.skippedTrack(source);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
