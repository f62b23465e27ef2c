package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;

/// Kernel ridge over playlists: every playlist's weight for a query such that, with all playlists as queries, their
/// own rows are regained as well as a ridge allows. The kernel of two playlists is the cosine of their tracks plus
/// `artistWeight` times that of their artists; a query's weights are its kernel row times `(K + λI)⁻¹`.
///
/// The query's own playlist is taken out exactly, as if the inverse had been made without it.
///
/// Memory: 4 · playlists² bytes; a query costs as many multiplications. Immutable.
/// Source: Saunders, Gammerman, Vovk, "Ridge regression learning algorithm in dual variables", ICML 1998.
public final class PlaylistRidge {

    /// Tracks weigh `popularity^-DAMPING`.
    private static final double DAMPING = .25;

    private static final float ARTIST_WEIGHT = .5f;

    private final Library library;
    private final ProfileIndex artists;
    private final float[] norms;
    private final float ridge;
    private final float[][] inverse;

    private PlaylistRidge(Library library, ProfileIndex artists, float[] norms, float ridge, float[][] inverse) {
        this.library = library;
        this.artists = artists;
        this.norms = norms;
        this.ridge = ridge;
        this.inverse = inverse;
    }

    /// Rows of a symmetric matrix, to be inverted in place.
    @FunctionalInterface
    public interface Inversion {
        void invert(float[][] rows);
    }

    /// @param ridge λ, added to the diagonal, above 0
    static PlaylistRidge fit(Library library, ProfileIndex artists, float ridge, Inversion inversion) {
        var corpus = library.corpus();
        int playlists = corpus.playlistOrdinals();
        float[] norms = new float[playlists];
        for (int playlist = 0; playlist < playlists; playlist++) {
            double sum = 0;
            for (int track : corpus.tracks(playlist)) {
                double weight = Math.pow(corpus.playlistsOf(track), -DAMPING);
                sum += weight * weight;
            }
            norms[playlist] = (float) (1 / Math.sqrt(sum));
        }
        var kernel = new PlaylistRidge(library, artists, norms, ridge, new float[playlists][]);
        Arrays.parallelSetAll(kernel.inverse, playlist -> {
            float[] row = kernel.row(new CorpusView(corpus, Query.NOT_THERE), corpus.tracks(playlist));
            row[playlist] += ridge;
            return row;
        });
        inversion.invert(kernel.inverse);
        return kernel;
    }

    /// Adds the weight of every playlist that is above 0.
    void addWeights(CorpusView view, Query query, SparseScores playlists) {
        float[] kernel = row(view, query.seeds());
        if (query.itself() >= 0) {
            kernel[query.itself()] = 0;
        }
        float[] weights = new float[kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            addRow(i, kernel[i], weights);
        }
        leaveOut(query.itself(), weights);
        for (int j = 0; j < weights.length; j++) {
            playlists.add(j, weights[j]);
        }
    }

    /// Adds, where it is above 0, how relevant each playlist is by what it holds, learnt by kernel ridge from how
    /// relevant some are said to be: `K (K + λI)⁻¹ y = y − λ (K + λI)⁻¹ y`.
    ///
    /// @param relevance y, 0 for all others and for the playlist left out
    /// @param itself a playlist left out, or -1
    void addSmoothed(SparseScores relevance, int itself, SparseScores playlists) {
        float[] rest = new float[inverse.length];
        for (int i = 0; i < relevance.size(); i++) {
            int playlist = relevance.ordinalAt(i);
            addRow(playlist, relevance.get(playlist), rest);
        }
        leaveOut(itself, rest);
        for (int j = 0; j < rest.length; j++) {
            float smoothed = relevance.get(j) - ridge * rest[j];
            if (smoothed > 0 && j != itself) {
                playlists.add(j, smoothed);
            }
        }
    }

    private void addRow(int playlist, float factor, float[] sums) {
        if (factor != 0) {
            float[] row = inverse[playlist];
            for (int j = 0; j < sums.length; j++) {
                sums[j] += factor * row[j];
            }
        }
    }

    /// Makes a product with the inverse one with what it would be without a playlist: what is left after eliminating
    /// its row and column.
    private void leaveOut(int itself, float[] product) {
        if (itself >= 0) {
            addRow(itself, -product[itself] / inverse[itself][itself], product);
            product[itself] = 0;
        }
    }

    float[] row(CorpusView view, int[] tracks) {
        float[] row = new float[norms.length];
        double sum = 0;
        for (int track : tracks) {
            int held = view.playlistsOf(track);
            sum += held > 0 ? Math.pow(held, -2 * DAMPING) : 0;
        }
        double norm = 1 / Math.sqrt(sum);
        for (int track : tracks) {
            int held = view.playlistsOf(track);
            if (held > 0) {
                float factor = (float) (Math.pow(held, -2 * DAMPING) * norm);
                view.forEachPlaylistOf(track, (playlist, position) -> row[playlist] += factor * norms[playlist]);
            }
        }
        artists.addCosines(artists.profile(library.artistsOf(tracks)), ARTIST_WEIGHT, view.itself(), row);
        return row;
    }
}
