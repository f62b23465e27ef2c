package dev.segue.lab;

import dev.segue.domain.SegueException;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Recency;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.recommending.twostage.TwoStage;
import dev.segue.training.ModelConfig;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.experiment.ExperimentDirectory;
import dev.segue.training.ranking.RankerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes recommenders of contenders over one library: what some of them share is fitted once, when it is first needed.
final class Fitting implements AutoCloseable {

    private final Library library;
    private final PlaylistFacts facts;
    private final Recency recency;
    private final Optional<Path> kept;
    private final String codeVersion;
    private final Consumer<String> aside;
    private final List<ModelBundle> bundles = new ArrayList<>();
    private final List<Path> temporary = new ArrayList<>();
    private @Nullable TwoStage twoStage;
    private @Nullable LivePath live;

    /// @param facts what else is known of its playlists
    /// @param recency of seeds whose order is known, in plain models that say none
    /// @param kept where models of vectors are kept, and taken from when they are there; else they are thrown away
    /// @param aside hears of what is fitted, a line each
    Fitting(
            Library library,
            PlaylistFacts facts,
            Recency recency,
            Optional<Path> kept,
            String codeVersion,
            Consumer<String> aside) {
        this.library = library;
        this.facts = facts;
        this.recency = recency;
        this.kept = kept;
        this.codeVersion = codeVersion;
        this.aside = aside;
    }

    /// @throws SegueException with [ErrorCode#INVALID_REQUEST] for a library that the contender cannot be fitted to
    Recommender of(Contender contender) {
        return switch (contender) {
            case Contender.Fixed(Model model) -> fixed(model);
            case Contender.Plain(String title, PlainModel model) -> plain(model);
            case Contender.Vectors(String title, ModelConfig config) -> open(trained(config));
            case Contender.Trained(Path folder) -> open(folder.resolve(ExperimentDirectory.BUNDLE));
        };
    }

    private Recommender fixed(Model model) {
        if (model.stage().isPresent()) {
            return twoStage().describer().alone(model.stage().get());
        }
        if (model.plain().isPresent()) {
            return plain(model.plain().get());
        }
        return switch (model) {
            case BLENDED -> live().recommender(Optional.empty());
            case RANKED ->
                live().recommender(Optional.of(
                        live().fit(RankerConfig.DEFAULTS, aside).ranker()));
            default -> twoStage();
        };
    }

    private Recommender plain(PlainModel model) {
        return (recency.equals(Recency.NONE) ? model : model.with(recency)).over(library);
    }

    private Path trained(ModelConfig config) {
        Path folder = kept.orElseGet(this::temporaryFolder);
        try {
            return Experiment.kept(
                            config,
                            library,
                            facts,
                            folder,
                            Runtime.getRuntime().availableProcessors(),
                            codeVersion,
                            aside)
                    .bundle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + config.model() + " was trained", e);
        }
    }

    private Recommender open(Path bundle) {
        var opened = ModelBundle.open(bundle);
        bundles.add(opened);
        return VectorRecommender.of(opened, library);
    }

    private TwoStage twoStage() {
        if (twoStage == null) {
            twoStage = Served.fit(library, aside);
        }
        return twoStage;
    }

    private LivePath live() {
        if (live == null) {
            live = new LivePath(library, aside);
        }
        return live;
    }

    private Path temporaryFolder() {
        try {
            Path folder = Files.createTempDirectory("segue-models");
            temporary.add(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("No room for a model", e);
        }
    }

    @Override
    public void close() {
        bundles.forEach(ModelBundle::close);
        if (live != null) {
            live.close();
        }
        for (Path folder : temporary) {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot delete " + folder, e);
            }
        }
    }
}
