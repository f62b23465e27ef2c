package dev.segue.training;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/// Playlists in canonical order, over the tracks that get a vector: playlists sorted by id, tracks numbered by the
/// order of their ids. Two corpora that hold the same playlists give the same training set, however they were filled.
///
/// Tracks in too few playlists are left out; the places of the others in their playlists stay what they were, so that
/// a window means the same with and without the filter. Playlists with fewer than two tracks left are dropped, and with
/// them the tracks that are in no other.
///
/// The tracks of a playlist that lies sorted by id ([SortedLists]) come in an order drawn by the playlist's id.
///
/// Costs 16 bytes an entry, and the ids. Immutable.
public final class TrainingSet {

    private final List<String> trackIds;
    private final List<String> playlistIds;
    private final int[] starts;
    private final int[] tracks;
    private final int[] positions;
    private final int[] playlistOf;
    private final int[] postingStarts;
    private final int[] postings;
    private final long[] saves;
    private final List<String> titles;

    private TrainingSet(
            List<String> trackIds,
            List<String> playlistIds,
            int[] starts,
            int[] tracks,
            int[] positions,
            long[] saves,
            List<String> titles) {
        this.trackIds = trackIds;
        this.playlistIds = playlistIds;
        this.starts = starts;
        this.tracks = tracks;
        this.positions = positions;
        this.saves = saves;
        this.titles = titles;
        this.playlistOf = new int[tracks.length];
        for (int playlist = 0; playlist < starts.length - 1; playlist++) {
            Arrays.fill(playlistOf, starts[playlist], starts[playlist + 1], playlist);
        }
        this.postingStarts = new int[trackIds.size() + 1];
        for (int track : tracks) {
            postingStarts[track + 1]++;
        }
        for (int track = 0; track < trackIds.size(); track++) {
            postingStarts[track + 1] += postingStarts[track];
        }
        int[] next = Arrays.copyOf(postingStarts, trackIds.size());
        this.postings = new int[tracks.length];
        for (int entry = 0; entry < tracks.length; entry++) {
            postings[next[tracks[entry]]++] = entry;
        }
    }

    /// The training set of the playlists a corpus holds now.
    ///
    /// @param corpus read, never kept
    /// @param minPlaylists playlists a track must be in to get a vector, at least 1
    /// @throws SegueException with [ErrorCode#NOT_READY] when fewer than two tracks or no playlist with two of them
    ///     remain
    public static TrainingSet of(Corpus corpus, int minPlaylists) {
        return of(corpus, minPlaylists, PlaylistFacts.NONE);
    }

    /// The same with what else is known of the playlists.
    ///
    /// @param facts read, never kept
    public static TrainingSet of(Corpus corpus, int minPlaylists, PlaylistFacts facts) {
        if (minPlaylists < 1) {
            throw new IllegalArgumentException("Minimum playlists: expected at least 1, got " + minPlaylists);
        }
        var frequent = new BitSet(corpus.trackOrdinals());
        for (int track = 0; track < corpus.trackOrdinals(); track++) {
            frequent.set(track, corpus.playlistsOf(track) >= minPlaylists);
        }
        var playlists = new ArrayList<Integer>();
        var kept = new BitSet(corpus.trackOrdinals());
        long entries = 0;
        var ordinals = new ArrayList<Integer>();
        corpus.forEachPlaylist(ordinals::add);
        for (int playlist : ordinals) {
            int[] left =
                    Arrays.stream(corpus.tracks(playlist)).filter(frequent::get).toArray();
            if (left.length >= 2) {
                playlists.add(playlist);
                entries += left.length;
                Arrays.stream(left).forEach(kept::set);
            }
        }
        if (playlists.isEmpty()) {
            throw new SegueException(
                    ErrorCode.NOT_READY,
                    "Corpus too small to train on: expected at least one playlist with two tracks that are in "
                            + minPlaylists + " or more playlists, got " + corpus.playlists() + " playlists and "
                            + frequent.cardinality() + " such tracks");
        }
        // A track of which only dropped playlists are left would keep the vector that it began with.
        List<Integer> rows = kept.stream()
                .boxed()
                .sorted(Comparator.comparing(corpus::trackId))
                .toList();
        int[] rowOf = new int[corpus.trackOrdinals()];
        Arrays.fill(rowOf, -1);
        for (int row = 0; row < rows.size(); row++) {
            rowOf[rows.get(row)] = row;
        }
        if (entries > Integer.MAX_VALUE - 8) {
            throw new SegueException(
                    ErrorCode.OVERLOADED,
                    "Corpus too large to train on: expected fewer than 2^31 entries, got " + entries);
        }
        playlists.sort(Comparator.comparing(corpus::playlistId));
        int[] starts = new int[playlists.size() + 1];
        int[] tracks = new int[(int) entries];
        int[] positions = new int[(int) entries];
        int entry = 0;
        for (int i = 0; i < playlists.size(); i++) {
            int playlist = playlists.get(i);
            int[] held = ownOrderOrDrawn(corpus, playlist);
            for (int position = 0; position < held.length; position++) {
                int row = rowOf[held[position]];
                if (row >= 0) {
                    tracks[entry] = row;
                    positions[entry] = position;
                    entry++;
                }
            }
            starts[i + 1] = entry;
        }
        return new TrainingSet(
                rows.stream().map(corpus::trackId).toList(),
                playlists.stream().map(corpus::playlistId).toList(),
                starts,
                tracks,
                positions,
                playlists.stream().mapToLong(facts::saves).toArray(),
                playlists.stream().map(facts::title).toList());
    }

