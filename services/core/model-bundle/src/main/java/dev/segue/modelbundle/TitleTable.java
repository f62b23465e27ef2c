package dev.segue.modelbundle;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Title features learnt from co-occurrence, in any language: for every word and every character n-gram of the titles
/// seen, where the playlists that carry it lie among the track vectors.
///
/// With the unit vectors `u_p` of `N` playlists, their mean `m`, and for a gram `g` the `n_g` playlists whose title
/// holds it, the features of a title with grams `g` (`t_g` times each) are, once for words and once for n-grams,
///
/// ```
/// v_g = Σ_{p∋g} (u_p − m) / (n_g + k)                        drawn to the mean while evidence is thin; k = 2
/// i_g = log(1 + N/n_g),  log(1 + N) for a gram never seen
/// f = √d · Σ_g t_g·i_g·v_g / Σ_g t_g·i_g                     [d]
/// s = Σ_{g seen} t_g·i_g / Σ_g t_g·i_g                       how much of the title is known, 0 to 1
/// ```
///
/// Immutable. Memory and file: `4·d + 8` bytes a gram.
public final class TitleTable {

    private static final String MAGIC = "SEGUE-TITLES-1";
    private static final double SHRINKAGE = 2;

    private final int dimension;
    private final int playlists;
    private final Grams words;
    private final Grams characters;

    private TitleTable(int dimension, int playlists, Grams words, Grams characters) {
        this.dimension = dimension;
        this.playlists = playlists;
        this.words = words;
        this.characters = characters;
    }

    /// Learns the table.
    ///
    /// @param titles of the playlists; those without any word teach nothing
    /// @param vectors `[playlists · dimension]`, of unit length; read, never kept
    public static TitleTable learn(int dimension, List<String> titles, float[] vectors) {
        float[] mean = new float[dimension];
        for (int p = 0; p < titles.size(); p++) {
            for (int i = 0; i < dimension; i++) {
                mean[i] += vectors[p * dimension + i] / titles.size();
            }
        }
        var words = new Grams(dimension, mean);
        var characters = new Grams(dimension, mean);
        for (int p = 0; p < titles.size(); p++) {
            words.add(TitleGrams.words(titles.get(p)), vectors, p * dimension);
            characters.add(TitleGrams.characters(titles.get(p)), vectors, p * dimension);
        }
        return new TitleTable(dimension, titles.size(), words, characters);
    }

    /// Components of the track vectors.
    public int dimension() {
        return dimension;
    }

    /// Components of a title's features: two of them for each of a track vector's, and two that say how much is known.
    public int features() {
        return 2 * dimension + 2;
    }

    /// Features of any title.
    ///
    /// @return `[features()]`, the caller's
    public float[] of(String title) {
        return of(title, new float[0], 0);
    }

    /// Features of the title of a playlist that the table was learnt from, as they would be without that playlist.
    ///
    /// @param vectors that were learnt from
    /// @param at where the playlist's vector begins
    /// @return `[features()]`, the caller's
    public float[] without(String title, float[] vectors, int at) {
        return of(title, vectors, at);
    }

    private float[] of(String title, float[] own, int at) {
        float[] features = new float[features()];
        words.features(TitleGrams.words(title), playlists, own, at, features, 0, 2 * dimension);
        characters.features(TitleGrams.characters(title), playlists, own, at, features, dimension, 2 * dimension + 1);
        return features;
    }

    /// Whether two titles are the same but for case, punctuation and compatibility forms.
    public static String normalised(String title) {
        return TitleGrams.normalised(title);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(MAGIC);
        out.writeInt(dimension);
        out.writeInt(playlists);
        words.write(out);
        characters.write(out);
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IOException when it is no title table
    static TitleTable read(DataInputStream in) throws IOException {
        String magic = in.readUTF();
        if (!magic.equals(MAGIC)) {
            throw new IOException("expected " + MAGIC + ", got " + magic);
        }
        int dimension = in.readInt();
        int playlists = in.readInt();
        if (dimension < 1 || playlists < 0) {
            throw new IOException("expected a dimension and playlists, got " + dimension + " and " + playlists);
        }
        return new TitleTable(dimension, playlists, Grams.read(in, dimension), Grams.read(in, dimension));
    }

    /// Grams of one kind.
    private static final class Grams {
        private final int dimension;
        private final float[] mean;
        private final Map<Integer, Integer> rowOf = new HashMap<>();
        private int[] buckets = new int[256];
        private int[] counts = new int[256];
        private float[] sums;

        Grams(int dimension, float[] mean) {
            this.dimension = dimension;
            this.mean = mean;
            this.sums = new float[256 * dimension];
        }

        void add(Map<Integer, Integer> grams, float[] vectors, int at) {
            for (int bucket : grams.keySet()) {
                int row = row(bucket);
                counts[row]++;
                for (int i = 0; i < dimension; i++) {
                    sums[row * dimension + i] += vectors[at + i] - mean[i];
                }
            }
        }

        private int row(int bucket) {
            Integer there = rowOf.get(bucket);
            if (there != null) {
                return there;
            }
            int row = rowOf.size();
            if (row == counts.length) {
                buckets = java.util.Arrays.copyOf(buckets, row * 2);
                counts = java.util.Arrays.copyOf(counts, row * 2);
                sums = java.util.Arrays.copyOf(sums, row * 2 * dimension);
            }
            rowOf.put(bucket, row);
            buckets[row] = bucket;
            return row;
        }

        void features(
                Map<Integer, Integer> grams, int playlists, float[] own, int at, float[] features, int to, int known) {
            int left = own.length == 0 ? 0 : 1;
            double all = 0;
            double seen = 0;
            double[] sum = new double[dimension];
            for (var gram : grams.entrySet()) {
                Integer row = rowOf.get(gram.getKey());
                int count = row == null ? 0 : counts[row] - left;
                double weight = gram.getValue() * Math.log1p((double) playlists / Math.max(1, count));
                all += weight;
                if (row != null && count > 0) {
                    seen += weight;
                    double share = weight / (count + SHRINKAGE);
                    for (int i = 0; i < dimension; i++) {
                        double others = sums[row * dimension + i] - (left == 0 ? 0 : own[at + i] - mean[i]);
                        sum[i] += share * others;
                    }
                }
            }
            if (all > 0) {
                for (int i = 0; i < dimension; i++) {
                    features[to + i] = (float) (Math.sqrt(dimension) * sum[i] / all);
                }
                features[known] = (float) (seen / all);
            }
        }

        void write(DataOutputStream out) throws IOException {
            for (float component : mean) {
                out.writeFloat(component);
            }
            out.writeInt(rowOf.size());
            for (int row = 0; row < rowOf.size(); row++) {
                out.writeInt(buckets[row]);
                out.writeInt(counts[row]);
                for (int i = 0; i < dimension; i++) {
                    out.writeFloat(sums[row * dimension + i]);
                }
            }
        }

        static Grams read(DataInputStream in, int dimension) throws IOException {
            float[] mean = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                mean[i] = in.readFloat();
            }
            var grams = new Grams(dimension, mean);
            int rows = in.readInt();
            if (rows < 0 || rows > TitleGrams.BUCKETS) {
                throw new IOException("expected at most " + TitleGrams.BUCKETS + " grams, got " + rows);
            }
            for (int r = 0; r < rows; r++) {
                int row = grams.row(in.readInt());
                grams.counts[row] = in.readInt();
                for (int i = 0; i < dimension; i++) {
                    grams.sums[row * dimension + i] = in.readFloat();
                }
            }
            return grams;
        }
    }
}
