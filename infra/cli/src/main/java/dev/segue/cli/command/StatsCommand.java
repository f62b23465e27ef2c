package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.cli.corpus.CleanCorpus;
import dev.segue.cli.corpus.ModelVectors;
import dev.segue.cli.corpus.Plots;
import dev.segue.cli.corpus.Similarities;
import dev.segue.cli.corpus.StatisticsDocument;
import dev.segue.cli.corpus.StatisticsText;
import dev.segue.statistics.CorpusStatistics;
import dev.segue.verification.log.KafkaLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue stats`: the numbers of the corpus.
@Command(
        name = "stats",
        description = {
            "Show the distributions of the corpus, and how similar tracks are near, far apart and by chance.",
            "Similarities are learnt from nine tenths of the clean playlists and measured on the others. Those of the"
                    + " model's vectors, where an index is at hand, were trained on all of them."
        })
public final class StatsCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Mixin
    private final TopicOptions topics = new TopicOptions();

    @Option(names = "--plots", paramLabel = "DIR", description = "Also draw them, as PNG files in this folder.")
    private Optional<Path> plots = Optional.empty();

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Largest difference of positions of two neighbours. Default: 10.")
    private int window = 10;

    @Option(names = "--seed", paramLabel = "N", description = "Of every draw of pairs. Default: 42.")
    private long seed = 42;

    @Option(
            names = "--artefacts",
            paramLabel = "DIR",
            description = "Root of the artefact store. Default: that of the platform in the home.")
    private Optional<Path> artefacts = Optional.empty();

    private final Surroundings surroundings;

    public StatsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var answering = new Answering(surroundings, options);
        if (window < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--window: expected 1 or more, got " + window);
        }
        try (KafkaLog log = topics.open(surroundings, answering);
                var progress = answering.progress()) {
            progress.accept("reading the playlists");
            CleanCorpus corpus = CleanCorpus.read(log);
            if (corpus.playlists().isEmpty()) {
                throw new CommandFailure(ExitCode.NOT_READY, "There are no clean playlists yet");
            }
            progress.accept("counting");
            var statistics = CorpusStatistics.of(
                    corpus.playlists(), corpus.saves(), corpus.trackIds().size(), window);
            progress.accept("comparing pairs");
            List<Similarities> similarities = similarities(log, corpus, answering);
            List<Path> written = draw(statistics, similarities);
            progress.close();
            if (answering.json()) {
                var document = Answering.object();
                StatisticsDocument.write(document, corpus, statistics, similarities);
                document.put("window", window);
                document.put("seed", seed);
                var files = document.putArray("plots");
                written.forEach(file -> files.add(file.toString()));
                answering.document(document);
            } else {
                StatisticsText.write(corpus, statistics, similarities, answering::line);
                written.forEach(file -> answering.line("drawn: " + file));
            }
            return ExitCode.OK.value();
        }
    }

    private List<Similarities> similarities(KafkaLog log, CleanCorpus corpus, Answering answering) {
        var split = Similarities.Split.of(corpus);
        var all = new ArrayList<Similarities>();
        all.add(Similarities.of("co-occurrence cosine", split.training(), split.heldOut(), window, seed));
        Optional<Path> store = artefacts
                .map(surroundings.workingDirectory()::resolve)
                .or(() -> topics.isElsewhere()
                        ? Optional.empty()
                        : Optional.of(answering.home().artefacts()));
        if (store.isPresent()) {
            try {
                ModelVectors.newest(log, store.get(), corpus.trackIds())
                        .ifPresent(vectors -> all.add(Similarities.of(
                                "vectors of " + vectors.modelId(), vectors, split.heldOut(), window, seed)));
            } catch (IOException e) {
                answering.aside("segue: the vectors of the newest index are left out: " + e.getMessage());
            }
        }
        return all;
    }

    private List<Path> draw(CorpusStatistics statistics, List<Similarities> similarities) {
        if (plots.isEmpty()) {
            return List.of();
        }
        Path folder = surroundings.workingDirectory().resolve(plots.get());
        try {
            return Plots.write(folder, statistics, similarities);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "--plots: cannot draw into " + folder + ": " + e.getMessage());
        }
    }
}
