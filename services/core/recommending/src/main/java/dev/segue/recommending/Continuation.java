package dev.segue.recommending;

import java.util.List;

/// What a request to continue a playlist came to.
public sealed interface Continuation {

    /// Best first.
    List<RecommendedTrack> items();

    /// Seeds that neither a live playlist nor the model knows, in the order of the request.
    List<String> unresolvedSeeds();

    /// Whether a further page would hold anything.
    boolean more();

    /// Tracks the sources brought, whether they came into the answer or not.
    int candidates();

    /// Something was known of the request, and these tracks follow from it.
    record Ranked(List<RecommendedTrack> items, List<String> unresolvedSeeds, boolean more, int candidates)
            implements Continuation {
        public Ranked {
            items = List.copyOf(items);
            unresolvedSeeds = List.copyOf(unresolvedSeeds);
        }
    }

    /// Nothing was known of the request: the tracks most playlists hold, which say nothing about it.
    record Fallback(
            List<RecommendedTrack> items, List<String> unresolvedSeeds, boolean more, int candidates, Reason reason)
            implements Continuation {
        public Fallback {
            items = List.copyOf(items);
            unresolvedSeeds = List.copyOf(unresolvedSeeds);
        }
    }

    /// Why a request fell back to popularity.
    enum Reason {
        /// None of the seeds is known.
        UNKNOWN_SEEDS("unknown-seeds"),
        /// No live playlist has a title like it.
        UNKNOWN_TITLE("unknown-title"),
        /// Neither the seeds nor the title.
        UNKNOWN_SEEDS_AND_TITLE("unknown-seeds-and-title"),
        /// Something is known, but no other track is near it.
        NO_CANDIDATES("no-candidates");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /// Stable name in answers and metrics.
        public String label() {
            return label;
        }
    }
}
