package dev.segue.crawler.importing;

import dev.segue.crawler.frontier.Frontier;
import dev.segue.crawler.publishing.Publisher;
import dev.segue.crawler.publishing.Publishers;
import dev.segue.crawler.source.file.FileFormat;
import dev.segue.crawler.source.file.FileSearch;
import dev.segue.crawler.source.file.FileSources;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Imports one after the other, on one virtual thread. An import that was accepted is remembered in the frontier:
/// when the process dies, the next one goes on with it by itself. While the broker cannot be reached an import waits
/// and tries again from its last checkpoint; it fails only by its own fault.
public final class ImportQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ImportQueue.class);
    private static final Duration ACCEPT_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// @param checkpointRecords records between two checkpoints of a file
    /// @param maxRecordBytes largest encoded playlist
    /// @param maxWaiting imports in the queue
    /// @param kept ended imports that can still be asked for
    public record Limits(int checkpointRecords, int maxRecordBytes, int maxWaiting, int kept) {}

    private final FileSearch search;
    private final Frontier frontier;
    private final Publishers publishers;
    private final ImportMeters meters;
    private final InstantSource clock;
    private final Supplier<String> newId;
    private final Limits limits;
    private final ImportRun.Tools tools;
    private final ConcurrentMap<String, ImportJob> jobs = new ConcurrentHashMap<>();
    private final BlockingQueue<ImportJob> waiting;
    private final Thread worker = Thread.ofVirtual().name("imports").unstarted(this::work);
    private volatile boolean started;
    private volatile boolean stopping;

    /// @param newId gives an id that was never given before
    public ImportQueue(
            FileSearch search,
            FileSources sources,
            Frontier frontier,
            Publishers publishers,
            ImportMeters meters,
            InstantSource clock,
            Supplier<String> newId,
            Limits limits) {
        this.search = search;
        this.frontier = frontier;
        this.publishers = publishers;
        this.meters = meters;
        this.clock = clock;
        this.newId = newId;
        this.limits = limits;
        this.tools = new ImportRun.Tools(
                search, sources, frontier, meters, clock, limits.checkpointRecords(), limits.maxRecordBytes());
        this.waiting = new LinkedBlockingQueue<>();
    }

    /// Takes over what the frontier remembers and begins to work. The frontier must be restored.
    public void start() {
        List<CrawlFrontierEntry> remembered =
                frontier.all(entry -> entry.getKind().equals(FrontierEntries.KIND_IMPORT));
        remembered.stream()
                .map(FrontierEntries::job)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(ImportJob::requestedAt).thenComparing(ImportJob::id))
                .forEach(job -> {
                    jobs.put(job.id(), job);
                    if (!job.state().isEnd()) {
                        LOG.info("Import {} of {} goes on", job.id(), job.path());
                        waiting.add(job);
                    }
                });
        meters.watch(this);
        started = true;
        worker.start();
    }

    /// Accepts an import; it is remembered when this returns.
    ///
    /// @param format how to read every file, or null to tell by its content
    /// @return as it was remembered, waiting; it may run by now
    /// @throws SegueException NOT_READY before the start, OVERLOADED when too many wait, NOT_FOUND or
    ///     INVALID_REQUEST for a path that cannot be read, BROKER_UNAVAILABLE when it cannot be remembered
    public ImportReport submit(String path, @Nullable FileFormat format) throws InterruptedException {
        if (!started || stopping) {
            throw new SegueException(ErrorCode.NOT_READY, "Imports are accepted once the frontier is read");
        }
        if (waiting.size() >= limits.maxWaiting()) {
            throw new SegueException(
                    ErrorCode.OVERLOADED, "Expected fewer than " + limits.maxWaiting() + " imports waiting");
        }
        search.require(path);
        var job = new ImportJob(newId.get(), path, format, clock.instant());
        ImportReport accepted = job.report();
        var entry = FrontierEntries.of(job, accepted, clock.instant());
        publishers.shared().frontierAcknowledged(entry, ACCEPT_PATIENCE);
        jobs.put(job.id(), job);
        waiting.add(job);
        return accepted;
    }

    public Optional<ImportReport> report(String importId) {
        return Optional.ofNullable(jobs.get(importId)).map(ImportJob::report);
    }

    /// All imports that are known, the newest first.
    public List<ImportReport> reports() {
        return jobs.values().stream()
                .sorted(newestFirst())
                .map(ImportJob::report)
                .toList();
    }

    /// How many imports are in that state.
    public long count(ImportState state) {
        return jobs.values().stream().filter(job -> job.state() == state).count();
    }

    /// Stops; an import that runs is gone on with by the next process.
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        if (started) {
            worker.interrupt();
            worker.join(STOP_PATIENCE);
        }
    }

    private static Comparator<ImportJob> newestFirst() {
        return Comparator.comparing(ImportJob::requestedAt)
                .thenComparing(ImportJob::id)
                .reversed();
    }

    /// Whether imports are being worked on, or will be; false once the worker has died of an error.
    public boolean isAlive() {
        return !started || stopping || worker.isAlive();
    }

    private void work() {
        try {
            while (!stopping) {
                work(waiting.take());
            }
        } catch (InterruptedException e) {
            LOG.info("Imports stop");
        }
    }

    /// Tries until the import has come to an end and that is remembered.
    private void work(ImportJob job) throws InterruptedException {
        LOG.info("Import {} of {} begins", job.id(), job.path());
        Duration pause = FIRST_PAUSE;
        ImportReport last = null;
        while (true) {
            try {
                last = last == null ? attempt(job) : last;
                remember(job, last);
                return;
            } catch (SegueException e) {
                LOG.warn("Import {} goes on in {} ms: {}", job.id(), pause.toMillis(), e.getMessage());
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /// @return the last report
    /// @throws SegueException when the broker cannot be reached and another attempt may do better
    private ImportReport attempt(ImportJob job) throws InterruptedException {
        try (Publisher publisher = publishers.fresh()) {
            ImportProgress progress = job.begin();
            frontier.put(FrontierEntries.of(job, job.report(), clock.instant()), publisher);
            new ImportRun(job, progress, tools, publisher).run();
            return job.report(progress.verdict(), null);
        } catch (SegueException e) {
            if (e.code() == ErrorCode.BROKER_UNAVAILABLE) {
                throw e;
            }
            return job.report(ImportState.FAILED, e.getMessage());
        } catch (IOException e) {
            return job.report(ImportState.FAILED, e.toString());
        } catch (RuntimeException e) {
            LOG.error("Import {} broke off", job.id(), e);
            return job.report(ImportState.FAILED, "A defect: " + e);
        }
    }

    private void remember(ImportJob job, ImportReport last) throws InterruptedException {
        try (Publisher publisher = publishers.fresh()) {
            frontier.put(FrontierEntries.of(job, last, clock.instant()), publisher);
            forgetOldest(publisher);
            publisher.flush();
        }
        job.end(last);
        meters.ended(last.state());
        LOG.info(
                "Import {} of {} is {}: {}, {}, {} errors",
                job.id(),
                job.path(),
                last.state().wireName(),
                last.files(),
                last.records(),
                last.errorsTotal());
    }

    /// Makes room for one more ended import.
    private void forgetOldest(Publisher publisher) throws InterruptedException {
        List<ImportJob> old = jobs.values().stream()
                .filter(job -> job.state().isEnd())
                .sorted(newestFirst())
                .skip(limits.kept() - 1)
                .toList();
        for (ImportJob job : old) {
            jobs.remove(job.id());
            frontier.remove(FrontierEntries.importId(job), publisher);
        }
    }
}
