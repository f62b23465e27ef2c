package dev.segue.schemas;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/// Where the fields of a record lie in its bytes, for those who read a few of them, or copy them as they are, a million
/// times a second: no object is made of the record.
///
/// Fields are known by their place in the schema, see [#field]. A layout follows the schema this build writes, in the
/// one form that [AvroBytes] reads; all other bytes are for [Wire]. Safe for use by many threads.
///
/// Source: Avro 1.12 specification, "Binary encoding" and "Single-object encoding".
public final class RecordLayout {

    /// Bytes before the body: two marker bytes and the fingerprint of the schema.
    public static final int HEADER = 10;

    private final Schema schema;
    private final Shape[] shapes;
    /// By field, whether a zero byte is all of it: the number 0, an empty text or array, an absent value, false.
    private final boolean[] zeroIsWhole;

    private final @Nullable RecordLayout[] items;
    private final byte[] header;

    private RecordLayout(Schema schema) {
        List<Schema.Field> fields = schema.getFields();
        this.schema = schema;
        this.shapes = new Shape[fields.size()];
        this.zeroIsWhole = new boolean[shapes.length];
        this.items = new @Nullable RecordLayout[fields.size()];
        this.header = header(schema);
        for (int i = 0; i < shapes.length; i++) {
            Schema type = fields.get(i).schema();
            if (type.getType() == Schema.Type.ARRAY && type.getElementType().getType() == Schema.Type.RECORD) {
                items[i] = new RecordLayout(type.getElementType());
            }
            shapes[i] = Shape.of(type);
            zeroIsWhole[i] = isWholeAsZero(type);
        }
    }

    /// The layout of `type` as this build writes it.
    ///
    /// @throws IllegalArgumentException when its schema has a type that no record of the platform has
    public static RecordLayout of(Class<? extends SpecificRecord> type) {
        return new RecordLayout(new SpecificData(type.getClassLoader()).getSchema(type));
    }

