package dev.segue.recommending.twostage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;
import dev.segue.recommending.twostage.Describer.Described;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A query made of a playlist of the library sees what it would see had that playlist never been there.
class LeftOutTest {

    private static final int TRACKS = 60;
    private static final int PLAYLISTS = 30;
    private static final int ARTISTS = 20;
    private static final int OUT = PLAYLISTS - 1;

    /// Floats carry seven digits.
    private static final float ROUNDING = 1e-4f;

    /// Systems are solved to a thousandth.
    private static final float ENOUGH = 1e-3f;

    private final Library with = library(PLAYLISTS);
    private final Library without = library(PLAYLISTS - 1);
    private final int[] seeds = Arrays.copyOf(with.corpus().tracks(OUT), 4);
    private final Query inside = new Query(seeds, true, null, OUT);
    private final Query outside = new Query(seeds, true, null, Query.NOT_THERE);

    @Test
    void popularityIsThatOfTheOthers() {
        // Given
        var view = new CorpusView(with.corpus(), OUT);

        // When
        int[] held = IntStream.range(0, TRACKS).map(view::playlistsOf).toArray();

        // Then
        assertThat(held)
                .containsExactly(IntStream.range(0, TRACKS)
                        .map(without.corpus()::playlistsOf)
                        .toArray());
    }

    @Test
    void neighboursAreThoseOfAnUnknownPlaylist() {
        // When
        Ranking left = PlaylistKnn.plain(with).recommend(inside, 20);
        Ranking unknown = PlaylistKnn.plain(without).recommend(outside, 20);

        // Then
        assertThat(Arrays.copyOf(left.tracks(), left.known()))
                .containsExactly(Arrays.copyOf(unknown.tracks(), unknown.known()));
    }

    @Test
    void countsAreThoseOfAnUnknownPlaylist() {
        // Given
        var left = new SeedCounts(with);
        var unknown = new SeedCounts(without);

        // When
        left.count(new CorpusView(with.corpus(), OUT), inside, Recipe.of(with));
        unknown.count(new CorpusView(without.corpus(), Query.NOT_THERE), outside, Recipe.of(without));

        // Then
        for (int track = 0; track < TRACKS; track++) {
            for (int what = 0; what < SeedCounts.WIDTH; what++) {
                assertThat(left.get(track, what)).isCloseTo(unknown.get(track, what), within(ROUNDING));
            }
        }
    }

    @Test
    void artistsOccurTogetherAsForAnUnknownPlaylist() {
        // Given
        Library all = library(PLAYLISTS, ARTISTS);
        Library others = library(PLAYLISTS - 1, ARTISTS);
        var left = new ArtistCounts(ArtistCounts.Holdings.of(all), all.tracks());
        var unknown = new ArtistCounts(ArtistCounts.Holdings.of(others), others.tracks());

        // When
        left.count(inside, OUT);
        unknown.count(outside, Query.NOT_THERE);

        // Then
        assertThat(IntStream.range(0, ARTISTS).mapToObj(artist -> left.get(artist, ArtistCounts.SUM)))
                .anyMatch(sum -> sum > 0);
        for (int artist = 0; artist < ARTISTS; artist++) {
            for (int what = 0; what < ArtistCounts.WIDTH; what++) {
                assertThat(left.get(artist, what)).isEqualTo(unknown.get(artist, what));
            }
        }
    }

    @Test
    void albumsAndArtistsHaveTheTracksThatOthersHold() {
        // Given: two tracks of an album, and of an artist, that only the playlist left out holds
        int[] known = {1};

        // When
        Described left = new Describer(albums(3), Fitted.NOTHING).describe(new Query(known, true, null, 2));
        Described unknown =
                new Describer(albums(2), Fitted.NOTHING).describe(new Query(known, true, null, Query.NOT_THERE));

        // Then
        assertThat(left.candidates()).containsExactlyInAnyOrder(0, 2, 3);
        for (Feature feature : List.of(Feature.ARTIST_TRACKS, Feature.ALBUM_TRACKS, Feature.ALBUM_COVERED)) {
            assertThat(byCandidate(left, feature))
                    .as("%s", feature)
                    .containsExactlyInAnyOrderEntriesOf(byCandidate(unknown, feature));
        }
        assertThat(byCandidate(left, Feature.ALBUM_TRACKS)).containsEntry(2, 2f);
    }

