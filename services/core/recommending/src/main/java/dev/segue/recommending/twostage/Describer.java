package dev.segue.recommending.twostage;

import dev.segue.recommending.twostage.PlaylistRidge.Inversion;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Finds the candidates of a query and describes them for the second stage: the same code for training and for serving.
///
/// Safe for use by many threads while the library does not change; keeps a set of arrays a thread.
public final class Describer {

    private final FirstStages stages;
    private final Features features;
    private final ProfileIndex artists;
    private final ArtistCounts.Holdings holdings;
    private final ConcurrentLinkedQueue<Sheet> sheets;

    /// @param fitted parts fitted to the library
    public Describer(Library library, Fitted fitted) {
        this.artists = FirstStages.artistIndex(library);
        this.holdings = ArtistCounts.Holdings.of(library);
        this.stages = new FirstStages(library, fitted, artists);
        this.features = new Features(stages);
        this.sheets = new ConcurrentLinkedQueue<>();
    }

    private Describer(Describer other, Fitted fitted) {
        this.artists = other.artists;
        this.holdings = other.holdings;
        this.stages = other.stages.with(fitted);
        this.features = other.features.with(stages);
        this.sheets = other.sheets;
    }

    /// The same over the same library with other fitted parts.
    public Describer with(Fitted fitted) {
        return new Describer(this, fitted);
    }

    public Library library() {
        return stages.library();
    }

    public Fitted fitted() {
        return stages.fitted();
    }

    /// Kernel ridge over the playlists of the library: memory and time of a query grow with their square.
    ///
    /// @param ridge added to the diagonal, above 0
    /// @param inversion of a matrix of playlists × playlists
    public PlaylistRidge fitRidge(float ridge, Inversion inversion) {
        return PlaylistRidge.inverted(library(), artists, ridge, inversion);
    }

    /// The same, solved anew for every query: memory grows with what the playlists hold, and so does a query's time,
    /// some twenty passes over all of it.
    ///
    /// @param ridge added to the diagonal, above 0
    public PlaylistRidge ridgeByQuery(float ridge) {
        return PlaylistRidge.iterated(library(), artists, ridge);
    }

    /// Candidates with their features.
    ///
    /// @param candidates track ordinals, none of them a seed, each held by a playlist other than the query's own
    /// @param rows `[candidates][Feature]`
    public record Described(int[] candidates, float[][] rows) {}

    public Described describe(Query query) {
        return describe(query, any -> true);
    }

    /// Some candidates with their features.
    ///
    /// @param wanted which tracks, asked once for each candidate
    public Described describe(Query query, IntPredicate wanted) {
        return scored(query, (view, sheet) -> {
            float[] @Nullable [] all = features.of(view, query, sheet, wanted);
            int[] candidates = new int[all.length];
            float[][] rows = new float[all.length][];
            int size = 0;
            for (int i = 0; i < all.length; i++) {
                float[] row = all[i];
                if (row != null) {
                    candidates[size] = sheet.candidate(i);
                    rows[size++] = row;
                }
            }
            return new Described(Arrays.copyOf(candidates, size), Arrays.copyOf(rows, size));
        });
    }

    /// One first stage as a recommender of its own.
    public Recommender alone(Stage stage) {
        return (query, limit) ->
                scored(query, (view, sheet) -> Ranking.of(library(), query, sheet.scores(stage), limit));
    }

    private <T> T scored(Query query, BiFunction<CorpusView, Sheet, T> reading) {
        Sheet reused = sheets.poll();
        Sheet sheet = reused == null ? new Sheet(library(), holdings) : reused;
        try {
            var view = new CorpusView(library().corpus(), query.itself());
            stages.score(view, query, sheet);
            return reading.apply(view, sheet);
        } finally {
            sheet.clear();
            sheets.add(sheet);
        }
    }
}