    /// The place of a field.
    ///
    /// @throws IllegalArgumentException when there is none of this name
    public int field(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("Record " + schema.getName() + ": expected a field " + name))
                .pos();
    }

    /// How many fields there are.
    public int fields() {
        return shapes.length;
    }

    /// For those who write records by hand: that there are just these fields, in this order.
    ///
    /// @throws IllegalStateException when the schema has others
    public void requireFields(String... names) {
        List<String> found = schema.getFields().stream().map(Schema.Field::name).toList();
        if (!found.equals(List.of(names))) {
            throw new IllegalStateException("Record " + schema.getName() + ": expected the fields "
                    + String.join(", ", names) + ", got " + found);
        }
    }

    /// The layout of the records in an array.
    ///
    /// @throws IllegalArgumentException when the field is not an array of records
    public RecordLayout itemsOf(String field) {
        RecordLayout layout = items[field(field)];
        if (layout == null) {
            throw new IllegalArgumentException(
                    "Record " + schema.getName() + ": expected an array of records, " + field + " is none");
        }
        return layout;
    }

    /// For each field of `target` the place of the field here with the same name and type, whose bytes can be copied;
    /// -1 where there is none.
    public int[] copyableTo(RecordLayout target) {
        return target.schema.getFields().stream()
                .mapToInt(field -> find(field.name())
                        .filter(own -> own.schema().equals(field.schema()))
                        .map(Schema.Field::pos)
                        .orElse(-1))
                .toArray();
    }

    /// Whether the bytes begin as those of a record that this build wrote.
    public boolean isWrittenHere(byte[] bytes) {
        for (int i = 0; i < HEADER; i++) {
            if (i >= bytes.length || bytes[i] != header[i]) {
                return false;
            }
        }
        return true;
    }

    /// Writes what a record begins with, [#HEADER] bytes.
    public void writeHeader(byte[] target) {
        System.arraycopy(header, 0, target, 0, HEADER);
    }

    /// Finds the fields of the record that begins at `from`.
    ///
    /// @param starts gets, by field, where it begins
    /// @return where the record ends
    /// @throws IndexOutOfBoundsException when the bytes break off, or lengths and numbers in them cannot be
    public int locate(byte[] bytes, int from, int[] starts) {
        return locate(bytes, from, starts, shapes.length);
    }

    /// Finds the first fields of the record that begins at `from`.
    ///
    /// @param starts gets, by field, where it begins
    /// @param count how many fields
    /// @return where the last of them ends
    /// @throws IndexOutOfBoundsException when the bytes break off, or lengths and numbers in them cannot be
    public int locate(byte[] bytes, int from, int[] starts, int count) {
        int at = from;
        for (int i = 0; i < count; i++) {
            starts[i] = at;
            at = bytes[at] == 0 && zeroIsWhole[i] ? at + 1 : shapes[i].end(bytes, at);
        }
        return at;
    }

    private static boolean isWholeAsZero(Schema type) {
        return switch (type.getType()) {
            case INT, LONG, ENUM, STRING, BYTES, BOOLEAN, ARRAY -> true;
            case UNION -> type.getTypes().getFirst().getType() == Schema.Type.NULL;
            default -> false;
        };
    }

    private Optional<Schema.Field> find(String name) {
        return Optional.ofNullable(schema.getField(name));
    }

    private static byte[] header(Schema schema) {
        var header = new byte[HEADER];
        header[0] = (byte) 0xC3;
        header[1] = 0x01;
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        for (int i = 0; i < Long.BYTES; i++) {
            header[2 + i] = (byte) (fingerprint >>> (8 * i));
        }
        return header;
    }

    /// How the end of a value is found.
    private sealed interface Shape {

        /// @return where the value that begins at `from` ends
        int end(byte[] bytes, int from);

        static Shape of(Schema schema) {
            return switch (schema.getType()) {
                case INT, LONG, ENUM -> new Number();
                case STRING, BYTES -> new Text();
                case BOOLEAN -> new Truth();
                case FLOAT -> new Fixed(Float.BYTES);
                case DOUBLE -> new Fixed(Double.BYTES);
                case NULL -> new Fixed(0);
                case UNION ->
                    new OneOf(schema.getTypes().stream().map(Shape::of).toArray(Shape[]::new));
                case ARRAY -> new Items(of(schema.getElementType()));
                case RECORD ->
                    new Fields(schema.getFields().stream()
                            .map(field -> of(field.schema()))
                            .toArray(Shape[]::new));
                case MAP, FIXED ->
                    throw new IllegalArgumentException("Layout: expected no " + schema.getType() + ", got one");
            };
        }

        record Number() implements Shape {
            @Override
            public int end(byte[] bytes, int from) {
                return AvroBytes.afterNumber(bytes, from);
            }
        }

        record Text() implements Shape {
            @Override
            public int end(byte[] bytes, int from) {
                return AvroBytes.textStart(bytes, from) + AvroBytes.textLength(bytes, from);
            }
        }

        record Truth() implements Shape {
            @Override
            public int end(byte[] bytes, int from) {
                if (bytes[from] < 0 || bytes[from] > 1) {
                    throw new IndexOutOfBoundsException("Boolean: expected 0 or 1, got " + bytes[from]);
                }
                return from + 1;
            }
        }

        record Fixed(int size) implements Shape {
            @Override
            public int end(byte[] bytes, int from) {
                return AvroBytes.within(bytes, from + size);
            }
        }

        record OneOf(Shape... branches) implements Shape {
            @Override
            public int end(byte[] bytes, int from) {
                long branch = AvroBytes.number(bytes, from);
                if (branch < 0 || branch >= branches.length) {
                    throw new IndexOutOfBoundsException(
                            "Branch: expected 0 to " + (branches.length - 1) + ", got " + branch);
                }
                return branches[(int) branch].end(bytes, AvroBytes.afterNumber(bytes, from));
            }
        }

        record Items(Shape item) implements Shape {
            @Override
            public int end(byte[] bytes, int from) {
                long count = AvroBytes.itemCount(bytes, from);
                int at = AvroBytes.afterNumber(bytes, from);
                for (long i = 0; i < count; i++) {
                    int before = at;
                    at = item.end(bytes, at);
                    if (at == before) {
                        throw new IndexOutOfBoundsException("Items: expected some bytes each, got none");
                    }
                }
                return count == 0 ? at : AvroBytes.afterItems(bytes, at);
            }
        }

        record Fields(Shape... fields) implements Shape {
            @Override
            public int end(byte[] bytes, int from) {
                int at = from;
                for (Shape field : fields) {
                    at = field.end(bytes, at);
                }
                return at;
            }
        }
    }
}
