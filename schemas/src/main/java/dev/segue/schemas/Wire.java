package dev.segue.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/// The wire format of one record type: Avro single-object encoding, two marker bytes, the CRC-64-AVRO fingerprint
/// of the writer's schema and the binary body. Every released version of the schema can be read; a fingerprint that
/// is not among them is a schema of the future.
///
/// Safe for use by many threads.
///
/// Source: Avro 1.12 specification, "Single-object encoding".
public final class Wire<V extends SpecificRecord> {

    /// What became of bytes that should have been a record.
    public sealed interface Decoded<V> {
        /// They are one.
        record Read<V>(V value) implements Decoded<V> {}

        /// They are not; `reason` says what was expected and what was found.
        record Unreadable<V>(String reason) implements Decoded<V> {}
    }

    /// Avro makes room for as much as the bytes claim before it looks whether they are there, and its own limit is all
    /// an array can hold: a dozen bytes would end the process. It reads these limits when it decodes for the first
    /// time.
    static {
        System.setProperty("org.apache.avro.limits.string.maxLength", Integer.toString(64 << 20));
        System.setProperty("org.apache.avro.limits.bytes.maxLength", Integer.toString(64 << 20));
        System.setProperty("org.apache.avro.limits.collectionItems.maxLength", Integer.toString(4 << 20));
    }

    private final Class<V> type;
    private final SpecificData model;
    private final Schema schema;
    private final BinaryMessageEncoder<V> encoder;
    private final BinaryMessageDecoder<V> decoder;
    private final SpecificDatumReader<V> body;

    private Wire(Class<V> type, List<Schema> released) {
        this.type = type;
        this.model = modelOf(type);
        this.schema = model.getSchema(type);
        this.encoder = new BinaryMessageEncoder<>(model, schema);
        this.decoder = new BinaryMessageDecoder<>(model, schema);
        this.body = new SpecificDatumReader<>(schema, schema, model);
        released.forEach(decoder::addSchema);
    }

    /// The wire format of `type`, able to read every version released so far.
    public static <V extends SpecificRecord> Wire<V> of(Class<V> type) {
        return new Wire<>(type, ReleasedSchemas.of(type.getSimpleName()));
    }

    /// @return a new array, the caller's
    public byte[] encode(V value) {
        try {
            ByteBuffer bytes = encoder.encode(value);
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot encode a " + type.getSimpleName(), e);
        }
    }

    /// @param bytes read, never kept
    public Decoded<V> decode(byte[] bytes) {
        try {
            return new Decoded.Read<>(decoder.decode(bytes));
        } catch (MissingSchemaException e) {
            return new Decoded.Unreadable<>("expected a released schema of " + type.getSimpleName()
                    + ", got an unknown fingerprint " + fingerprint(bytes));
        } catch (BadHeaderException e) {
            return new Decoded.Unreadable<>("expected Avro single-object encoding (marker C3 01), got " + bytes.length
                    + " bytes beginning " + head(bytes));
        } catch (IOException | RuntimeException e) {
            return new Decoded.Unreadable<>("expected the body of a " + type.getSimpleName() + ", got " + bytes.length
                    + " bytes that end or break in it: " + e);
        }
    }

    /// @throws UnreadableRecord when the bytes are not such a record
    public V require(byte[] bytes) {
        return switch (decode(bytes)) {
            case Decoded.Read<V>(V value) -> value;
            case Decoded.Unreadable<V>(String reason) -> throw new UnreadableRecord(reason);
        };
    }

    /// Reads a record that lies within another one, as [RecordLayout] found it: without a header, in the schema this
    /// build writes.
    ///
    /// @throws UnreadableRecord when the bytes are not such a record
    public V within(byte[] bytes, int from, int to) {
        try {
            return body.read(null, DecoderFactory.get().binaryDecoder(bytes, from, to - from, null));
        } catch (IOException | RuntimeException e) {
            throw new UnreadableRecord("expected the body of a " + type.getSimpleName() + ", got " + (to - from)
                    + " bytes that end or break in it: " + e);
        }
    }

    /// The schema this build writes.
    public Schema schema() {
        return schema;
    }

    /// Avro looks records up where Avro itself was loaded from; containers with layered class loaders keep them
    /// elsewhere, so the record's own loader is named.
    private static SpecificData modelOf(Class<?> type) {
        var model = new SpecificData(type.getClassLoader());
        SpecificData.getForClass(type).getConversions().forEach(model::addLogicalTypeConversion);
        return model;
    }

    private static String fingerprint(byte[] bytes) {
        return bytes.length < 10 ? "of " + bytes.length + " bytes" : hex(bytes, 2, 10);
    }

    private static String head(byte[] bytes) {
        return hex(bytes, 0, Math.min(8, bytes.length));
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().withUpperCase().formatHex(bytes, from, to);
    }
}
