package dev.segue.benchmarks.counting;

import dev.segue.corpus.TrackAliases;
import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.stream.Backlog;
import dev.segue.preprocessor.stream.CommittedStatistics;
import dev.segue.preprocessor.stream.Identity;
import dev.segue.preprocessor.stream.Partitions;
import dev.segue.preprocessor.stream.PlaylistSettings;
import dev.segue.preprocessor.stream.PlaylistStreams;
import dev.segue.preprocessor.stream.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// The preprocessor without HTTP. Says `ready`; `counted` whenever as many playlists are clean and in the postings as a
/// mark says; `published` when every changed list is told too. Each but the first comes with the milliseconds of the
/// clock. Then it lives on; in the mode `tell` it says from then on, whenever that changes, `standing`, the clock and
/// the offsets of the snapshots that every answer to a query counts.
///
/// Arguments: bootstrap servers, state folder, marks with commas between them, and `table` to publish no lists,
/// `publish` or `tell` to do so, or `everything` to filter nothing either. It is always the same member of its group,
/// as a pod of a stateful set is.
public final class PreprocessorWorker {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration STANDING = Duration.ofMillis(5);
    /// As the service has it when it is told nothing else.
    private static final Duration DEFAULT_COMMIT = Duration.ofMillis(200);

    private static final Duration NEVER = Duration.ofDays(1);

    private PreprocessorWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        var kafka = new KafkaSettings(arguments[0], Optional.empty(), Map.of("group.instance.id", "preprocessor-0"));
        boolean tell = arguments[3].equals("tell");
        boolean publish = !arguments[3].equals("table");
        boolean filter = !arguments[3].equals("everything");
        var settings = new PlaylistSettings(
                filter
                        ? new Filters(15, UnknownSaves.KEEP, 3, 5_000)
                        : new Filters(0, UnknownSaves.KEEP, 1, Filters.LONGEST),
                new NeighbourRules(NaiveCount.WINDOW, 100, 1),
                publish ? Duration.ofMillis(200) : NEVER,
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
        var corpus = Partitions.OF_TOPICS.corpus(settings.neighbours());
        var streams = new PlaylistStreams(
                kafka,
                settings,
                new StreamsSettings(Path.of(arguments[1]), 2, 0, tell ? DEFAULT_COMMIT : Duration.ofSeconds(1)),
                Partitions.OF_TOPICS,
                corpus,
                new Identity(new TrackAliases()),
                InstantSource.system());
        var statistics = new CommittedStatistics(kafka);
        var backlog = new Backlog(kafka, Partitions.OF_TOPICS);
        statistics.start();
        var ready = new CountDownLatch(1);
        streams.start((running, state) -> {
            if (running) {
                ready.countDown();
            }
        });
        ready.await();
        System.out.println("ready " + corpus.playlists());
        for (String mark : arguments[2].split(",", -1)) {
            awaitCounted(statistics, corpus, Long.parseLong(mark));
            say("counted");
            if (publish) {
                while (backlog.edits() > 0 || corpus.pending() > 0) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
                say("published");
            }
        }
        if (tell) {
            tellStandings(corpus);
        }
        new CountDownLatch(1).await();
    }

    private static void tellStandings(CountedCorpus corpus) {
        String last = "";
        while (true) {
            String sources = corpus.standing().sources().toList().stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(","));
            if (!sources.equals(last)) {
                System.out.println("standing " + InstantSource.system().millis() + " " + sources);
                last = sources;
            }
            LockSupport.parkNanos(STANDING.toNanos());
        }
    }

    private static void awaitCounted(CommittedStatistics statistics, CountedCorpus corpus, long playlists) {
        while (statistics.total().playlists() < playlists || corpus.playlists() < playlists) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void say(String what) {
        System.out.println(what + " " + InstantSource.system().millis());
    }
}
