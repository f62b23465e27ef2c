package dev.segue.recommending;

import dev.segue.recommending.ranking.Shape;

/// How a request of one shape is answered: the settings of its sources and the weight of each. Sources are brought to
/// 0…1 within a request before they are weighed, so weights compare across sources.
///
/// The settings of playlist-kNN are those a coordinate search left on 400 validation playlists of the
/// Million Playlist Dataset's popular part, R-precision and NDCG@500 together (`BlendChoice`, in this
/// room's tests), the weights of vectors and titles what 1,045 of them left with vectors of the standard
/// model (`BlendWeights`, in the tests of the lab).
///
/// @param factors weight of the model's factors, which rank what other sources brought
/// @param likely what each of the [#LIKELY] best of the other sources weighs beside a seed when a request's factors are
///     sought (pseudo-relevance feedback); both chosen on 600 validation playlists, docs/evaluation.md
/// @param artists small: what no playlist holds together with the seeds comes after what some do
/// @param popularity tiny: it fills an answer that the other sources leave short, and orders what they leave equal
public record Blend(
        KnnSettings knn,
        TitleSettings title,
        double playlists,
        double vectors,
        double factors,
        double likely,
        double titles,
        double artists,
        double popularity) {

    /// Best tracks that stand beside the seeds when factors are sought.
    static final int LIKELY = 50;

    private static final double BY_ARTIST = 1e-3;
    private static final double FILL = 1e-4;

    /// More playlists that vote rank worse on 49,000 playlists (NDCG@500 of 5 seeds .447 with 300 to 500, .440 with
    /// 1,000; of 10 and more .473 and .467 with 300, .468 and .460 with 1,000), and each costs time.
    private static final int NEIGHBOURS = 400;

    private static final int NEIGHBOURS_OF_SOME = 300;

    private static final TitleSettings TITLE = new TitleSettings(0.3, 1);

    /// What requests of a shape are answered with.
    public static Blend of(Shape shape) {
        return switch (shape) {
            case TITLE_ONLY -> new Blend(knn(.2, .3, NEIGHBOURS, 1.25, 1, 6), TITLE, 0, 0, 1, 1, 1, BY_ARTIST, FILL);
            case ONE -> new Blend(knn(.2, .3, NEIGHBOURS, 1.25, 1, 6), TITLE, 1, .4, 1, .15, .25, BY_ARTIST, FILL);
            case FEW -> new Blend(knn(.4, .5, NEIGHBOURS, 1, .6, 6), TITLE, 1, .7, 1, .1, .1, BY_ARTIST, FILL);
            case SOME ->
                new Blend(knn(.3, .4, NEIGHBOURS_OF_SOME, 1.5, .8, 8), TITLE, 1, .6, .5, 0, .1, BY_ARTIST, FILL);
            case MANY ->
                new Blend(knn(.6, .7, NEIGHBOURS_OF_SOME, 1.5, .2, 6), TITLE, 1, .1, .5, 0, .02, BY_ARTIST, FILL);
        };
    }

    /// The same with another weight of one source.
    ///
    /// @param weight at least 0; 0 leaves the source out
    public Blend with(CandidateSource source, double weight) {
        return new Blend(
                knn,
                title,
                source == CandidateSource.PLAYLISTS ? weight : playlists,
                source == CandidateSource.VECTORS ? weight : vectors,
                source == CandidateSource.FACTORS ? weight : factors,
                likely,
                source == CandidateSource.TITLES ? weight : titles,
                source == CandidateSource.ARTISTS ? weight : artists,
                source == CandidateSource.POPULARITY ? weight : popularity);
    }

    double weight(CandidateSource source) {
        return switch (source) {
            case PLAYLISTS -> playlists;
            case VECTORS -> vectors;
            case FACTORS -> factors;
            case TITLES -> titles;
            case ARTISTS -> artists;
            case POPULARITY -> popularity;
        };
    }

    private static KnnSettings knn(
            double damping,
            double lengthExponent,
            int neighbours,
            double power,
            double recencyFloor,
            double recencySpan) {
        return new KnnSettings(damping, lengthExponent, neighbours, power, recencyFloor, recencySpan);
    }
}
