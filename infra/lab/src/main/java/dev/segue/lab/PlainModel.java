package dev.segue.lab;

import static dev.segue.training.Settings.within;

import dev.segue.domain.SegueException;
import dev.segue.recommending.twostage.ItemCosine;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.PlaylistKnn;
import dev.segue.recommending.twostage.Ranking;
import dev.segue.recommending.twostage.Recency;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.training.Configured;
import dev.segue.training.Settings;
import dev.segue.training.twostage.Peers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model without vectors that can be kept: it is fitted to the playlists whenever it is asked for, in one go, and is
/// all in its settings and those playlists.
///
/// Where there is an order of seeds, those with `recency-floor` below 1 weigh later seeds more, see [Recency].
public sealed interface PlainModel extends Configured {

    /// Those that there are, with their defaults.
    List<PlainModel> DEFAULTS = List.of(
            new Popularity(),
            new ItemKnn(.5, 10, 1, 1),
            new NearPlaylists(.4, 1000, 2, 1, 1),
            new Ials(128, 8, .01, .3, 1, 1, 7),
            new Slim(600, .02, 100, .5, 1, 1),
            new Ease(10_000, 150, 1, 1),
            new KernelRidge(10));

    /// The model over a library.
    Recommender over(Library library);

    @Override
    default long seed() {
        return 0;
    }

    /// A model by its name, with some of its settings changed; empty for another name.
    ///
    /// @throws SegueException what [Settings#changed] refuses
    static Optional<PlainModel> named(String name, Map<String, String> changes) {
        return DEFAULTS.stream()
                .filter(model -> model.model().equals(name))
                .findFirst()
                .map(model -> Settings.changed(model, changes));
    }

    /// The same with this recency, if it has any.
    default PlainModel with(Recency recency) {
        var changes = new LinkedHashMap<String, String>();
        if (Settings.of(this).containsKey("recency-floor")) {
            changes.put("recency-floor", Double.toString(recency.floor()));
            changes.put("recency-span", Double.toString(recency.span()));
        }
        return Settings.changed(this, changes);
    }

    private static Recency recency(String model, double floor, double span) {
        within(model + " recency floor", floor, 0, 1);
        within(model + " recency span", span, Double.MIN_NORMAL, Float.MAX_VALUE);
        return new Recency(floor, span);
    }

    /// What most playlists hold.
    record Popularity() implements PlainModel {

        @Override
        public String model() {
            return "popularity";
        }

        @Override
        public Recommender over(Library library) {
            return (query, limit) -> Ranking.byPopularity(library, query, limit);
        }
    }

    /// Tracks that share playlists with the seeds, see [ItemCosine].
    ///
    /// @param alpha .5 for the cosine, 1 for the share of the seed's playlists, 0 for that of the track's
    /// @param shrink the higher, the less few shared playlists say, 0 or above
    /// @param recencyFloor of the seeds, 0 to 1; 1 = their order does not count
    /// @param recencySpan in places, above 0
    record ItemKnn(double alpha, double shrink, double recencyFloor, double recencySpan) implements PlainModel {

        public ItemKnn {
            within("Item-kNN alpha", alpha, 0, 1);
            within("Item-kNN shrink", shrink, 0, Float.MAX_VALUE);
            recency("Item-kNN", recencyFloor, recencySpan);
        }

        @Override
        public String model() {
            return "item-knn";
        }

        @Override
        public Recommender over(Library library) {
            return new ItemCosine(library, alpha, (float) shrink, new Recency(recencyFloor, recencySpan));
        }
    }

    /// The nearest playlists by popularity-damped seeds vote, see [PlaylistKnn].
    ///
    /// @param damping β of a seed's weight, 0 to 2
    /// @param neighbours how many playlists vote, at least 1
    /// @param power of their votes, 0.1 to 10
    /// @param recencyFloor of the seeds, 0 to 1; 1 = their order does not count
    /// @param recencySpan in places, above 0
    record NearPlaylists(double damping, int neighbours, double power, double recencyFloor, double recencySpan)
            implements PlainModel {

        public NearPlaylists {
            within("Playlist-kNN damping", damping, 0, 2);
            within("Playlist-kNN neighbours", neighbours, 1, Integer.MAX_VALUE);
            within("Playlist-kNN power", power, .1, 10);
            recency("Playlist-kNN", recencyFloor, recencySpan);
        }

        @Override
        public String model() {
            return "playlist-knn";
        }

        @Override
        public Recommender over(Library library) {
            return new PlaylistKnn(library, damping, neighbours, power, new Recency(recencyFloor, recencySpan));
        }
    }

