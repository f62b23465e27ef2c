package dev.segue.crawler.source.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.Flaw;
import dev.segue.crawler.source.WrongShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON file read token by token, with typed access that says where it met something else. Strings may have 1 MiB
/// and nesting 200 levels; more breaks the reading off instead of filling the heap.
final class JsonText implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, true)
            .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION, false)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    private final PackedFile file;
    private final JsonParser parser;

    JsonText(PackedFile file) throws IOException {
        this.file = file;
        this.parser = JSON.createParser(file.text());
    }

    JsonParser parser() {
        return parser;
    }

    /// Where the parser stands: JSON pointer, line, column and byte.
    String place() {
        var at = parser.currentTokenLocation();
        return place(parser.getParsingContext(), at.getLineNr(), at.getColumnNr(), at.getByteOffset());
    }

    private static String place(JsonStreamContext context, int line, int column, long offset) {
        String pointer = context.pathAsPointer(false).toString();
        return (pointer.isEmpty() ? "" : pointer + " at ") + "line " + line + ", column " + column
                + (offset < 0 ? "" : ", byte " + offset);
    }

    /// The token the parser stands on, for people.
    String got() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "the end of the file";
        }
        return switch (token) {
            case START_OBJECT, END_OBJECT, FIELD_NAME -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "the string \"" + parser.getText() + '"';
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + parser.getText();
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> parser.getText();
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> token.toString();
        };
    }

    WrongShape wrong(String expected) throws IOException {
        return new WrongShape(expected, got(), place());
    }

    Flaw flaw(String expected, String got) {
        return new Flaw(file.path().toString(), place(), expected, got);
    }

    Flaw flaw(WrongShape wrong, String fallbackPlace) {
        String place = wrong.place();
        return new Flaw(file.path().toString(), place == null ? fallbackPlace : place, wrong.expected(), wrong.got());
    }

    /// The current value as a string that must be there.
    String string(String what) throws IOException, WrongShape {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(what + " as a string");
        }
        return parser.getText();
    }

    /// The current value as a string; null when it is JSON's null.
    @Nullable
    String stringOrNull(String what) throws IOException, WrongShape {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : string(what);
    }

    /// The current value as a count or time, never negative; null when it is JSON's null.
    @Nullable
    Long countOrNull(String what) throws IOException, WrongShape {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || parser.getLongValue() < 0) {
            throw wrong(what + " as a whole number from 0 to " + Long.MAX_VALUE);
        }
        return parser.getLongValue();
    }

    /// The current value as a list of strings, given as an array or as one string; empty when it is JSON's null.
    List<String> strings(String what) throws IOException, WrongShape {
        var strings = new ArrayList<String>(1);
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            strings.add(parser.getText());
        } else if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                strings.add(string(what));
            }
        } else if (token != JsonToken.VALUE_NULL) {
            throw wrong(what + " as a string or an array of strings");
        }
        return strings;
    }

    /// Moves behind the end of the array element that was begun in `array`.
    void skipElementOf(JsonStreamContext array) throws IOException {
        while (parser.getParsingContext() != array) {
            if (parser.nextToken() == null) {
                throw new JsonEOFException(parser, null, "Unexpected end-of-input");
            }
        }
    }

    /// What broke the reading off.
    Finding.CutOff cutOff(IOException e, String expected, boolean withinRecord) {
        return new Finding.CutOff(
                switch (e) {
                    case JsonEOFException end -> broken(end, expected, "the end of the file");
                    case JsonParseException syntax -> broken(syntax, "JSON", syntax.getOriginalMessage());
                    case JsonProcessingException limit ->
                        broken(limit, "JSON within limits", limit.getOriginalMessage());
                    default -> flaw(expected, "a file that cannot be read further: " + e.getMessage());
                },
                withinRecord);
    }

    private Flaw broken(JsonProcessingException e, String expected, String got) {
        var at = e.getLocation();
        return new Flaw(
                file.path().toString(),
                at == null
                        ? place()
                        : place(parser.getParsingContext(), at.getLineNr(), at.getColumnNr(), at.getByteOffset()),
                expected,
                got);
    }

    Utf8Guard.@Nullable Malformed malformedSoFar() {
        return file.text().takeBefore(parser.currentLocation().getByteOffset());
    }

    long bytesRead() {
        return file.bytesRead();
    }

    @Override
    public void close() throws IOException {
        parser.close();
        file.close();
    }
}
