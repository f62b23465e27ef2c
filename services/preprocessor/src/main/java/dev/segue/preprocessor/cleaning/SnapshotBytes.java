package dev.segue.preprocessor.cleaning;

import dev.segue.corpus.ByteHash;
import dev.segue.corpus.TrackAliases;
import dev.segue.schemas.AvroBytes;
import dev.segue.schemas.RecordLayout;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistTableEntry;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A snapshot as it lies in its bytes, and the records that are made of it by copying parts of them. No object is made
/// of the snapshot: that would be most of the work of letting it through.
///
/// What is written is byte for byte what [Wire] writes of the same records. Of a repeated track the first
/// occurrence stays. Tracks are counted by the ids that came, until [#resolve] finds others. One snapshot
/// at a time, by one thread.
public final class SnapshotBytes {

    private static final RecordLayout SNAPSHOT = RecordLayout.of(PlaylistSnapshot.class);
    private static final RecordLayout TRACK = SNAPSHOT.itemsOf("tracks");
    private static final RecordLayout CLEAN = RecordLayout.of(CleanPlaylist.class);
    private static final RecordLayout ENTRY = RecordLayout.of(PlaylistTableEntry.class);

    private static final int PLAYLIST_ID = SNAPSHOT.field("playlistId");
    private static final int VERSION = SNAPSHOT.field("version");
    private static final int SAVES = SNAPSHOT.field("saves");
    private static final int[] TEXTS = {SNAPSHOT.field("source"), SNAPSHOT.field("title")};
    private static final int[] OPTIONAL_TEXTS = {
        SNAPSHOT.field("description"), SNAPSHOT.field("keyword"), SNAPSHOT.field("url"), SNAPSHOT.field("owner")
    };
    private static final int TRACKS = SNAPSHOT.field("tracks");

    private static final int TRACK_FIELDS = TRACK.fields();
    private static final int TRACK_ID = TRACK.field("trackId");
    private static final int TITLE = TRACK.field("title");
    private static final int[] TEXT_LISTS = {TRACK.field("artists"), TRACK.field("artistIds")};
    private static final int[] OPTIONAL_TRACK_TEXTS = {TRACK.field("album"), TRACK.field("albumId"), TRACK.field("isrc")
    };
    private static final int DURATION = TRACK.field("durationMs");
    private static final int ADDED_AT = TRACK.field("addedAt");

    private static final int[] COPIED_TO_CLEAN = SNAPSHOT.copyableTo(CLEAN);
    private static final int CLEAN_TRACKS = CLEAN.field("tracks");
    private static final int CLEAN_PARTITION = CLEAN.field("sourcePartition");
    private static final int CLEAN_OFFSET = CLEAN.field("sourceOffset");

    private static final int[] COPIED_TO_ENTRY = SNAPSHOT.copyableTo(ENTRY);
    private static final int ENTRY_HASH = ENTRY.field("contentHash");
    private static final int ENTRY_OUTCOME = ENTRY.field("outcome");
    private static final int ENTRY_TRACKS = ENTRY.field("tracks");
    private static final int ENTRY_CLEAN_VERSION = ENTRY.field("cleanVersion");
    private static final int ENTRY_CLEAN_OFFSET = ENTRY.field("cleanOffset");
    private static final int ENTRY_COUNTED = ENTRY.field("counted");
    private static final int ENTRY_VERSION = ENTRY.field("version");

    private static final byte[] NO_BYTES = {};

    static {
        if (TRACKS != SNAPSHOT.fields() - 1) {
            throw new IllegalStateException("A snapshot's last field is expected to be its tracks");
        }
    }

    private final Wire<PlaylistSnapshot> wire = Wire.of(Topics.PLAYLIST_SNAPSHOTS.value());
    private final Wire<SnapshotTrack> trackWire = Wire.of(SnapshotTrack.class);

    private final ContentHash contentHash = new ContentHash();
    private final CountedTracks counted = new CountedTracks();

    private byte[] bytes = NO_BYTES;
    /// By field where it begins.
    private final int[] starts = new int[SNAPSHOT.fields()];
    /// The same of every track, one after the other.
    private int[] trackStarts = new int[64 * (TRACK_FIELDS + 1)];
    private final int[] fieldStarts = new int[TRACK_FIELDS];
    private int tracks;
    /// Numbers of the tracks that are no repeats, in order, and the hashes of their ids.
    private int[] distinct = new int[64];
    private long[] idHashes = new long[64];
    private int distinctCount;
    /// By hash of an id its index in `distinct` + 1, or 0.
    private int[] slots = new int[256];
    private byte[] form = new byte[8 << 10];

