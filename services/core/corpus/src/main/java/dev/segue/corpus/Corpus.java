package dev.segue.corpus;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/// Playlists as postings: for every playlist its tracks in order, for every track the playlists that hold it.
///
/// Tracks and playlists are known by ordinals, ints from 0, which they keep for the life of the corpus. An
/// entry (a track in a playlist) costs 4 bytes forward and 8 bytes inverted, before the growth reserve of
/// the inverted lists (at most half; none after [#read]). A track costs its id in UTF-8 and about 50 bytes.
/// An upsert costs O(tracks of both versions + postings of the tracks it removes).
///
/// Not safe for use by many threads while one of them writes.
public final class Corpus {

    /// Receives a posting: a playlist, and the position in it.
    @FunctionalInterface
    public interface PostingConsumer {
        void accept(int playlist, int position);
    }

    private static final int MAGIC = 0x53474331; // "SGC1"
    private static final int[] GONE = {};

    private final Names trackIds = new Names();
    private final Names playlistIds = new Names();
    private final Postings inverted = new Postings();
    private int[][] forward = new int[16][];
    /// By playlist: how many tracks it holds; beside the lists, because scores ask it of thousands of playlists.
    private int[] lengths = new int[16];
    /// By track: the first bytes in which its id can differ from others. Tracks of one source share a long
    /// beginning, and comparing whole ids is most of the work of finding the best among many with one count.
    private long[] idKeys = new long[16];

    /// Bytes that all track ids begin with.
    private int sharedPrefix;
    /// Whether an id has characters whose order is not that of their bytes: then all keys are 0.
    private boolean highCharacters;
    private int playlists;
    private long entries;
    /// By track: the last check of a playlist it was seen in, 0 for none.
    private int[] checkedIn = new int[16];

    private int checks;

    /// @return the ordinal of the track, given now if it is new
    public int internTrack(String trackId) {
        int before = trackIds.size();
        int track = trackIds.intern(trackId);
        makeRoom(before);
        return track;
    }

    /// As [#internTracks] of ids that lie in `bytes` as UTF-8.
    ///
    /// @param starts where each begins; by the same index `lengths`
    public int[] internTracks(byte[] bytes, int[] starts, int[] lengths, int count) {
        int before = trackIds.size();
        int[] tracks = trackIds.intern(bytes, starts, lengths, count);
        makeRoom(before);
        return tracks;
    }

    /// What the order of ids mostly shows in: of two tracks with different keys, the one with the lower (unsigned) key
    /// comes first; of others the key says nothing.
    long idKey(int track) {
        return idKeys[track];
    }

    /// The order of two tracks by their ids, as [String#compareTo] has it.
    public int compareIds(int trackA, int trackB) {
        int byKey = Long.compareUnsigned(idKeys[trackA], idKeys[trackB]);
        return byKey != 0 ? byKey : trackIds.compare(trackA, trackB);
    }

    /// The order of two playlists by their ids, as [String#compareTo] has it.
    public int comparePlaylistIds(int playlistA, int playlistB) {
        return playlistIds.compare(playlistA, playlistB);
    }

    private void rankById(int track) {
        boolean keysSayNothing = highCharacters;
        highCharacters |= trackIds.hasHighCharacters(track);
        int shared = track == 0 ? trackIds.length(0) : Math.min(sharedPrefix, trackIds.common(0, track));
        int from = shared < sharedPrefix || highCharacters != keysSayNothing ? 0 : track;
        sharedPrefix = shared;
        for (int ranked = from; ranked <= track; ranked++) {
            idKeys[ranked] = highCharacters ? 0 : trackIds.key(ranked, sharedPrefix);
        }
    }

    /// @return the ordinals of the tracks, given now to those that are new; faster than one by one
    public int[] internTracks(List<String> ids) {
        byte[][] texts = new byte[ids.size()][];
        int[] starts = new int[texts.length];
        int[] lengths = new int[texts.length];
        int size = 0;
        for (int i = 0; i < texts.length; i++) {
            texts[i] = ids.get(i).getBytes(StandardCharsets.UTF_8);
            starts[i] = size;
            lengths[i] = texts[i].length;
            size += lengths[i];
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < texts.length; i++) {
            System.arraycopy(texts[i], 0, bytes, starts[i], lengths[i]);
        }
        return internTracks(bytes, starts, lengths, texts.length);
    }

    /// For the tracks that were given ordinals from `first` on.
    private void makeRoom(int first) {
        int size = trackIds.size();
        inverted.grow(size);
        if (size > idKeys.length) {
            idKeys = Arrays.copyOf(idKeys, Math.max(size, idKeys.length * 2));
        }
        for (int track = first; track < size; track++) {
            rankById(track);
        }
    }

