package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;

/// Kernel ridge over playlists: every playlist's weight for a query such that, with all playlists as queries, their
/// own rows are regained as well as a ridge allows. The kernel of two playlists is the cosine of their tracks plus
/// `artistWeight` times that of their artists; a query's weights are its kernel row times `(K + λI)⁻¹`.
///
/// The query's own playlist is taken out exactly, as if it had not been there when the system was solved. How that is
/// solved says what it takes: [InverseKernel] for many queries to few playlists, [ConjugateGradients] for many
/// playlists. Immutable.
/// Source: Saunders, Gammerman, Vovk, "Ridge regression learning algorithm in dual variables", ICML 1998.
public final class PlaylistRidge {

    /// Tracks weigh `popularity^-DAMPING`.
    private static final double DAMPING = .25;

    private static final float ARTIST_WEIGHT = .5f;

    private final Library library;
    private final ProfileIndex artists;
    private final float[] norms;
    private final float ridge;
    private final KernelSolver solver;

    private PlaylistRidge(Library library, ProfileIndex artists, float[] norms, float ridge, KernelSolver solver) {
        this.library = library;
        this.artists = artists;
        this.norms = norms;
        this.ridge = ridge;
        this.solver = solver;
    }

    /// Rows of a symmetric matrix, to be inverted in place.
    @FunctionalInterface
    public interface Inversion {
        void invert(float[][] rows);
    }

    /// Inverts the kernel once.
    ///
    /// @param ridge λ, added to the diagonal, above 0
    static PlaylistRidge inverted(Library library, ProfileIndex artists, float ridge, Inversion inversion) {
        var corpus = library.corpus();
        float[] norms = norms(library);
        var rows = new InverseKernel(new float[norms.length][]);
        var kernel = new PlaylistRidge(library, artists, norms, ridge, rows);
        Arrays.parallelSetAll(rows.rows(), playlist -> {
            float[] row = kernel.row(new CorpusView(corpus, Query.NOT_THERE), corpus.tracks(playlist));
            row[playlist] += ridge;
            return row;
        });
        inversion.invert(rows.rows());
        return kernel;
    }

    /// Solves anew for every query.
    ///
    /// @param ridge λ, added to the diagonal, above 0
    static PlaylistRidge iterated(Library library, ProfileIndex artists, float ridge) {
        var corpus = library.corpus();
        float[] squares = new float[corpus.trackOrdinals()];
        for (int track = 0; track < squares.length; track++) {
            squares[track] = (float) square(corpus.playlistsOf(track));
        }
        float[] norms = norms(library);
        return new PlaylistRidge(
                library,
                artists,
                norms,
                ridge,
                new ConjugateGradients(corpus, squares, norms, artists, ARTIST_WEIGHT, ridge));
    }

    private static float[] norms(Library library) {
        var corpus = library.corpus();
        float[] norms = new float[corpus.playlistOrdinals()];
        for (int playlist = 0; playlist < norms.length; playlist++) {
            double sum = 0;
            for (int track : corpus.tracks(playlist)) {
                sum += square(corpus.playlistsOf(track));
            }
            norms[playlist] = sum == 0 ? 0 : (float) (1 / Math.sqrt(sum));
        }
        return norms;
    }

    /// Of what a track weighs that so many playlists hold.
    private static double square(int playlists) {
        return playlists > 0 ? Math.pow(playlists, -2 * DAMPING) : 0;
    }

    /// Adds the weight of every playlist that is above 0.
    void addWeights(CorpusView view, Query query, SparseScores playlists) {
        float[] kernel = row(view, query.seeds());
        if (query.itself() >= 0) {
            kernel[query.itself()] = 0;
        }
        float[] weights = solver.solve(kernel, query.itself());
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
        float[] said = new float[norms.length];
        for (int i = 0; i < relevance.size(); i++) {
            int playlist = relevance.ordinalAt(i);
            said[playlist] = relevance.get(playlist);
        }
        float[] rest = solver.solve(said, itself);
        for (int j = 0; j < rest.length; j++) {
            float smoothed = said[j] - ridge * rest[j];
            if (smoothed > 0 && j != itself) {
                playlists.add(j, smoothed);
            }
        }
    }

    float[] row(CorpusView view, int[] tracks) {
        float[] row = new float[norms.length];
        double sum = 0;
        for (int track : tracks) {
            sum += square(view.playlistsOf(track));
        }
        double norm = 1 / Math.sqrt(sum);
        for (int track : tracks) {
            int held = view.playlistsOf(track);
            if (held > 0) {
                float factor = (float) (square(held) * norm);
                view.forEachPlaylistOf(track, (playlist, position) -> row[playlist] += factor * norms[playlist]);
            }
        }
        artists.addCosines(artists.profile(library.artistsOf(tracks)), ARTIST_WEIGHT, view.itself(), row);
        return row;
    }
}
