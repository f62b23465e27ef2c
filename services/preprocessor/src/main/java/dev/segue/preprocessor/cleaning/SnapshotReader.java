package dev.segue.preprocessor.cleaning;

import dev.segue.domain.PlaylistId;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.PlaylistSnapshot;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Makes a snapshot of a record's bytes, or says why that cannot be. Safe for use by many threads.
public final class SnapshotReader {

    /// What a record of the snapshot topic is.
    public sealed interface Reading {
        /// One version of a playlist.
        record Snapshot(String playlistId, PlaylistSnapshot value) implements Reading {}

        /// The playlist is gone.
        record Tombstone(String playlistId) implements Reading {}

        /// Neither.
        ///
        /// @param playlistId where the key could be read
        record Unreadable(@Nullable String playlistId, Reason reason, String detail) implements Reading {}
    }

    private final Wire<PlaylistSnapshot> wire = Wire.of(Topics.PLAYLIST_SNAPSHOTS.value());

    /// @param key read, never kept
    /// @param value read, never kept
    public Reading read(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            return new Reading.Unreadable(null, Reason.MISSING_KEY, "Key: expected a playlist id, got none");
        }
        String playlistId;
        try {
            playlistId = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Reading.Unreadable(
                    null, Reason.INVALID_PLAYLIST_ID, "Key: expected UTF-8, got " + key.length + " other bytes");
        }
        if (!PlaylistId.isValid(playlistId)) {
            return new Reading.Unreadable(
                    null,
                    Reason.INVALID_PLAYLIST_ID,
                    "Key: expected <source>:<id>, got '"
                            + (playlistId.length() <= 60 ? playlistId : playlistId.substring(0, 60) + "…") + "'");
        }
        if (value == null) {
            return new Reading.Tombstone(playlistId);
        }
        return switch (wire.decode(value)) {
            case Wire.Decoded.Read<PlaylistSnapshot>(PlaylistSnapshot snapshot) ->
                new Reading.Snapshot(playlistId, snapshot);
            case Wire.Decoded.Unreadable<PlaylistSnapshot>(String reason) ->
                new Reading.Unreadable(playlistId, Reason.UNREADABLE, "Value: " + reason);
        };
    }
}
