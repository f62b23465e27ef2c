package dev.segue.evaluation;

import java.util.BitSet;
import java.util.List;

/// A figure of one recommendation against its truth. Recommended tracks are read from the first on, each once; tracks
/// past the end of a short recommendation count as wrong.
public sealed interface Metric {

    /// How reports call it; unique.
    String name();

    /// @param ranked recommended tracks, best first; read, never kept
    double of(int[] ranked, Truth truth);

    /// Whether less is better.
    default boolean lessIsBetter() {
        return false;
    }

    /// The metrics of the RecSys Challenge 2018, R-precision without and with artist credit.
    List<Metric> CHALLENGE = List.of(new RPrecision(false), new RPrecision(true), new Ndcg(500), new Clicks());

    /// Share of the first |G| recommended tracks that were held out; with `artistCredit` plus 0.25 for each
    /// artist of a held-out track among those places, once each: `(|S_T ∩ G_T| + 0.25·|S_A ∩ G_A|) /
    /// |G_T|`. The artists credited are those of all tracks in these places, matched ones included.
    ///
    /// Source: Zamani et al., "An Analysis of Approaches Taken in the ACM RecSys Challenge 2018" (2019).
    record RPrecision(boolean artistCredit) implements Metric {

        private static final double CREDIT = 0.25;

        @Override
        public String name() {
            return artistCredit ? "R-precision with artist credit" : "R-precision";
        }

        @Override
        public double of(int[] ranked, Truth truth) {
            double gained = 0;
            var credited = new BitSet();
            for (int i = 0; i < Math.min(ranked.length, truth.size()); i++) {
                gained += truth.holds(ranked[i]) ? 1 : 0;
                int artist = artistCredit ? truth.artistOf(ranked[i]) : -1;
                if (artist >= 0 && !credited.get(artist) && truth.holdsArtist(artist)) {
                    credited.set(artist);
                    gained += CREDIT;
                }
            }
            return gained / truth.size();
        }
    }

    /// Normalised discounted cumulative gain with binary gains: `Σ rel_i / log2(i + 1)` over the first `k`, ideal over
    /// min(|G|, k).
    record Ndcg(int k) implements Metric {
        public Ndcg {
            requirePlaces(k);
        }

        @Override
        public String name() {
            return "NDCG@" + k;
        }

        @Override
        public double of(int[] ranked, Truth truth) {
            double gained = 0;
            for (int i = 0; i < Math.min(ranked.length, k); i++) {
                gained += truth.holds(ranked[i]) ? discount(i) : 0;
            }
            double ideal = 0;
            for (int i = 0; i < Math.min(truth.size(), k); i++) {
                ideal += discount(i);
            }
            return gained / ideal;
        }

        private static double discount(int place) {
            return Math.log(2) / Math.log(place + 2);
        }
    }

    /// Refreshes of ten tracks before the first right one: `floor((rank − 1) / 10)`, 51 when none of 500 is.
    record Clicks() implements Metric {

        private static final int SHOWN = 500;
        private static final int NONE = 51;

        @Override
        public String name() {
            return "clicks";
        }

        @Override
        public boolean lessIsBetter() {
            return true;
        }

        @Override
        public double of(int[] ranked, Truth truth) {
            for (int i = 0; i < Math.min(ranked.length, SHOWN); i++) {
                if (truth.holds(ranked[i])) {
                    return i / 10;
                }
            }
            return NONE;
        }
    }

    /// Share of the held-out tracks among the first `k`; the denominator is |G|.
    record Recall(int k) implements Metric {
        public Recall {
            requirePlaces(k);
        }

        @Override
        public String name() {
            return "recall@" + k;
        }

        @Override
        public double of(int[] ranked, Truth truth) {
            return (double) hits(ranked, truth, k) / truth.size();
        }
    }

    /// Share of the first `k` places with a held-out track; the denominator is `k`.
    record Precision(int k) implements Metric {
        public Precision {
            requirePlaces(k);
        }

        @Override
        public String name() {
            return "precision@" + k;
        }

        @Override
        public double of(int[] ranked, Truth truth) {
            return (double) hits(ranked, truth, k) / k;
        }
    }

    /// 1 when a held-out track is among the first `k`, else 0.
    record HitRate(int k) implements Metric {
        public HitRate {
            requirePlaces(k);
        }

        @Override
        public String name() {
            return "hit rate@" + k;
        }

        @Override
        public double of(int[] ranked, Truth truth) {
            return hits(ranked, truth, k) > 0 ? 1 : 0;
        }
    }

    /// Average precision over the first `k`, the denominator min(k, |G|): its mean over playlists is MAP@k.
    record AveragePrecision(int k) implements Metric {
        public AveragePrecision {
            requirePlaces(k);
        }

        @Override
        public String name() {
            return "MAP@" + k;
        }

        @Override
        public double of(int[] ranked, Truth truth) {
            int hits = 0;
            double sum = 0;
            for (int i = 0; i < Math.min(ranked.length, k); i++) {
                if (truth.holds(ranked[i])) {
                    hits++;
                    sum += (double) hits / (i + 1);
                }
            }
            return sum / Math.min(k, truth.size());
        }
    }

    private static int hits(int[] ranked, Truth truth, int k) {
        int hits = 0;
        for (int i = 0; i < Math.min(ranked.length, k); i++) {
            hits += truth.holds(ranked[i]) ? 1 : 0;
        }
        return hits;
    }

    private static void requirePlaces(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("Places: expected at least 1, got " + k);
        }
    }
}
