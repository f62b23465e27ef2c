package dev.segue.lab;

import dev.segue.corpus.Corpus;
import dev.segue.modelbundle.FactorTable;
import dev.segue.recommending.Blend;
import dev.segue.recommending.ContinuationRequest;
import dev.segue.recommending.Continuer;
import dev.segue.recommending.PopularTracks;
import dev.segue.recommending.RecommendedTrack;
import dev.segue.recommending.Served;
import dev.segue.recommending.TrackFacts;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.recommending.Wishes;
import dev.segue.recommending.Workspace;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Query;
import dev.segue.recommending.twostage.Ranking;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.recommending.twostage.TrackTable;
import dev.segue.training.EpochLoop;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;
import dev.segue.training.experiment.TrackModels;
import dev.segue.training.ranking.IndexedTitles;
import dev.segue.training.ranking.RankerConfig;
import dev.segue.training.ranking.RankerFit;
import dev.segue.training.ranking.SecondStageTraining;
import dev.segue.training.text.TextConfig;
import dev.segue.training.twostage.TrackFactorsFit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Continues playlists of a library as the recommender service does: its sources, its blend, the vectors of the
/// standard model, and the second stage where it is asked for. Titles are found by their words alone.
///
/// Safe for use by many threads.
final class LivePath implements AutoCloseable {

    private static final int POPULAR = 1000;

    private final Library library;
    private final Corpus corpus;
    private final Path folder;
    private final IndexedTitles titles;
    private final VectorModel model;
    private final PopularTracks popular;
    private final Continuer continuer;
    private final TrackFacts facts;
    private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

    /// Trains the vectors and indexes the titles.
    ///
    /// @param aside hears of progress, a line each
    LivePath(Library library, Consumer<String> aside) {
        this.library = library;
        this.corpus = copy(library.corpus());
        this.facts = facts(library.tracks());
        this.folder = temporary();
        this.titles = IndexedTitles.of(corpus, facts(library), folder.resolve("titles"));
        this.model = vectors(corpus, aside);
        this.popular = PopularTracks.of(corpus, POPULAR);
        this.continuer = new Continuer(corpus);
    }

    /// Fits the second stage to the library.
    RankerFit.Fitted fit(RankerConfig config, Consumer<String> aside) {
        try {
            return SecondStageTraining.train(
                    copy(corpus),
                    facts(library),
                    facts,
                    TextConfig.DEFAULTS,
                    config,
                    Runtime.getRuntime().availableProcessors(),
                    folder.resolve("fit"),
                    aside);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a second stage was fitted", e);
        }
    }

    /// The blend, ordered by a ranker if one is given.
    Recommender recommender(Optional<CandidateRanker> ranker) {
        VectorModel serving = ranker.map(model::with).orElse(model);
        return (query, limit) -> recommend(query, limit, serving, continuer);
    }

    /// Another blend in place of the one that serves.
    Recommender recommender(Function<Shape, Blend> blends) {
        var other = new Continuer(corpus, blends);
        return (query, limit) -> recommend(query, limit, model, other);
    }

    private Ranking recommend(Query query, int limit, VectorModel serving, Continuer by) {
        String title = query.title();
        var request = new ContinuationRequest(
                Arrays.stream(query.seeds()).mapToObj(corpus::trackId).toList(),
                title != null,
                title == null ? List.of() : titles.of(title, ""),
                List.of(),
                Set.of(),
                Served.NONE,
                limit,
                new Wishes(0, 0, Wishes.ANY_NUMBER, false));
        Workspace reused = workspaces.poll();
        Workspace workspace = reused == null ? new Workspace() : reused;
        try {
            int[] best = by.continuation(request, Optional.of(serving), popular, facts, workspace).items().stream()
                    .mapToInt(RecommendedTrack::track)
                    .toArray();
            return Ranking.filled(library, query, best, limit);
        } finally {
            workspaces.add(workspace);
        }
    }

    private static VectorModel vectors(Corpus corpus, Consumer<String> aside) {
        TextConfig config = TextConfig.DEFAULTS;
        TrainingSet set = TrainingSet.of(corpus, config.minPlaylists());
        TrainedVectors vectors;
        try (var training =
                TrackModels.training(set, config.vectors(), Runtime.getRuntime().availableProcessors())) {
            vectors = EpochLoop.run(training, epoch -> {}).model();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while vectors were trained", e);
        }
        FactorTable factors = TrackFactorsFit.fit(set, config.seed());
        aside.accept("Vectors and factors of " + set.tracks() + " tracks");
        int[] tracks =
                vectors.trackIds().stream().mapToInt(corpus::trackOrdinal).toArray();
        var space = VectorSpace.of(tracks, vectors.dimension(), vectors.rows());
        return new VectorModel(space, vectors.encoding()::encode).with(TrackFactorsFit.model(factors, space::row));
    }

    private static Corpus copy(Corpus corpus) {
        var copy = new Corpus();
        copy.internTracks(IntStream.range(0, corpus.trackOrdinals())
                .mapToObj(corpus::trackId)
                .toList());
        corpus.forEachPlaylist(playlist -> copy.upsert(corpus.playlistId(playlist), corpus.tracks(playlist)));
        return copy;
    }

    private static PlaylistFacts facts(Library library) {
        return new PlaylistFacts() {
            @Override
            public long saves(int playlist) {
                return 0;
            }

            @Override
            public String title(int playlist) {
                String title = library.titles().of(playlist);
                return title == null ? "" : title;
            }
        };
    }

    private static TrackFacts facts(TrackTable table) {
        String[] artists = names(table.artistCount());
        String[] albums = names(table.albumCount());
        return TrackFacts.of(track -> name(artists, table.artist(track)), track -> name(albums, table.album(track)));
    }

    private static @Nullable String name(String[] names, int number) {
        return number < 0 ? null : names[number];
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("segue-lab");
        } catch (IOException e) {
            throw new UncheckedIOException("No room for an index of titles", e);
        }
    }

    @Override
    public void close() {
        titles.close();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }
}
