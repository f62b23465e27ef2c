package dev.segue.crawler.source.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A row of a table on its way through a [RowSorter].
///
/// @param kind what the row tells of its playlist
/// @param file index of the file it comes from, in its target
/// @param line where it begins, counted from 1
/// @param values its fields; for a flaw: place, expected, got
record TableRow(Kind kind, int file, long line, List<String> values) {

    enum Kind {
        PLAYLIST,
        TRACK,
        FLAW
    }

    static TableRow flaw(int file, long line, String place, String expected, String got) {
        return new TableRow(Kind.FLAW, file, line, List.of(place, expected, got));
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream(128);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(kind.ordinal());
            out.writeByte(file);
            out.writeLong(line);
            out.writeShort(values.size());
            for (String value : values) {
                byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static TableRow decode(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Kind kind = Kind.values()[in.readByte()];
            int file = in.readByte();
            long line = in.readLong();
            int count = in.readShort();
            var values = new ArrayList<String>(count);
            for (int i = 0; i < count; i++) {
                values.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
            }
            return new TableRow(kind, file, line, values);
        }
    }
}
