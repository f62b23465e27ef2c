package dev.segue.preprocessor.cleaning;

import dev.segue.domain.TrackId;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges snapshots: validation first, which nobody can configure, then the operator's filters. Pure: the same
/// snapshot gets the same verdict.
///
/// The bounds on texts and bytes keep every record derived from a snapshot below the message size of its topic; a
/// record that the broker refuses would stop the partition.
public final class SnapshotRules {

    /// Longest text, and most text of one track, in UTF-16 characters.
    public static final int MAX_TEXT = 16_384;

    /// Most bytes of a snapshot that passes: what is derived from it fits the 16 MiB of `playlists.v1`.
    public static final int MAX_BYTES = 15 << 20;

    private final Filters filters;

    public SnapshotRules(Filters filters) {
        this.filters = filters;
    }

    /// Whether a snapshot passes beyond question, so that [#judge] would let it pass too. That is so for most of those
    /// that pass; where it takes more than a look at the bytes, the answer is no.
    ///
    /// @param key the record's key
    /// @param bytes size of the snapshot as it came
    public boolean surelyPasses(byte[] key, SnapshotBytes snapshot, int bytes) {
        Long saves = snapshot.saves();
        return bytes <= MAX_BYTES
                && PlainText.isId(key, 0, key.length)
                && snapshot.playlistIdIs(key)
                && snapshot.version() >= 0
                && (saves == null || saves >= 0)
                && filtered(saves, snapshot.distinctTracks()) == null
                && snapshot.isPlain(MAX_TEXT);
    }

    /// @param key the record's key, a valid playlist id
    /// @param bytes size of the snapshot as it came
    public Verdict judge(String key, PlaylistSnapshot snapshot, int bytes) {
        Verdict.Refuse flaw = flaw(key, snapshot);
        if (flaw != null) {
            return flaw;
        }
        long tracks = snapshot.getTracks().stream()
                .map(SnapshotTrack::getTrackId)
                .distinct()
                .count();
        Verdict.Refuse refusal = filtered(snapshot.getSaves(), tracks);
        if (refusal != null) {
            return refusal;
        }
        return bytes > MAX_BYTES
                ? new Verdict.Refuse(
                        Reason.TOO_LARGE, "Snapshot: expected at most " + MAX_BYTES + " bytes, got " + bytes)
                : new Verdict.Pass();
    }

    private static Verdict.@Nullable Refuse flaw(String key, PlaylistSnapshot snapshot) {
        if (!key.equals(snapshot.getPlaylistId())) {
            return new Verdict.Refuse(
                    Reason.KEY_MISMATCH,
                    "playlistId: expected the key " + key + ", got " + abbreviated(snapshot.getPlaylistId()));
        }
        if (snapshot.getVersion() < 0) {
            return negative("version", snapshot.getVersion());
        }
        Long saves = snapshot.getSaves();
        if (saves != null && saves < 0) {
            return negative("saves", saves);
        }
        Verdict.Refuse text = tooLong("title", snapshot.getTitle());
        text = text != null ? text : tooLong("description", snapshot.getDescription());
        text = text != null ? text : tooLong("keyword", snapshot.getKeyword());
        text = text != null ? text : tooLong("url", snapshot.getUrl());
        text = text != null ? text : tooLong("owner", snapshot.getOwner());
        text = text != null ? text : tooLong("source", snapshot.getSource());
        if (text != null) {
            return text;
        }
        List<SnapshotTrack> tracks = snapshot.getTracks();
        for (int i = 0; i < tracks.size(); i++) {
            Verdict.Refuse flaw = flaw(i, tracks.get(i));
            if (flaw != null) {
                return flaw;
            }
        }
        return null;
    }

    private static Verdict.@Nullable Refuse flaw(int position, SnapshotTrack track) {
        if (!TrackId.isValid(track.getTrackId())) {
            return new Verdict.Refuse(
                    Reason.INVALID_TRACK_ID,
                    "tracks[" + position + "].trackId: expected <namespace>:<id>, got '"
                            + abbreviated(track.getTrackId()) + "'");
        }
        Long duration = track.getDurationMs();
        if (duration != null && duration < 0) {
            return negative("tracks[" + position + "].durationMs", duration);
        }
        long text = (long) length(track.getTitle())
                + length(track.getAlbum())
                + length(track.getAlbumId())
                + length(track.getIsrc());
        for (String artist : track.getArtists()) {
            text += length(artist) + 1L;
        }
        for (String artistId : track.getArtistIds()) {
            text += length(artistId) + 1L;
        }
        return text > MAX_TEXT ? tooLong("tracks[" + position + "]", text) : null;
    }

    private Verdict.@Nullable Refuse filtered(@Nullable Long saves, long tracks) {
        if (saves == null) {
            if (filters.unknownSaves() == UnknownSaves.DROP) {
                return new Verdict.Refuse(
                        Reason.SAVES_UNKNOWN, "saves: expected at least " + filters.minimumSaves() + ", got none");
            }
        } else if (saves < filters.minimumSaves()) {
            return new Verdict.Refuse(
                    Reason.SAVES_BELOW_MINIMUM,
                    "saves: expected at least " + filters.minimumSaves() + ", got " + saves);
        }
        if (tracks < filters.minimumTracks()) {
            return new Verdict.Refuse(
                    Reason.TOO_FEW_TRACKS,
                    "tracks: expected at least " + filters.minimumTracks() + " different ones, got " + tracks);
        }
        if (tracks > filters.maximumTracks()) {
            return new Verdict.Refuse(
                    Reason.TOO_MANY_TRACKS,
                    "tracks: expected at most " + filters.maximumTracks() + " different ones, got " + tracks);
        }
        return null;
    }

    private static Verdict.Refuse negative(String field, long got) {
        return new Verdict.Refuse(Reason.NEGATIVE_VALUE, field + ": expected 0 or more, got " + got);
    }

    private static Verdict.@Nullable Refuse tooLong(String field, @Nullable String text) {
        int length = length(text);
        return length > MAX_TEXT ? tooLong(field, length) : null;
    }

    private static Verdict.Refuse tooLong(String field, long length) {
        return new Verdict.Refuse(
                Reason.TEXT_TOO_LONG, field + ": expected at most " + MAX_TEXT + " characters, got " + length);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