    /// @return the ordinal of the track, or -1 when it was never seen
    public int trackOrdinal(String trackId) {
        return trackIds.find(trackId);
    }

    public String trackId(int track) {
        return trackIds.text(track);
    }

    /// How many bytes the id of the track has in UTF-8.
    public int trackIdLength(int track) {
        return trackIds.length(track);
    }

    /// Writes the id of the track in UTF-8.
    ///
    /// @return where it ends
    public int copyTrackId(int track, byte[] target, int at) {
        return trackIds.copy(track, target, at);
    }

    /// How many track ordinals were given: they run from 0 to this, exclusive.
    public int trackOrdinals() {
        return trackIds.size();
    }

    /// How many playlists hold the track now.
    public int playlistsOf(int track) {
        return inverted.size(track);
    }

    /// Makes the playlist hold exactly these tracks; what it held before is taken back.
    ///
    /// @param tracks ordinals in playlist order, each once and at least one; copied
    /// @return false when it holds just these already
    /// @throws IllegalArgumentException when there is no track, one is repeated or one has no ordinal
    public boolean upsert(String playlistId, int[] tracks) {
        requireDistinct(playlistId, tracks);
        int playlist = playlistIds.intern(playlistId);
        if (playlist >= forward.length) {
            forward = Arrays.copyOf(forward, forward.length * 2);
            lengths = Arrays.copyOf(lengths, forward.length);
        }
        int[] held = tracksHeld(playlist);
        if (Arrays.equals(held, tracks)) {
            return false;
        }
        retract(playlist, held);
        int[] copy = tracks.clone();
        forward[playlist] = copy;
        lengths[playlist] = copy.length;
        inverted.add(playlist, copy);
        playlists++;
        entries += copy.length;
        return true;
    }

    /// Takes back all the playlist held.
    ///
    /// @return false when it was not there
    public boolean delete(String playlistId) {
        int playlist = playlistOrdinal(playlistId);
        if (playlist < 0) {
            return false;
        }
        retract(playlist, forward[playlist]);
        forward[playlist] = GONE;
        lengths[playlist] = 0;
        return true;
    }

    private void retract(int playlist, int[] held) {
        if (held.length == 0) {
            return;
        }
        for (int track : held) {
            inverted.remove(track, playlist);
        }
        playlists--;
        entries -= held.length;
    }

    /// @return the ordinal of the playlist, or -1 when it is not there
    public int playlistOrdinal(String playlistId) {
        int playlist = playlistIds.find(playlistId);
        return playlist < 0 || tracksHeld(playlist).length == 0 ? -1 : playlist;
    }

    public String playlistId(int playlist) {
        return playlistIds.text(playlist);
    }

    /// How many playlist ordinals were given, those of deleted playlists included.
    public int playlistOrdinals() {
        return playlistIds.size();
    }

    /// How many playlists there are now.
    public int playlists() {
        return playlists;
    }

    /// How many tracks all playlists hold together.
    public long entries() {
        return entries;
    }

    /// How many tracks the playlist holds; 0 when it was deleted.
    public int length(int playlist) {
        return playlist < lengths.length ? lengths[playlist] : 0;
    }

    public int trackAt(int playlist, int position) {
        return forward[playlist][position];
    }

    /// @return the tracks of the playlist in order; a copy, empty when it was deleted
    public int[] tracks(int playlist) {
        return tracksHeld(playlist).clone();
    }

    /// By playlist ordinal its tracks in order as they are now, none when it was deleted. The outer array
    /// is a copy, the inner ones are the corpus' own, which never change: for reading only. 4 bytes a
    /// playlist.
    public int[][] held() {
        int[][] held = Arrays.copyOf(forward, playlistIds.size());
        Arrays.setAll(held, this::tracksHeld);
        return held;
    }

    /// The tracks of the playlist in order, none when it was deleted: this corpus' own array, for reading only.
    public int[] tracksHeld(int playlist) {
        int[] held = playlist < forward.length ? forward[playlist] : null;
        return held == null ? GONE : held;
    }

    /// Calls with the ordinal of every playlist there is, ascending.
    public void forEachPlaylist(IntConsumer consumer) {
        for (int playlist = 0; playlist < playlistIds.size(); playlist++) {
            if (tracksHeld(playlist).length > 0) {
                consumer.accept(playlist);
            }
        }
    }

    /// Calls with every playlist that holds the track, in no order.
    public void forEachPlaylistOf(int track, PostingConsumer consumer) {
        for (int i = 0; i < inverted.size(track); i++) {
            consumer.accept(inverted.playlist(track, i), inverted.position(track, i));
        }
    }

