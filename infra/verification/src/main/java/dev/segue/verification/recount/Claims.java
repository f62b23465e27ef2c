package dev.segue.verification.recount;

import dev.segue.domain.PlaylistId;
import dev.segue.domain.TrackId;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.verification.log.StoredRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads raw records by the rules that the preprocessor publishes in its dead letters and its documentation.
public final class Claims {

    private static final int LONGEST_TEXT = 16_384;
    private static final int MOST_BYTES = 15 << 20;

    private static final Wire<PlaylistSnapshot> SNAPSHOT = Wire.of(Topics.PLAYLIST_SNAPSHOTS.value());
    private static final Wire<CleanPlaylist> CLEAN = Wire.of(Topics.PLAYLISTS.value());

    private final PublishedRules rules;

    public Claims(PublishedRules rules) {
        this.rules = rules;
    }

    /// What the record says.
    public Claim of(StoredRecord record) {
        byte[] key = record.key();
        if (key == null) {
            return new Claim.Invalid("MISSING_KEY");
        }
        String id = utf8(key);
        if (id == null || !PlaylistId.isValid(id)) {
            return new Claim.Invalid("INVALID_PLAYLIST_ID");
        }
        byte[] value = record.value();
        if (value == null) {
            return new Claim.Gone(id);
        }
        if (!(SNAPSHOT.decode(value) instanceof Wire.Decoded.Read<PlaylistSnapshot>(PlaylistSnapshot snapshot))) {
            return new Claim.Invalid("UNREADABLE");
        }
        String flaw = flaw(id, snapshot);
        if (flaw != null) {
            return new Claim.Invalid(flaw);
        }
        List<String> tracks = distinct(snapshot);
        String filter = filter(snapshot.getSaves(), tracks.size());
        if (filter == null && value.length > MOST_BYTES) {
            return new Claim.Invalid("TOO_LARGE");
        }
        return new Claim.Version(id, snapshot.getVersion(), content(snapshot), clean(snapshot, tracks), filter, tracks);
    }

    /// Of a clean playlist as it was published, without its source partition and offset.
    public static Fingerprint published(CleanPlaylist playlist) {
        return Fingerprint.of(CLEAN.encode(CleanPlaylist.newBuilder(playlist)
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build()));
    }

    /// Of a clean playlist, whatever ids its tracks are counted by.
    public static Fingerprint texts(CleanPlaylist playlist) {
        return published(CleanPlaylist.newBuilder(playlist).setTracks(List.of()).build());
    }

    /// The text of well-formed UTF-8, else null.
    public static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static CleanPlaylist clean(PlaylistSnapshot snapshot, List<String> tracks) {
        return CleanPlaylist.newBuilder()
                .setPlaylistId(snapshot.getPlaylistId())
                .setSource(snapshot.getSource())
                .setVersion(snapshot.getVersion())
                .setTitle(snapshot.getTitle())
                .setDescription(snapshot.getDescription())
                .setKeyword(snapshot.getKeyword())
                .setUrl(snapshot.getUrl())
                .setOwner(snapshot.getOwner())
                .setSaves(snapshot.getSaves())
                .setModifiedAt(snapshot.getModifiedAt())
                .setTracks(tracks)
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build();
    }

    private static Fingerprint content(PlaylistSnapshot snapshot) {
        return Fingerprint.of(SNAPSHOT.encode(new PlaylistSnapshot(
                snapshot.getSource(),
                snapshot.getPlaylistId(),
                0L,
                snapshot.getTitle(),
                snapshot.getDescription(),
                snapshot.getKeyword(),
                snapshot.getUrl(),
                snapshot.getOwner(),
                snapshot.getSaves(),
                snapshot.getModifiedAt(),
                Instant.EPOCH,
                null,
                snapshot.getTracks())));
    }

    private static List<String> distinct(PlaylistSnapshot snapshot) {
        var tracks = new LinkedHashSet<String>();
        snapshot.getTracks().forEach(track -> tracks.add(track.getTrackId()));
        return new ArrayList<>(tracks);
    }

    private static @Nullable String flaw(String id, PlaylistSnapshot snapshot) {
        if (!id.equals(snapshot.getPlaylistId())) {
            return "KEY_MISMATCH";
        }
        Long saves = snapshot.getSaves();
        if (snapshot.getVersion() < 0 || (saves != null && saves < 0)) {
            return "NEGATIVE_VALUE";
        }
        boolean tooLong = Stream.of(
                        snapshot.getTitle(),
                        snapshot.getDescription(),
                        snapshot.getKeyword(),
                        snapshot.getUrl(),
                        snapshot.getOwner(),
                        snapshot.getSource())
                .anyMatch(text -> length(text) > LONGEST_TEXT);
        if (tooLong) {
            return "TEXT_TOO_LONG";
        }
        for (SnapshotTrack track : snapshot.getTracks()) {
            String flaw = flaw(track);
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private static @Nullable String flaw(SnapshotTrack track) {
        if (!TrackId.isValid(track.getTrackId())) {
            return "INVALID_TRACK_ID";
        }
        Long duration = track.getDurationMs();
        if (duration != null && duration < 0) {
            return "NEGATIVE_VALUE";
        }
        long text = length(track.getTitle())
                + length(track.getAlbum())
                + length(track.getAlbumId())
                + length(track.getIsrc());
        for (String artist : track.getArtists()) {
            text += length(artist) + 1;
        }
        for (String artistId : track.getArtistIds()) {
            text += length(artistId) + 1;
        }
        return text > LONGEST_TEXT ? "TEXT_TOO_LONG" : null;
    }

    private @Nullable String filter(@Nullable Long saves, int tracks) {
        if (saves == null && !rules.keepUnknownSaves()) {
            return "SAVES_UNKNOWN";
        }
        if (saves != null && saves < rules.minimumSaves()) {
            return "SAVES_BELOW_MINIMUM";
        }
        if (tracks < rules.minimumTracks()) {
            return "TOO_FEW_TRACKS";
        }
        return tracks > rules.maximumTracks() ? "TOO_MANY_TRACKS" : null;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
