package dev.segue.preprocessor.cleaning;

import dev.segue.corpus.TrackAliases;
import dev.segue.schemas.AvroBytes;
import dev.segue.schemas.RecordLayout;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistTableEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/// A playlist as the table holds it, in its bytes, and the records that are made of it when its tracks are counted by
/// other ids than before. No object is made of those that stay as they are, which are nearly all.
///
/// One playlist at a time, by one thread.
public final class HeldPlaylist {

    private static final RecordLayout ENTRY = RecordLayout.of(PlaylistTableEntry.class);
    private static final RecordLayout CLEAN = RecordLayout.of(CleanPlaylist.class);

    private static final int CLEAN_VERSION = ENTRY.field("cleanVersion");
    private static final int CLEAN_OFFSET = ENTRY.field("cleanOffset");
    private static final int TRACKS = ENTRY.field("tracks");
    private static final int COUNTED = ENTRY.field("counted");

    private static final int[] COPIED = ENTRY.copyableTo(CLEAN);
    private static final int TO_ID = CLEAN.field("playlistId");
    private static final int TO_VERSION = CLEAN.field("version");
    private static final int TO_TRACKS = CLEAN.field("tracks");
    private static final int TO_PARTITION = CLEAN.field("sourcePartition");
    private static final int TO_OFFSET = CLEAN.field("sourceOffset");

    private final CountedTracks counted = new CountedTracks();
    private byte[] bytes = {};
    /// By field where it begins, and where the last one ends.
    private final int[] starts = new int[ENTRY.fields() + 1];
    /// The ids in the clean playlist that was written last.
    private int[] beforeStarts = new int[64];
    private int[] beforeLengths = new int[64];
    private int before;
    private boolean beforeAsTheyCame;
    private byte[] form = new byte[8 << 10];

    /// Whether the bytes are an entry of the table as this build writes it.
    public static boolean isReadable(byte[] entry) {
        return ENTRY.isWrittenHere(entry);
    }

    /// Reads an entry of the table.
    ///
    /// @param entry kept until the next one
    /// @return whether it has tracks that are counted by other ids than before; only then anything else may
    ///     be asked
    /// @throws IllegalStateException when this build did not write it
    public boolean isChanged(byte[] entry, TrackAliases aliases) {
        try {
            if (!isReadable(entry)) {
                throw new IndexOutOfBoundsException("expected the schema of this build, got another");
            }
            bytes = entry;
            starts[starts.length - 1] = ENTRY.locate(entry, RecordLayout.HEADER, starts);
            locateIds();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalStateException("Cannot read an entry of the table: " + e.getMessage(), e);
        }
        counted.resolve(aliases);
        if (counted.asTheyCame() && beforeAsTheyCame) {
            return false;
        }
        return !counted.areThose(bytes, beforeStarts, beforeLengths, before);
    }

    /// How many tracks it was counted with.
    public int tracksBefore() {
        return before;
    }

    /// How many tracks it is counted with now.
    public int tracksNow() {
        return counted.size();
    }

    /// The ids that it is not counted by any more.
    public List<String> left() {
        var left = new LinkedHashSet<String>();
        for (int i = 0; i < before; i++) {
            left.add(new String(bytes, beforeStarts[i], beforeLengths[i], StandardCharsets.UTF_8));
        }
        counted.ids().forEach(left::remove);
        return new ArrayList<>(left);
    }

    /// The clean playlist under the ids by which it is counted now, else as it was written last.
    ///
    /// @return a new array, the caller's
    public byte[] cleanPlaylist(byte[] playlistId, int partition) {
        int at = begin(CLEAN, playlistId.length);
        for (int field = 0; field < COPIED.length; field++) {
            if (field == TO_VERSION) {
                at = copy(CLEAN_VERSION, at);
            } else if (field == TO_TRACKS) {
                at = counted.write(form, at);
            } else if (COPIED[field] >= 0) {
                at = copy(COPIED[field], at);
            } else if (field == TO_ID) {
                at = AvroBytes.putNumber(form, at, playlistId.length);
                System.arraycopy(playlistId, 0, form, at, playlistId.length);
                at += playlistId.length;
            } else if (field == TO_PARTITION) {
                at = AvroBytes.putNumber(form, at, partition);
            } else if (field == TO_OFFSET) {
                at = copy(CLEAN_OFFSET, at);
            } else {
                throw new IllegalStateException("A clean playlist has a field that nobody fills: " + field);
            }
        }
        return Arrays.copyOf(form, at);
    }

    /// The entry with the ids by which it is counted now.
    ///
    /// @return a new array, the caller's
    public byte[] tableEntry() {
        int at = begin(ENTRY, 0);
        for (int field = 0; field < ENTRY.fields(); field++) {
            if (field != COUNTED) {
                at = copy(field, at);
            } else {
                at = counted.asTheyCame() ? AvroBytes.putNumber(form, at, 0) : counted.write(form, at);
            }
        }
        return Arrays.copyOf(form, at);
    }

    private void locateIds() {
        int came = Math.toIntExact(AvroBytes.itemCount(bytes, starts[TRACKS]));
        makeRoom(came);
        counted.begin(bytes, came);
        int at = AvroBytes.afterNumber(bytes, starts[TRACKS]);
        before = Math.toIntExact(AvroBytes.itemCount(bytes, starts[COUNTED]));
        beforeAsTheyCame = before == 0;
        for (int i = 0; i < came; i++) {
            int start = AvroBytes.textStart(bytes, at);
            int length = AvroBytes.textLength(bytes, at);
            counted.came(i, start, length);
            if (beforeAsTheyCame) {
                beforeStarts[i] = start;
                beforeLengths[i] = length;
            }
            at = start + length;
        }
        if (beforeAsTheyCame) {
            before = came;
            return;
        }
        at = AvroBytes.afterNumber(bytes, starts[COUNTED]);
        for (int i = 0; i < before; i++) {
            beforeStarts[i] = AvroBytes.textStart(bytes, at);
            beforeLengths[i] = AvroBytes.textLength(bytes, at);
            at = beforeStarts[i] + beforeLengths[i];
        }
    }

    private void makeRoom(int tracks) {
        if (tracks > beforeStarts.length) {
            int room = Math.max(tracks, 2 * beforeStarts.length);
            beforeStarts = new int[room];
            beforeLengths = new int[room];
        }
    }

    private int begin(RecordLayout layout, int more) {
        int most = bytes.length + counted.room() + more + 128;
        if (form.length < most) {
            form = new byte[Math.max(most, form.length * 2)];
        }
        layout.writeHeader(form);
        return RecordLayout.HEADER;
    }

    private int copy(int field, int at) {
        int length = starts[field + 1] - starts[field];
        System.arraycopy(bytes, starts[field], form, at, length);
        return at + length;
    }
}
