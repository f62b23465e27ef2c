package dev.segue.preprocessor.cleaning;

import dev.segue.schemas.RecordLayout;
import dev.segue.schemas.avro.PlaylistSnapshot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 of what a snapshot says of its playlist: all of it but its id, its version and the time it was crawled.
///
/// What is hashed are the Avro bytes of these fields, of which [SnapshotBytes] takes only the one form a record has. A
/// field that a later schema adds must be left out of it while it has its default, or every playlist held would seem to
/// have changed.
final class ContentHash {

    private static final RecordLayout SNAPSHOT = RecordLayout.of(PlaylistSnapshot.class);
    /// Fields that stand side by side, and the field behind the last of them.
    private static final int[][] RUNS = {
        {SNAPSHOT.field("source"), SNAPSHOT.field("playlistId")}, {SNAPSHOT.field("title"), SNAPSHOT.field("crawledAt")}
    };
    private static final int TRACKS = SNAPSHOT.field("tracks");

    private final MessageDigest digest;

    ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /// @param starts by field where it begins
    /// @return 32 bytes, the caller's
    byte[] of(byte[] bytes, int[] starts) {
        for (int[] run : RUNS) {
            digest.update(bytes, starts[run[0]], starts[run[1]] - starts[run[0]]);
        }
        digest.update(bytes, starts[TRACKS], bytes.length - starts[TRACKS]);
        return digest.digest();
    }
}
