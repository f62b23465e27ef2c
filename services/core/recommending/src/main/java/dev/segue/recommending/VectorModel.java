package dev.segue.recommending;

import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.TrackFactors;
import java.util.Arrays;
import java.util.Optional;

/// A model as far as ranking sees it: where tracks lie, how a playlist finds its place among them, and what lies near a
/// place.
///
/// @param factors say by another way what a request would hold; empty for a model without
/// @param ranker puts the best candidates in another order; empty to leave the blend's
public record VectorModel(
        VectorSpace space,
        PlaylistEncoder encoder,
        NearestTracks nearest,
        Optional<TrackFactors> factors,
        Optional<CandidateRanker> ranker) {

    /// Tracks that place a playlist: the last ones, because a longer list has no one place.
    private static final int PLACING = 100;

    /// A model whose tracks are all looked at.
    public VectorModel(VectorSpace space, PlaylistEncoder encoder) {
        this(space, encoder, space::nearest);
    }

    /// A model without factors that leaves the order to the blend.
    public VectorModel(VectorSpace space, PlaylistEncoder encoder, NearestTracks nearest) {
        this(space, encoder, nearest, Optional.empty(), Optional.empty());
    }

    /// The same with factors.
    public VectorModel with(TrackFactors other) {
        return new VectorModel(space, encoder, nearest, Optional.of(other), ranker);
    }

    /// The same with a ranker.
    public VectorModel with(CandidateRanker other) {
        return new VectorModel(space, encoder, nearest, factors, Optional.of(other));
    }

    /// The same without a ranker.
    public VectorModel unranked() {
        return new VectorModel(space, encoder, nearest, factors, Optional.empty());
    }

    /// The place of a playlist.
    ///
    /// @param tracks ordinals in playlist order, those without a vector passed over
    /// @return `[dimension]`, the caller's; empty when none of its last tracks has a vector
    public float[] place(int[] tracks) {
        int[] placing = Arrays.stream(tracks, Math.max(0, tracks.length - PLACING), tracks.length)
                .filter(space::contains)
                .toArray();
        if (placing.length == 0) {
            return new float[0];
        }
        float[] vectors = new float[placing.length * space.dimension()];
        float[] weights = new float[placing.length];
        Arrays.fill(weights, 1);
        for (int i = 0; i < placing.length; i++) {
            space.copy(placing[i], vectors, i * space.dimension());
        }
        return encoder.encode(vectors, weights);
    }
}
