package dev.segue.evaluation;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// How a recommender spreads what it recommends over the catalogue. Parts can be merged.
public final class Exposure {

    private final int k;
    private final long[] occurrences;
    private long places;

    /// @param k places of each recommendation that count
    /// @param catalogue number of tracks that can be recommended; ordinals run from 0 to it, exclusive
    public Exposure(int k, int catalogue) {
        this.k = k;
        this.occurrences = new long[catalogue];
    }

    public void add(int[] ranked) {
        for (int i = 0; i < Math.min(k, ranked.length); i++) {
            occurrences[ranked[i]]++;
            places++;
        }
    }

    public void merge(Exposure other) {
        if (k != other.k || occurrences.length != other.occurrences.length) {
            throw new IllegalArgumentException("Exposures of different places or catalogues");
        }
        for (int track = 0; track < occurrences.length; track++) {
            occurrences[track] += other.occurrences[track];
        }
        places += other.places;
    }

    /// Share of the catalogue that was recommended at all.
    public double coverage() {
        return (double) Arrays.stream(occurrences).filter(count -> count > 0).count() / occurrences.length;
    }

    /// Gini coefficient of the tracks' occurrences: 0 when all occur equally often, towards 1 when one has them all.
    public double gini() {
        if (places == 0) {
            return 0;
        }
        long[] sorted = occurrences.clone();
        Arrays.sort(sorted);
        double weighted = 0;
        for (int i = 0; i < sorted.length; i++) {
            weighted += (2.0 * (i + 1) - sorted.length - 1) * sorted[i];
        }
        return weighted / ((double) places * sorted.length);
    }

    /// Mean over recommended places of how many playlists hold the track.
    public double meanPopularity(IntUnaryOperator playlistsOf) {
        double sum = 0;
        for (int track = 0; track < occurrences.length; track++) {
            sum += occurrences[track] == 0 ? 0 : (double) occurrences[track] * playlistsOf.applyAsInt(track);
        }
        return places == 0 ? 0 : sum / places;
    }

    /// Hubness: skewness of the tracks' k-occurrence, dimensionless; 0 when all occur equally often.
    ///
    /// Source: Radovanović et al., "Hubs in Space", JMLR 11 (2010).
    public double hubness() {
        double mean = (double) places / occurrences.length;
        double second = 0;
        double third = 0;
        for (long count : occurrences) {
            double off = count - mean;
            second += off * off;
            third += off * off * off;
        }
        second /= occurrences.length;
        third /= occurrences.length;
        return second == 0 ? 0 : third / Math.pow(second, 1.5);
    }
}
