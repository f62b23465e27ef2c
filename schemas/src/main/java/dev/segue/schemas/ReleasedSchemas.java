package dev.segue.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/// Every schema version that was ever written to a topic: `released/<Record>.v<n>.avsc`, counted from 1. Such a file
/// is never changed; a change of a schema adds the next one.
final class ReleasedSchemas {

    private ReleasedSchemas() {}

    /// @return oldest first; empty for a record that was never released
    static List<Schema> of(String record) {
        var schemas = new ArrayList<Schema>();
        for (int version = 1; ; version++) {
            String file = "/released/" + record + ".v" + version + ".avsc";
            try (InputStream in = ReleasedSchemas.class.getResourceAsStream(file)) {
                if (in == null) {
                    return List.copyOf(schemas);
                }
                schemas.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file, e);
            }
        }
    }
}
