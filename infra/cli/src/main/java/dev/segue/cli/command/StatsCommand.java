package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.cli.corpus.CleanCorpus;
import dev.segue.cli.corpus.ModelVectors;
import dev.segue.cli.corpus.Plots;
import dev.segue.cli.corpus.StatisticsDocument;
import dev.segue.cli.corpus.StatisticsText;
import dev.segue.cli.corpus.ToldStatistics;
import dev.segue.statistics.CorpusStatistics;
import dev.segue.statistics.Similarities;
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
            "Show the distributions of the corpus, and how similar tracks are near, far apart and by chance, as the"
                    + " preprocessor tells them on playlist-statistics.v1.",
            "Similarities are learnt from nine tenths of the clean playlists and measured on the others. Those of the"
                    + " model's vectors are measured on the same playlists, but were trained on all of them."
        })
public final class StatsCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Mixin
    private final TopicOptions topics = new TopicOptions();

    @Option(names = "--plots", paramLabel = "DIR", description = "Also draw them, as PNG files in this folder.")
    private Optional<Path> plots = Optional.empty();

    @Option(names = "--vectors", description = "Also measure the vectors of the newest index; reads all playlists.")
    private boolean vectors;

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
        try (KafkaLog log = topics.open(surroundings, answering);
                var progress = answering.progress()) {
            progress.accept("reading the statistics");
            ToldStatistics told = ToldStatistics.read(log)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.NOT_READY,
                            "There are no statistics of the corpus yet: the preprocessor tells them some seconds after"
                                    + " the first clean playlist"));
            var similarities = new ArrayList<Similarities>();
            similarities.add(told.statistics().similarities());
            if (vectors) {
                progress.accept("comparing vectors");
                similarities.add(ofVectors(log, told.statistics().window(), answering));
            }
            List<Path> written = draw(told.statistics(), similarities);
            progress.close();
            if (answering.json()) {
                var document = Answering.object();
                StatisticsDocument.write(document, told, similarities);
                var files = document.putArray("plots");
                written.forEach(file -> files.add(file.toString()));
                answering.document(document);
            } else {
                StatisticsText.write(told, similarities, answering::line);
                written.forEach(file -> answering.line("drawn: " + file));
            }
            return ExitCode.OK.value();
        }
    }

    private Similarities ofVectors(KafkaLog log, int window, Answering answering) {
        Path store = artefacts
                .map(surroundings.workingDirectory()::resolve)
                .or(() -> topics.isElsewhere()
                        ? Optional.empty()
                        : Optional.of(answering.home().artefacts()))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "--vectors: expected --artefacts too, for the platform is elsewhere"));
        CleanCorpus corpus = CleanCorpus.read(log);
        try {
            ModelVectors read = ModelVectors.newest(log, store, corpus.trackIds())
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.NOT_READY, "--vectors: there is no index in " + store + " yet"));
            return Similarities.of(
                    "vectors of " + read.modelId(),
                    0,
                    read,
                    Similarities.Split.of(corpus.snapshot(), 1).heldOut(),
                    window);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "--vectors: cannot be read: " + e.getMessage());
        }
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