    /// Reads the bytes of a snapshot that this build could have written.
    ///
    /// @param value kept until the next snapshot
    /// @return false when they are of another schema, or damaged, or not the one form in which this build
    ///     writes what they say; then nothing else may be asked
    public boolean read(byte[] value) {
        if (!SNAPSHOT.isWrittenHere(value)) {
            return false;
        }
        try {
            bytes = value;
            // The tracks are the last field: they are looked at once, and not to find where they end.
            starts[TRACKS] = SNAPSHOT.locate(value, RecordLayout.HEADER, starts, TRACKS);
            if (locateTracks() != value.length) {
                return false;
            }
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
        dropRepeats();
        counted.begin(bytes, distinctCount);
        return true;
    }

    /// Finds the ids that its tracks are counted by now.
    public void resolve(TrackAliases aliases) {
        if (aliases.size() == 0) {
            return;
        }
        for (int i = 0; i < distinctCount; i++) {
            int at = trackField(distinct[i], TRACK_ID);
            counted.came(i, AvroBytes.textStart(bytes, at), AvroBytes.textLength(bytes, at));
        }
        counted.resolve(aliases);
    }

    /// How many tracks it is counted with: a recording under two names is one.
    public int countedTracks() {
        return counted.size();
    }

    /// The ids it is counted by, in order.
    public List<String> countedIds() {
        return counted.asTheyCame() ? trackIds() : counted.ids();
    }

    /// Where the i-th different track stands among those it is counted with, or -1 when it is counted by another id, or
    /// stands there by another name already.
    public int countedPosition(int i) {
        return counted.position(i);
    }

    /// Takes a snapshot that came in other bytes.
    public void take(PlaylistSnapshot snapshot) {
        if (!read(wire.encode(snapshot))) {
            throw new IllegalStateException(
                    "Cannot read the snapshot of " + snapshot.getPlaylistId() + " just written");
        }
    }

    public long version() {
        return AvroBytes.number(bytes, starts[VERSION]);
    }

    /// @return null when they are not known
    @Nullable
    Long saves() {
        return isAbsent(starts[SAVES]) ? null : AvroBytes.number(bytes, AvroBytes.afterNumber(bytes, starts[SAVES]));
    }

    /// How many different tracks there are.
    public int distinctTracks() {
        return distinctCount;
    }

    /// Whether all texts are UTF-8 and none has more than `mostText` bytes, nor the texts of a track
    /// together; all track ids are plain ones and no duration is negative. Most snapshots are so; of the
    /// others it takes more to say what is wrong with them, and whether anything is.
    boolean isPlain(int mostText) {
        for (int field : TEXTS) {
            if (!isPlainText(starts[field], mostText)) {
                return false;
            }
        }
        for (int field : OPTIONAL_TEXTS) {
            if (!isPlainOption(starts[field], mostText)) {
                return false;
            }
        }
        for (int track = 0; track < tracks; track++) {
            if (!isPlainTrack(track, mostText)) {
                return false;
            }
        }
        return true;
    }

    private boolean isPlainTrack(int track, int mostText) {
        int id = trackField(track, TRACK_ID);
        int title = trackField(track, TITLE);
        if (!PlainText.isId(bytes, AvroBytes.textStart(bytes, id), AvroBytes.textLength(bytes, id))) {
            return false;
        }
        if (!isTrackDescribed(track)) {
            return true;
        }
        if (trackField(track, ADDED_AT) - title > mostText || !isPlainText(title, mostText)) {
            return false;
        }
        for (int field : TEXT_LISTS) {
            int at = AvroBytes.afterNumber(bytes, trackField(track, field));
            for (long left = AvroBytes.itemCount(bytes, trackField(track, field)); left > 0; left--) {
                if (!isPlainText(at, mostText)) {
                    return false;
                }
                at = AvroBytes.textStart(bytes, at) + AvroBytes.textLength(bytes, at);
            }
        }
        for (int field : OPTIONAL_TRACK_TEXTS) {
            if (!isPlainOption(trackField(track, field), mostText)) {
                return false;
            }
        }
        int duration = trackField(track, DURATION);
        return isAbsent(duration) || AvroBytes.number(bytes, AvroBytes.afterNumber(bytes, duration)) >= 0;
    }

    private boolean isPlainText(int at, int mostText) {
        int length = AvroBytes.textLength(bytes, at);
        return length <= mostText && PlainText.isUtf8(bytes, AvroBytes.textStart(bytes, at), length);
    }

    private boolean isPlainOption(int at, int mostText) {
        return isAbsent(at) || isPlainText(AvroBytes.afterNumber(bytes, at), mostText);
    }

    /// Optional values have null as the first of two branches.
    private boolean isAbsent(int at) {
        return AvroBytes.number(bytes, at) == 0;
    }

    boolean playlistIdIs(byte[] key) {
        int from = AvroBytes.textStart(bytes, starts[PLAYLIST_ID]);
        return Arrays.equals(bytes, from, starts[PLAYLIST_ID + 1], key, 0, key.length);
    }

    /// Id of the i-th different track.
    public String trackId(int i) {
        int at = trackField(distinct[i], TRACK_ID);
        return new String(
                bytes, AvroBytes.textStart(bytes, at), AvroBytes.textLength(bytes, at), StandardCharsets.UTF_8);
    }

    /// Ids of the different tracks in order.
    public List<String> trackIds() {
        var ids = new ArrayList<String>(distinctCount);
        for (int i = 0; i < distinctCount; i++) {
            ids.add(trackId(i));
        }
        return ids;
    }

    /// 64 bits of the id of the i-th different track.
    public long trackHash(int i) {
        return idHashes[i];
    }

    /// Whether anything is said of the i-th different track itself. What is absent or empty is a zero byte.
    public boolean isDescribed(int i) {
        return isTrackDescribed(distinct[i]);
    }

    private boolean isTrackDescribed(int track) {
        int to = trackField(track, ADDED_AT);
        int at = trackField(track, TITLE);
        while (at < to && bytes[at] == 0) {
            at++;
        }
        return at < to;
    }

    /// 64 bits of what is said of the i-th different track itself, not of its place.
    public long descriptionHash(int i) {
        int from = trackField(distinct[i], TITLE);
        return ByteHash.of(bytes, from, trackField(distinct[i], ADDED_AT) - from);
    }

    /// The i-th different track with all that is said of it.
    public SnapshotTrack track(int i) {
        return trackWire.within(bytes, trackField(distinct[i], 0), trackField(distinct[i], TRACK_FIELDS));
    }

    /// See [ContentHash].
    public byte[] contentHash() {
        return contentHash.of(bytes, starts);
    }

    /// The clean playlist, as `playlists.v1` has it.
    ///
    /// @return a new array, the caller's
    public byte[] cleanPlaylist(int partition, long offset) {
        int at = begin(CLEAN);
        for (int field = 0; field < COPIED_TO_CLEAN.length; field++) {
            if (COPIED_TO_CLEAN[field] >= 0) {
                at = copyField(COPIED_TO_CLEAN[field], at);
            } else if (field == CLEAN_TRACKS) {
                at = counted.asTheyCame() ? copyTrackIds(at) : counted.write(form, at);
            } else if (field == CLEAN_PARTITION) {
                at = AvroBytes.putNumber(form, at, partition);
            } else if (field == CLEAN_OFFSET) {
                at = AvroBytes.putNumber(form, at, offset);
            } else {
                throw new IllegalStateException("A clean playlist has a field that nobody fills: " + field);
            }
        }
        return Arrays.copyOf(form, at);
    }

    /// What the preprocessor holds of a playlist that is clean.
    ///
    /// @param offset of this snapshot
    /// @return a new array, the caller's
    public byte[] cleanEntry(byte[] contentHash, String outcome, long offset) {
        return tableEntry(contentHash, outcome, true, offset);
    }

    /// What the preprocessor holds of a playlist that is not clean.
    ///
    /// @return a new array, the caller's
    public byte[] emptyEntry(byte[] contentHash, String outcome) {
        return tableEntry(contentHash, outcome, false, 0);
    }

    private byte[] tableEntry(byte[] contentHash, String outcome, boolean clean, long offset) {
        int at = begin(ENTRY);
        for (int field = 0; field < COPIED_TO_ENTRY.length; field++) {
            if (field == ENTRY_HASH) {
                at = putText(contentHash, at);
            } else if (field == ENTRY_OUTCOME) {
                at = putText(outcome.getBytes(StandardCharsets.UTF_8), at);
            } else if (field == ENTRY_VERSION) {
                at = copyField(VERSION, at);
            } else if (!clean) {
                // Of every other type a zero is what there is when there is nothing.
                at = AvroBytes.putNumber(form, at, 0);
            } else if (COPIED_TO_ENTRY[field] >= 0) {
                at = copyField(COPIED_TO_ENTRY[field], at);
            } else if (field == ENTRY_TRACKS) {
                at = copyTrackIds(at);
            } else if (field == ENTRY_CLEAN_VERSION) {
                at = copyField(VERSION, at);
            } else if (field == ENTRY_CLEAN_OFFSET) {
                at = AvroBytes.putNumber(form, at, offset);
            } else if (field == ENTRY_COUNTED) {
                at = counted.asTheyCame() ? AvroBytes.putNumber(form, at, 0) : counted.write(form, at);
            } else {
                throw new IllegalStateException("A table entry has a field that nobody fills: " + field);
            }
        }
        return Arrays.copyOf(form, at);
    }

    /// Where a field of a track begins; of [#TRACK_FIELDS], where the track ends.
    private int trackField(int track, int field) {
        return trackStarts[track * (TRACK_FIELDS + 1) + field];
    }

    /// @return where the tracks end
    private int locateTracks() {
        tracks = 0;
        int at = AvroBytes.afterNumber(bytes, starts[TRACKS]);
        long count = AvroBytes.itemCount(bytes, starts[TRACKS]);
        for (; tracks < count; tracks++) {
            int row = tracks * (TRACK_FIELDS + 1);
            if (row + TRACK_FIELDS >= trackStarts.length) {
                trackStarts = Arrays.copyOf(trackStarts, trackStarts.length * 2);
            }
            at = TRACK.locate(bytes, at, fieldStarts);
            System.arraycopy(fieldStarts, 0, trackStarts, row, TRACK_FIELDS);
            trackStarts[row + TRACK_FIELDS] = at;
        }
        return count == 0 ? at : AvroBytes.afterItems(bytes, at);
    }

    private void dropRepeats() {
        if (slots.length < 4 * tracks) {
            slots = new int[Integer.highestOneBit(4 * tracks) * 2];
        }
        int mask = Math.max(256, Integer.highestOneBit(Math.max(1, 2 * tracks)) * 2) - 1;
        Arrays.fill(slots, 0, mask + 1, 0);
        if (distinct.length < tracks) {
            distinct = new int[Math.max(tracks, distinct.length * 2)];
            idHashes = new long[distinct.length];
        }
        distinctCount = 0;
        for (int track = 0; track < tracks; track++) {
            int from = trackField(track, TRACK_ID);
            int length = trackField(track, TRACK_ID + 1) - from;
            long hash = ByteHash.of(bytes, from, length);
            int slot = (int) hash & mask;
            while (slots[slot] != 0 && !isSame(slots[slot] - 1, hash, from, length)) {
                slot = (slot + 1) & mask;
            }
            if (slots[slot] == 0) {
                distinct[distinctCount] = track;
                idHashes[distinctCount] = hash;
                slots[slot] = ++distinctCount;
            }
        }
    }

    private boolean isSame(int other, long hash, int from, int length) {
        int otherFrom = trackField(distinct[other], TRACK_ID);
        return idHashes[other] == hash
                && Arrays.equals(
                        bytes, from, from + length, bytes, otherFrom, trackField(distinct[other], TRACK_ID + 1));
    }

    /// Makes room for any record made of this snapshot: none has more than it and what is known to be added.
    private int begin(RecordLayout layout) {
        int most = bytes.length + counted.room() + 128;
        if (form.length < most) {
            form = new byte[Math.max(most, form.length * 2)];
        }
        layout.writeHeader(form);
        return RecordLayout.HEADER;
    }

    private int copyField(int field, int at) {
        int length = starts[field + 1] - starts[field];
        System.arraycopy(bytes, starts[field], form, at, length);
        return at + length;
    }

    private int copyTrackIds(int from) {
        int at = from;
        if (distinctCount > 0) {
            at = AvroBytes.putNumber(form, at, distinctCount);
            for (int i = 0; i < distinctCount; i++) {
                int start = trackField(distinct[i], TRACK_ID);
                int length = trackField(distinct[i], TRACK_ID + 1) - start;
                System.arraycopy(bytes, start, form, at, length);
                at += length;
            }
        }
        return AvroBytes.putNumber(form, at, 0);
    }

    private int putText(byte[] text, int from) {
        int at = AvroBytes.putNumber(form, from, text.length);
        System.arraycopy(text, 0, form, at, text.length);
        return at + text.length;
    }
}
