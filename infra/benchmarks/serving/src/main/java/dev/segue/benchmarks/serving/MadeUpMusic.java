package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.Load;
import dev.segue.search.CatalogueEntry;
import dev.segue.search.TrackSearch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Playlists of [Load] with what a recommender needs beside them: titles, names and vectors. The same for
/// the same scale.
///
/// A playlist has a title of two or three words, drawn by Zipf's law from 20,000; a track has an artist of its own
/// cluster and a name of two words; its vector lies around the centre of its cluster.
final class MadeUpMusic {

    static final int DIMENSION = 128;

    private static final int CLUSTERS = 200;
    private static final int WORDS = 20_000;
    private static final int TRACKS_OF_ARTIST = 20;
    private static final double SPREAD = .6;

    /// How fast the spread around a centre falls from direction to direction: so that near a track there
    /// are as many dimensions (15.5, by the estimate of Levina and Bickel from the 20 nearest of 100,000)
    /// as near one in trained vectors (15 to 17 in those of three kinds of models). Even spread has 43,
    /// which no graph finds its way in.
    private static final double DECAY = .7;

    private static final double[] SPREADS = spreads();
    private static final double[] EVEN = new double[DIMENSION];

    static {
        Arrays.fill(EVEN, 1);
    }

    private static final String[] SYLLABLES = {
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi",
        "yo", "zu"
    };

    private final int playlists;
    private final int tracks;
    private final Load load;
    private final float[][] centres = new float[CLUSTERS][];

    /// @param playlists known to the recommender; those with higher numbers are new to it
    /// @param tracks in the catalogue, a multiple of 200
    MadeUpMusic(int playlists, int tracks) {
        this.playlists = playlists;
        this.tracks = tracks;
        this.load = new Load(1, tracks, CLUSTERS);
        Arrays.setAll(centres, cluster -> gaussian(new SplittableRandom(cluster), EVEN));
    }

    int playlists() {
        return playlists;
    }

    int tracks() {
        return tracks;
    }

    /// Tracks of a playlist, in order.
    int[] tracksOf(int playlist) {
        return load.tracks(playlist);
    }

    List<String> trackIdsOf(int playlist) {
        return Arrays.stream(tracksOf(playlist)).mapToObj(Load::trackId).toList();
    }

    String title(int playlist) {
        var random = new SplittableRandom(~playlist);
        String title = word(random) + " " + word(random);
        return random.nextInt(2) == 0 ? title : title + " " + word(random);
    }

    CatalogueEntry entry(int track) {
        var random = new SplittableRandom(track * 31L + 7);
        int artist = track % CLUSTERS + track / CLUSTERS / TRACKS_OF_ARTIST * CLUSTERS;
        var artistWords = new SplittableRandom(artist * 37L + 11);
        return new CatalogueEntry(
                Load.trackId(track),
                word(random) + " " + word(random),
                List.of(word(artistWords) + " " + word(artistWords)),
                List.of(),
                word(random),
                null,
                180_000L,
                null,
                null,
                1);
    }

    /// What somebody has typed of the name of a track in a playlist that is new to the recommender.
    ///
    /// @param playlist counted from the first new one
    String completion(int playlist) {
        String title = entry(tracksOf(playlists + playlist)[0]).title();
        return title.substring(0, Math.max(3, title.length() - playlist % 5));
    }

    /// Puts all tracks and the titles of the known playlists into a search.
    void write(TrackSearch search) {
        for (int track = 0; track < tracks; track++) {
            search.upsertTrack(entry(track));
        }
        for (int playlist = 0; playlist < playlists; playlist++) {
            search.upsertPlaylistTitle(Load.playlistId(playlist), title(playlist), tracksOf(playlist).length);
        }
    }

    /// A unit vector.
    ///
    /// @param mind models of different minds agree on the clusters and on nothing else
    float[] vector(int track, int mind) {
        float[] vector = gaussian(new SplittableRandom(track * 41L + 13 + ((long) mind << 40)), SPREADS);
        float[] centre = centres[track % CLUSTERS];
        double squares = 0;
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] += centre[i];
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    private static double[] spreads() {
        double[] spreads = new double[DIMENSION];
        Arrays.setAll(spreads, i -> Math.pow(i + 1, -DECAY));
        double squares = Arrays.stream(spreads).map(spread -> spread * spread).sum();
        double factor = SPREAD * Math.sqrt(DIMENSION / squares);
        Arrays.setAll(spreads, i -> spreads[i] * factor);
        return spreads;
    }

    /// @param deviations by component
    private static float[] gaussian(SplittableRandom random, double[] deviations) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) (deviations[i] * random.nextGaussian());
        }
        return vector;
    }

    private static String word(SplittableRandom random) {
        int rank = (int) Math.pow(WORDS, random.nextDouble());
        var word = new StringBuilder();
        for (int rest = rank; rest > 0 || word.length() < 4; rest /= SYLLABLES.length) {
            word.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return word.toString();
    }
}