    private static Map<Integer, Float> byCandidate(Described described, Feature feature) {
        var values = new HashMap<Integer, Float>();
        for (int i = 0; i < described.candidates().length; i++) {
            values.put(described.candidates()[i], described.rows()[i][feature.ordinal()]);
        }
        return values;
    }

    /// The first so many of three playlists, the last of which holds tracks that no other does.
    private static Library albums(int playlists) {
        int[][] tracks = {{0, 1, 2}, {1, 2, 3}, {1, 2, 4, 5}};
        var corpus = new Corpus();
        IntStream.range(0, 6).forEach(track -> corpus.internTrack("t" + track));
        var titles = new ArrayList<@Nullable String>();
        for (int playlist = 0; playlist < playlists; playlist++) {
            corpus.upsert("p" + playlist, tracks[playlist]);
            titles.add(null);
        }
        boolean[] ordered = new boolean[playlists];
        Arrays.fill(ordered, true);
        var table = new TrackTable.Builder();
        for (int track : new int[] {1, 2, 4, 5}) {
            table.artist(track, "artist");
            table.album(track, "album");
        }
        return new Library(corpus, table.build(6), Titles.of(titles), ordered);
    }

    @Test
    void countsOfAQueryAfterAnotherAreItsOwn() {
        // Given
        var fresh = new SeedCounts(with);
        var used = new SeedCounts(with);
        used.count(
                new CorpusView(with.corpus(), 3), new Query(with.corpus().tracks(3), true, null, 3), Recipe.of(with));

        // When
        fresh.count(new CorpusView(with.corpus(), OUT), inside, Recipe.of(with));
        used.count(new CorpusView(with.corpus(), OUT), inside, Recipe.of(with));

        // Then
        for (int track = 0; track < TRACKS; track++) {
            assertThat(used.get(track, SeedCounts.SUM)).isEqualTo(fresh.get(track, SeedCounts.SUM));
            assertThat(used.get(track, SeedCounts.FOLLOWS)).isEqualTo(fresh.get(track, SeedCounts.FOLLOWS));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theKernelWithoutAPlaylistIsThatOfTheOthers(boolean inverted) {
        // Given: no artists, whose rarity would still count the playlist; seeds that no other playlist of the kernel
        // weighs differently for its presence
        var left = ridge(with, inverted);
        var weights = new SparseScores();

        // When
        left.addWeights(new CorpusView(with.corpus(), OUT), inside, weights);

        // Then: solve the smaller system by elimination, with the kernel of the larger library
        double[] expected = solvedWithout(left);
        for (int playlist = 0; playlist < OUT; playlist++) {
            assertThat(weights.get(playlist)).isCloseTo((float) Math.max(0, expected[playlist]), within(ENOUGH));
        }
        assertThat(weights.get(OUT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void relevanceIsSmoothedAsIfAPlaylistWereNotThere(boolean inverted) {
        // Given
        var left = ridge(with, inverted);
        var relevance = new SparseScores();
        relevance.add(2, 1);
        relevance.add(5, .25f);
        var smoothed = new SparseScores();

        // When
        left.addSmoothed(relevance, OUT, smoothed);

        // Then: K (K + λI)⁻¹ y with the kernel of the other playlists
        double[][] inverse = inverseWithout(left);
        for (int playlist = 0; playlist < OUT; playlist++) {
            double expected = 0;
            for (int j = 0; j < OUT; j++) {
                double weight = inverse[j][2] + .25 * inverse[j][5];
                expected += kernelOf(left, playlist)[j] * weight;
            }
            assertThat(smoothed.get(playlist)).isCloseTo((float) Math.max(0, expected), within(ENOUGH));
        }
        assertThat(smoothed.get(OUT)).isZero();
    }

    @Test
    void solvingForAQueryIsMultiplyingWithTheInverse() {
        // Given: little ridge, so that playlists say much of each other, by artists too
        Library library = library(PLAYLISTS, ARTISTS);
        var describer = new Describer(library, Fitted.NOTHING);
        var view = new CorpusView(library.corpus(), OUT);
        var inverted = new SparseScores();
        var iterated = new SparseScores();

        // When
        describer.fitRidge(1, LeftOutTest::invert).addWeights(view, inside, inverted);
        describer.ridgeByQuery(1).addWeights(view, inside, iterated);

        // Then
        assertThat(inverted.size()).isGreaterThan(5);
        assertThat(inverted.max()).isGreaterThan(.1f);
        for (int playlist = 0; playlist < PLAYLISTS; playlist++) {
            assertThat(iterated.get(playlist)).isCloseTo(inverted.get(playlist), within(ENOUGH));
        }
    }

    private static PlaylistRidge ridge(Library library, boolean inverted) {
        var describer = new Describer(library, Fitted.NOTHING);
        return inverted ? describer.fitRidge(10, LeftOutTest::invert) : describer.ridgeByQuery(10);
    }

    private double[] solvedWithout(PlaylistRidge ridge) {
        float[] kernel = ridge.row(new CorpusView(with.corpus(), OUT), seeds);
        double[][] inverse = inverseWithout(ridge);
        double[] solved = new double[OUT];
        for (int i = 0; i < OUT; i++) {
            for (int j = 0; j < OUT; j++) {
                solved[j] += kernel[i] * inverse[i][j];
            }
        }
        return solved;
    }

    private double[][] inverseWithout(PlaylistRidge ridge) {
        float[][] rows = new float[OUT][];
        for (int i = 0; i < OUT; i++) {
            rows[i] = Arrays.copyOf(kernelOf(ridge, i), OUT);
            rows[i][i] += 10;
        }
        invert(rows);
        double[][] inverse = new double[OUT][OUT];
        for (int i = 0; i < OUT; i++) {
            for (int j = 0; j < OUT; j++) {
                inverse[i][j] = rows[i][j];
            }
        }
        return inverse;
    }

    private float[] kernelOf(PlaylistRidge ridge, int playlist) {
        return ridge.row(
                new CorpusView(with.corpus(), Query.NOT_THERE), with.corpus().tracks(playlist));
    }

    /// Gauss and Jordan.
    private static void invert(float[][] rows) {
        int n = rows.length;
        double[][] work = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                work[i][j] = rows[i][j];
            }
            work[i][n + i] = 1;
        }
        for (int pivot = 0; pivot < n; pivot++) {
            double by = work[pivot][pivot];
            for (int j = 0; j < 2 * n; j++) {
                work[pivot][j] /= by;
            }
            for (int i = 0; i < n; i++) {
                double factor = work[i][pivot];
                for (int j = 0; i != pivot && j < 2 * n; j++) {
                    work[i][j] -= factor * work[pivot][j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = (float) work[i][n + j];
            }
        }
    }

    /// The first so many of thirty drawn playlists, all of whose order is known.
    private static Library library(int playlists) {
        return library(playlists, 0);
    }

    /// @param artists that the tracks are by in turn; 0 for none
    private static Library library(int playlists, int artists) {
        var random = new Random(11);
        var corpus = new Corpus();
        IntStream.range(0, TRACKS).forEach(track -> corpus.internTrack("t" + track));
        var titles = new ArrayList<@Nullable String>();
        for (int playlist = 0; playlist < playlists; playlist++) {
            corpus.upsert(
                    "p" + playlist, random.ints(0, TRACKS).distinct().limit(12).toArray());
            titles.add(null);
        }
        boolean[] ordered = new boolean[playlists];
        Arrays.fill(ordered, true);
        var tracks = new TrackTable.Builder();
        IntStream.range(0, artists == 0 ? 0 : TRACKS).forEach(track -> tracks.artist(track, "a" + track % artists));
        return new Library(corpus, tracks.build(TRACKS), Titles.of(titles), ordered);
    }
}