    private static int[] ownOrderOrDrawn(Corpus corpus, int playlist) {
        int[] held = corpus.tracks(playlist);
        if (!SortedLists.isSorted(corpus, held)) {
            return held;
        }
        var random = new SplittableRandom(
                Seeds.mix(0, Seeds.SORTED_LISTS, corpus.playlistId(playlist).hashCode()));
        return Arrays.stream(Shuffles.order(held.length, random))
                .map(place -> held[place])
                .toArray();
    }

    /// Ids of the tracks, in the order of their numbers.
    public List<String> trackIds() {
        return trackIds;
    }

    /// Ids of the playlists, in the order of their numbers.
    public List<String> playlistIds() {
        return playlistIds;
    }

    /// Tracks that get a vector.
    public int tracks() {
        return trackIds.size();
    }

    /// Playlists with at least two of those tracks.
    public int playlists() {
        return starts.length - 1;
    }

    /// Tracks in playlists, counted with repetition.
    public int entries() {
        return tracks.length;
    }

    /// SHA-256, hex, of all it holds: equal sets of playlists have equal fingerprints.
    public String fingerprint() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        for (List<String> ids : List.of(trackIds, playlistIds, titles)) {
            for (String id : ids) {
                digest.update(id.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
            digest.update((byte) '\n');
        }
        ByteBuffer number = ByteBuffer.allocate(Integer.BYTES);
        for (int[] numbers : List.of(starts, tracks, positions)) {
            for (int value : numbers) {
                digest.update(number.clear().putInt(value).flip());
            }
        }
        ByteBuffer large = ByteBuffer.allocate(Long.BYTES);
        for (long value : saves) {
            digest.update(large.clear().putLong(value).flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// First entry of a playlist; entries of a playlist stand together, in its order.
    public int start(int playlist) {
        return starts[playlist];
    }

    /// Behind the last entry of a playlist.
    public int end(int playlist) {
        return starts[playlist + 1];
    }

    /// Saves of a playlist, 0 when they are not known.
    public long saves(int playlist) {
        return saves[playlist];
    }

    /// Title of a playlist, empty when it has none.
    public String title(int playlist) {
        return titles.get(playlist);
    }

    /// The track at an entry.
    public int trackOf(int entry) {
        return tracks[entry];
    }

    /// Place of an entry in its playlist, those of tracks without a vector counted too.
    public int positionOf(int entry) {
        return positions[entry];
    }

    /// The playlist of an entry.
    public int playlistOf(int entry) {
        return playlistOf[entry];
    }

    /// Playlists that hold a track.
    public int frequency(int track) {
        return postingStarts[track + 1] - postingStarts[track];
    }

    /// Goes through the entries of a track, in their order.
    public void forEachEntry(int track, IntConsumer consumer) {
        for (int p = postingStarts[track]; p < postingStarts[track + 1]; p++) {
            consumer.accept(postings[p]);
        }
    }

    /// Receives a track that co-occurs with another; once for every playlist and side.
    @FunctionalInterface
    public interface CooccurrenceConsumer {
        void accept(int track);
    }

    /// Goes through the tracks that stand within `window` places of `track`, once for every playlist they do so in.
    ///
    /// @param window 0 for the whole playlist
    public void forEachCooccurrence(int track, int window, CooccurrenceConsumer consumer) {
        for (int p = postingStarts[track]; p < postingStarts[track + 1]; p++) {
            int entry = postings[p];
            int playlist = playlistOf[entry];
            int at = positions[entry];
            for (int left = entry - 1;
                    left >= starts[playlist] && (window == 0 || at - positions[left] <= window);
                    left--) {
                consumer.accept(tracks[left]);
            }
            for (int right = entry + 1;
                    right < starts[playlist + 1] && (window == 0 || positions[right] - at <= window);
                    right++) {
                consumer.accept(tracks[right]);
            }
        }
    }
}
