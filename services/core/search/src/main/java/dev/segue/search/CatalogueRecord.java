package dev.segue.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.jspecify.annotations.Nullable;

/// A track or a playlist's title as the bytes of one doc value, which say all that an answer tells of it.
///
/// | bytes | hold |
/// |---|---|
/// | kind | `t` or `p` |
/// | id | as all texts a varint of its bytes and these, UTF-8; kind and id are the key that it is found by |
/// | number | varint; of a track the playlists that hold it, of a playlist its tracks |
/// | title | text |
/// | of a track | flags; artists and their ids, each a varint and so many texts; what the flags name, in their order |
final class CatalogueRecord {

    private static final byte TRACK = 't';
    private static final byte PLAYLIST = 'p';

    private static final int ALBUM = 1;
    private static final int ALBUM_ID = 2;
    private static final int DURATION = 4;
    private static final int ISRC = 8;
    private static final int RATED = 16;
    private static final int EXPLICIT = 32;

    private static final int USUAL_BYTES = 160;

    private final BytesRefBuilder bytes = new BytesRefBuilder();

    private CatalogueRecord(byte kind, String id) {
        bytes.grow(USUAL_BYTES);
        bytes.append(kind);
        text(id);
    }

    static BytesRef trackKey(String id) {
        return new CatalogueRecord(TRACK, id).bytes.get();
    }

    static BytesRef playlistKey(String id) {
        return new CatalogueRecord(PLAYLIST, id).bytes.get();
    }

    static BytesRef of(CatalogueEntry entry) {
        var record = new CatalogueRecord(TRACK, entry.id());
        record.number(entry.playlists());
        record.text(entry.title());
        record.bytes.append((byte) flags(entry));
        record.texts(entry.artists());
        record.texts(entry.artistIds());
        record.textIfAny(entry.album());
        record.textIfAny(entry.albumId());
        if (entry.durationMs() != null) {
            record.number(entry.durationMs());
        }
        record.textIfAny(entry.isrc());
        return record.bytes.get();
    }

    static BytesRef of(String playlistId, String title, int tracks) {
        var record = new CatalogueRecord(PLAYLIST, playlistId);
        record.number(tracks);
        record.text(title);
        return record.bytes.get();
    }

    private static int flags(CatalogueEntry entry) {
        Boolean explicit = entry.explicit();
        return (entry.album() == null ? 0 : ALBUM)
                | (entry.albumId() == null ? 0 : ALBUM_ID)
                | (entry.durationMs() == null ? 0 : DURATION)
                | (entry.isrc() == null ? 0 : ISRC)
                | (explicit == null ? 0 : RATED)
                | (Boolean.TRUE.equals(explicit) ? EXPLICIT : 0);
    }

    private void textIfAny(@Nullable String text) {
        if (text != null) {
            text(text);
        }
    }

    private void texts(List<String> texts) {
        number(texts.size());
        texts.forEach(this::text);
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes.append(utf8, 0, utf8.length);
    }

    /// Negative ones take ten bytes.
    private void number(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes.append((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.append((byte) rest);
    }

    /// Bytes of the key at the beginning of a record.
    static int keyLength(BytesRef record) {
        int at = record.offset + 1;
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = record.bytes[at++];
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                return at - record.offset + length;
            }
        }
    }

    /// A track of which a record holds all.
    static CatalogueEntry track(BytesRef record) {
        var in = new Reading(record);
        String id = in.text();
        int playlists = (int) in.number();
        String title = in.text();
        int flags = in.flags();
        List<String> artists = in.texts();
        List<String> artistIds = in.texts();
        return new CatalogueEntry(
                id,
                title,
                artists,
                artistIds,
                (flags & ALBUM) == 0 ? null : in.text(),
                (flags & ALBUM_ID) == 0 ? null : in.text(),
                (flags & DURATION) == 0 ? null : in.number(),
                (flags & ISRC) == 0 ? null : in.text(),
                (flags & RATED) == 0 ? null : (flags & EXPLICIT) != 0,
                playlists);
    }

    /// A playlist as a hit.
    static TitleHit playlist(BytesRef record, double score) {
        var in = new Reading(record);
        String id = in.text();
        int tracks = (int) in.number();
        return new TitleHit(id, in.text(), tracks, score);
    }

    /// Texts and numbers of a record, one after the other, the kind passed over.
    private static final class Reading {

        private final byte[] bytes;
        private final ByteArrayDataInput in;

        Reading(BytesRef record) {
            bytes = record.bytes;
            in = new ByteArrayDataInput(record.bytes, record.offset + 1, record.length - 1);
        }

        long number() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.readByte();
                number |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return number;
                }
            }
        }

        int flags() {
            return in.readByte();
        }

        String text() {
            int length = (int) number();
            int at = in.getPosition();
            in.skipBytes(length);
            return new String(bytes, at, length, StandardCharsets.UTF_8);
        }

        List<String> texts() {
            int size = (int) number();
            var texts = new ArrayList<String>(size);
            for (int i = 0; i < size; i++) {
                texts.add(text());
            }
            return texts;
        }
    }
}
