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
/// cluster and a name of two words; its vector lies around that of its artist, which lies around its cluster's.
final class MadeUpMusic {

    static final int DIMENSION = 128;

    private static final int CLUSTERS = 200;
    private static final int WORDS = 20_000;
    private static final int TRACKS_OF_ARTIST = 20;

    /// How far a cluster lies from the middle, an artist from its cluster and a track from its artist, and
    /// how fast each falls from direction to direction. Of 35,000 such vectors the nearest, tenth and
    /// hundredth nearest have cosines of .63, .50 and .37 in the mean, and near a track there are 15
    /// dimensions (by the estimate of Levina and Bickel from the 20 nearest): .65, .48, .33 and 13 in as
    /// many trained ones (InfoNCE). A graph finds as much of both: .991 and .988 of the ten nearest by 50
    /// candidates.
    private static final double[] OF_CLUSTERS = deviations(.45, .2);

    private static final double[] OF_ARTISTS = deviations(.5, .2);
    private static final double[] OF_TRACKS = deviations(.75, .45);

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
        Arrays.setAll(centres, cluster -> gaussian(new SplittableRandom(cluster), OF_CLUSTERS));
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
        int artist = artist(track);
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
        long ofMind = (long) mind << 40;
        float[] vector = gaussian(new SplittableRandom(track * 41L + 13 + ofMind), OF_TRACKS);
        float[] artist = gaussian(new SplittableRandom(artist(track) * 43L + 17 + ofMind), OF_ARTISTS);
        float[] centre = centres[track % CLUSTERS];
        double squares = 0;
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] += artist[i] + centre[i];
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    private static int artist(int track) {
        return track % CLUSTERS + track / CLUSTERS / TRACKS_OF_ARTIST * CLUSTERS;
    }

    /// @param length of such a vector in the mean, about
    /// @param decay the deviation of component `i` from 1 on is in proportion to `i^-decay`
    private static double[] deviations(double length, double decay) {
        double[] deviations = new double[DIMENSION];
        Arrays.setAll(deviations, i -> Math.pow(i + 1, -decay));
        double squares = Arrays.stream(deviations)
                .map(deviation -> deviation * deviation)
                .sum();
        double factor = length / Math.sqrt(squares);
        Arrays.setAll(deviations, i -> deviations[i] * factor);
        return deviations;
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
