package dev.segue.training.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Query;
import dev.segue.recommending.twostage.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Makes queries of a library's own playlists the way requests look, and tells what they hide.
final class Masks {

    private static final int LEAST_HIDDEN = 5;
    private static final int LEAST_LENGTH = 5;

    private final Library library;
    private final long seed;

    Masks(Library library, long seed) {
        this.library = library;
        this.seed = seed;
    }

    /// A query with what was hidden from it.
    ///
    /// @param hidden tracks of the playlist that are no seeds
    record Masked(Query query, int[] hidden) {}

    /// The first tracks of a playlist or random ones, with its title or without; of these, the seeds that
    /// would be known if the playlist were not there.
    ///
    /// @param ordered whether the first; else random ones
    /// @return null when the playlist is too short for the shape, its order is lost or no seed would be known
    @Nullable
    Masked some(int playlist, Shape shape, boolean ordered) {
        int[] tracks = library.corpus().tracks(playlist);
        String title = library.titles().of(playlist);
        if (tracks.length < shape.seeds() + LEAST_HIDDEN
                || shape == Shape.NONE && title == null
                || ordered && !library.ordered(playlist)) {
            return null;
        }
        var random = random(playlist, shape.ordinal());
        boolean titled = shape == Shape.NONE || random.nextInt(3) > 0;
        if (!ordered) {
            shuffle(tracks, shape.seeds(), random);
        }
        int[] known = known(Arrays.copyOf(tracks, shape.seeds()));
        if (known.length == 0 && shape != Shape.NONE) {
            return null;
        }
        return new Masked(
                new Query(known, ordered, titled ? title : null, playlist),
                Arrays.copyOfRange(tracks, shape.seeds(), tracks.length));
    }

    /// Those that other playlists hold too. A request's other seeds are unknown to a library that lacks its playlist:
    /// not even their artists can be told.
    private int[] known(int[] tracks) {
        return Arrays.stream(tracks)
                .filter(track -> library.corpus().playlistsOf(track) > 1)
                .toArray();
    }

    /// All but the last fifth of a playlist, or all but a random fifth where its order is lost.
    ///
    /// @return null when the playlist is too short
    @Nullable
    Masked allButAFifth(int playlist) {
        int[] tracks = library.corpus().tracks(playlist);
        if (tracks.length < LEAST_LENGTH) {
            return null;
        }
        int seeds = tracks.length - tracks.length / 5;
        boolean ordered = library.ordered(playlist);
        if (!ordered) {
            shuffle(tracks, seeds, random(playlist, Shape.values().length));
        }
        return masked(playlist, tracks, seeds, ordered, library.titles().of(playlist));
    }

    private SplittableRandom random(int playlist, int draw) {
        return new SplittableRandom(seed ^ (playlist * 0x9E3779B97F4A7C15L + draw));
    }

    private static Masked masked(int playlist, int[] tracks, int seeds, boolean ordered, @Nullable String title) {
        return new Masked(
                new Query(Arrays.copyOf(tracks, seeds), ordered, title, playlist),
                Arrays.copyOfRange(tracks, seeds, tracks.length));
    }

    private static void shuffle(int[] tracks, int upTo, SplittableRandom random) {
        for (int i = 0; i < upTo; i++) {
            int j = random.nextInt(i, tracks.length);
            int swapped = tracks[i];
            tracks[i] = tracks[j];
            tracks[j] = swapped;
        }
    }

    /// The playlists of a library in an order that depends on the seed alone.
    int[] shuffledPlaylists() {
        Corpus corpus = library.corpus();
        int[] playlists = new int[corpus.playlists()];
        int[] size = {0};
        corpus.forEachPlaylist(playlist -> playlists[size[0]++] = playlist);
        shuffle(playlists, playlists.length, new SplittableRandom(seed));
        return playlists;
    }
}