    /// The playlists that hold the track and their positions in it, in no order: playlist `i` at place
    /// `2·i`, its position beside it, for `i` below [#playlistsOf]; this corpus' own array, for reading
    /// only, good until the next change.
    public int[] postingsHeld(int track) {
        return inverted.held(track);
    }

    /// How many playlists hold both tracks. O(postings of the rarer one · length of its playlists).
    public int shared(int trackA, int trackB) {
        int rare = playlistsOf(trackA) <= playlistsOf(trackB) ? trackA : trackB;
        int other = rare == trackA ? trackB : trackA;
        int shared = 0;
        for (int i = 0; i < inverted.size(rare); i++) {
            for (int track : forward[inverted.playlist(rare, i)]) {
                if (track == other) {
                    shared++;
                    break;
                }
            }
        }
        return shared;
    }

    /// Writes the corpus in canonical form: playlists by id, tracks in the order those playlists first name them. Two
    /// corpora that hold the same playlists write the same bytes, whatever their histories.
    ///
    /// Layout, big-endian: magic `SGC1`, number of tracks, of playlists, of entries; track ids; then for
    /// every playlist its id, its length and its track numbers. Texts are a length and UTF-8 bytes, numbers
    /// are varints.
    public void write(Path file) {
        var order = new ArrayList<Integer>();
        forEachPlaylist(order::add);
        order.sort(Comparator.comparing(this::playlistId));
        int[] number = new int[trackOrdinals()];
        Arrays.fill(number, -1);
        var named = new ArrayList<String>();
        for (int playlist : order) {
            for (int track : forward[playlist]) {
                if (number[track] < 0) {
                    number[track] = named.size();
                    named.add(trackId(track));
                }
            }
        }
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            out.writeInt(MAGIC);
            Varints.write(out, named.size());
            Varints.write(out, order.size());
            Varints.write(out, entries);
            for (String trackId : named) {
                Varints.writeText(out, trackId);
            }
            for (int playlist : order) {
                Varints.writeText(out, playlistId(playlist));
                Varints.write(out, forward[playlist].length);
                for (int track : forward[playlist]) {
                    Varints.write(out, number[track]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write corpus " + file, e);
        }
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws CorruptCorpus when the file is not one, or ends early, or contradicts itself
    public static Corpus read(Path file) {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readInt() != MAGIC) {
                throw new CorruptCorpus(file, "expected the magic SGC1 at byte 0");
            }
            int tracks = Varints.readCount(in);
            int playlists = Varints.readCount(in);
            long entries = Varints.read(in);
            var corpus = new Corpus();
            for (int i = 0; i < tracks; i++) {
                if (corpus.internTrack(Varints.readText(in)) != i) {
                    throw new CorruptCorpus(file, "track " + i + " stands there twice");
                }
            }
            for (int i = 0; i < playlists; i++) {
                String id = Varints.readText(in);
                int[] held = new int[Math.min(Varints.readCount(in), tracks + 1)];
                for (int position = 0; position < held.length; position++) {
                    held[position] = Varints.readCount(in);
                }
                corpus.upsert(id, held);
            }
            if (corpus.playlists != playlists || corpus.entries != entries) {
                throw new CorruptCorpus(
                        file,
                        "expected " + playlists + " playlists with " + entries + " entries, got " + corpus.playlists
                                + " with " + corpus.entries);
            }
            if (in.read() >= 0) {
                throw new CorruptCorpus(file, "expected its end after the last playlist");
            }
            corpus.inverted.trim();
            return corpus;
        } catch (EOFException e) {
            throw new CorruptCorpus(file, "it ends early");
        } catch (UTFDataFormatException | IllegalArgumentException e) {
            throw new CorruptCorpus(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read corpus " + file, e);
        }
    }

    /// O(tracks): every track is stamped with the number of the check it was seen in last.
    private void requireDistinct(String playlistId, int[] tracks) {
        if (tracks.length == 0) {
            throw new IllegalArgumentException("Playlist " + playlistId + " has no track; delete it instead");
        }
        if (checkedIn.length < trackIds.size()) {
            checkedIn = Arrays.copyOf(checkedIn, idKeys.length);
        }
        if (++checks == 0) {
            Arrays.fill(checkedIn, 0);
            checks = 1;
        }
        for (int track : tracks) {
            if (track < 0 || track >= trackIds.size()) {
                throw new IllegalArgumentException("Playlist " + playlistId + " names a track ordinal outside 0 to "
                        + (trackIds.size() - 1) + ": " + track);
            }
            if (checkedIn[track] == checks) {
                throw new IllegalArgumentException("Playlist " + playlistId + " repeats track " + trackId(track));
            }
            checkedIn[track] = checks;
        }
    }
}