    /// Factors by alternating least squares, those of a playlist in closed form.
    ///
    /// @param dimension of the factors, 2 to 1,024
    /// @param epochs over playlists and tracks, 1 to 1,000
    /// @param unheld weight of what is not held, what is held weighing 1; 0 to 1
    /// @param ridge times the root of how many hold, or are held, is added to the diagonal, above 0
    /// @param recencyFloor of the seeds, 0 to 1; 1 = their order does not count
    /// @param recencySpan in places, above 0
    /// @param seed of the first factors
    record Ials(
            int dimension, int epochs, double unheld, double ridge, double recencyFloor, double recencySpan, long seed)
            implements PlainModel {

        public Ials {
            within("iALS dimension", dimension, 2, 1024);
            within("iALS epochs", epochs, 1, 1000);
            within("iALS weight of what is not held", unheld, 0, 1);
            within("iALS ridge", ridge, Float.MIN_NORMAL, Float.MAX_VALUE);
            recency("iALS", recencyFloor, recencySpan);
        }

        @Override
        public String model() {
            return "ials";
        }

        @Override
        public Recommender over(Library library) {
            return Peers.ials(
                    library,
                    dimension,
                    epochs,
                    (float) unheld,
                    (float) ridge,
                    new Recency(recencyFloor, recencySpan),
                    seed);
        }
    }

    /// Sparse weights between tracks, none below 0.
    ///
    /// @param neighbours most tracks that may predict one, 1 to 10,000
    /// @param l1 taken off every correlation, 0 or above
    /// @param l2 added to the diagonal, above 0
    /// @param lengthExponent playlists weigh `length^-lengthExponent`, 0 to 2
    /// @param recencyFloor of the seeds, 0 to 1; 1 = their order does not count
    /// @param recencySpan in places, above 0
    record Slim(int neighbours, double l1, double l2, double lengthExponent, double recencyFloor, double recencySpan)
            implements PlainModel {

        public Slim {
            within("SLIM neighbours", neighbours, 1, 10_000);
            within("SLIM l1", l1, 0, Float.MAX_VALUE);
            within("SLIM l2", l2, Float.MIN_NORMAL, Float.MAX_VALUE);
            within("SLIM length exponent", lengthExponent, 0, 2);
            recency("SLIM", recencyFloor, recencySpan);
        }

        @Override
        public String model() {
            return "slim";
        }

        @Override
        public Recommender over(Library library) {
            return Peers.slim(
                    library,
                    neighbours,
                    (float) l1,
                    (float) l2,
                    lengthExponent,
                    new Recency(recencyFloor, recencySpan));
        }
    }

    /// Weights between all pairs of the tracks that most playlists hold.
    ///
    /// @param tracks most tracks with weights, 2 to [Peers#MOST_DENSE_TRACKS]
    /// @param ridge of a track that is held as often as they are in the mean, above 0
    /// @param recencyFloor of the seeds, 0 to 1; 1 = their order does not count
    /// @param recencySpan in places, above 0
    record Ease(int tracks, double ridge, double recencyFloor, double recencySpan) implements PlainModel {

        public Ease {
            within("EASE tracks", tracks, 2, Peers.MOST_DENSE_TRACKS);
            within("EASE ridge", ridge, Float.MIN_NORMAL, Float.MAX_VALUE);
            recency("EASE", recencyFloor, recencySpan);
        }

        @Override
        public String model() {
            return "ease";
        }

        @Override
        public Recommender over(Library library) {
            return Peers.ease(library, tracks, ridge, new Recency(recencyFloor, recencySpan));
        }
    }

    /// Kernel ridge over playlists, with a kernel of tracks and one of artists.
    ///
    /// @param ridge added to the diagonal, above 0
    record KernelRidge(double ridge) implements PlainModel {

        public KernelRidge {
            within("Kernel ridge", ridge, Float.MIN_NORMAL, Float.MAX_VALUE);
        }

        @Override
        public String model() {
            return "kernel-ridge";
        }

        @Override
        public Recommender over(Library library) {
            return Peers.kernelRidge(library, (float) ridge);
        }
    }
}
