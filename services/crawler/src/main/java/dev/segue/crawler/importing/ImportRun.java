package dev.segue.crawler.importing;

import dev.segue.crawler.frontier.Frontier;
import dev.segue.crawler.importing.FrontierEntries.FileDone;
import dev.segue.crawler.publishing.Publisher;
import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.Flaw;
import dev.segue.crawler.source.Reading;
import dev.segue.crawler.source.file.FileSearch;
import dev.segue.crawler.source.file.FileSources;
import dev.segue.crawler.source.file.FileTarget;
import dev.segue.domain.PlaylistId;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.PlaylistSnapshot;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One attempt at an import: reads file after file and publishes what it finds.
///
/// The findings of a file are divided into stretches. When every record of a stretch and of all before it is
/// acknowledged, a checkpoint goes to the frontier; reading does not wait for it. So a checkpoint never says more than
/// what the broker holds, and an attempt after a crash repeats at most what came after the last one. Repeats are
/// harmless: the same playlist in the same version.
final class ImportRun {

    private static final Wire<PlaylistSnapshot> SNAPSHOT = Wire.of(PlaylistSnapshot.class);

    private final ImportJob job;
    private final ImportProgress progress;
    private final Tools tools;
    private final Publisher publisher;
    private final ArrayDeque<Stretch> unsettled = new ArrayDeque<>();

    /// What every import works with.
    ///
    /// @param checkpointRecords findings in a stretch
    /// @param maxRecordBytes largest encoded playlist
    record Tools(
            FileSearch search,
            FileSources sources,
            Frontier frontier,
            ImportMeters meters,
            InstantSource clock,
            int checkpointRecords,
            int maxRecordBytes) {}

    ImportRun(ImportJob job, ImportProgress progress, Tools tools, Publisher publisher) {
        this.job = job;
        this.progress = progress;
        this.tools = tools;
        this.publisher = publisher;
    }

    /// Findings between two checkpoints.
    private static final class Stretch {
        private final AtomicLong acknowledged = new AtomicLong();
        private long sent;
        private long findings;
        private @Nullable Checkpoint end;

        boolean isSettled() {
            return acknowledged.get() == sent;
        }
    }

    /// What becomes of a finding: a record, a tombstone when nothing is encoded, or nothing at all.
    private record Outgoing(@Nullable PlaylistId playlist, byte @Nullable [] encoded) {
        static final Outgoing NOTHING = new Outgoing(null, null);
    }

    /// Where a file stands at the end of a stretch.
    private record Checkpoint(
            FileTarget target,
            boolean ended,
            long findings,
            long published,
            long refused,
            List<Flaw> errors,
            long errorsTotal) {}

    /// Returns when everything is published and checkpointed.
    void run() throws IOException, InterruptedException {
        FileSearch.Result found = tools.search().search(job.path(), job.format());
        progress.found(
                found.filesSeen(),
                found.targets().stream().mapToLong(FileTarget::bytes).sum());
        found.flaws().forEach(flaw -> progress.fileRefused(1, 0, flaw));
        if (found.filesSeen() == 0) {
            progress.error(new Flaw(job.path(), "the folder", "playlist files", "none"));
        }
        for (FileTarget target : found.targets()) {
            read(target);
        }
        publisher.flush();
        settle();
        publisher.flush();
        progress.requireBalance();
    }

    private void read(FileTarget target) throws InterruptedException {
        CrawlFrontierEntry held = tools.frontier()
                .get(target.id())
                .filter(entry -> target.fingerprint().equals(entry.getFingerprint()))
                .orElse(null);
        FileDone done = held == null ? new FileDone(0, 0, 0, List.of(), 0, Map.of()) : FrontierEntries.done(held);
        if (held != null) {
            progress.errors(done.errors(), done.errorsTotal());
            if (FrontierEntries.isOf(held, job.id())) {
                progress.resumed(done.published(), done.refused(), done.endOffsets());
            } else {
                progress.skipped(done.published() + done.refused());
            }
            if (FrontierEntries.isDone(held)) {
                passOver(target, held);
                return;
            }
        }
        try (Reading reading = tools.sources().open(target)) {
            progress.reading(reading::bytesRead);
            new FileRun(target, done).publish(reading);
            tools.meters().fileRead(target.bytes());
            progress.fileDone(target.files().size(), target.bytes());
        } catch (IOException e) {
            progress.fileRefused(
                    target.files().size(),
                    target.bytes(),
                    new Flaw(target.main().toString(), "the file", "a file that can be read", e.toString()));
        }
    }

    private void passOver(FileTarget target, CrawlFrontierEntry held) {
        if (FrontierEntries.isOf(held, job.id())) {
            progress.fileDone(target.files().size(), target.bytes());
        } else {
            progress.fileSkipped(target.files().size(), target.bytes());
        }
    }

    /// Writes the checkpoints of the stretches that are settled, in order.
    private void settle() throws InterruptedException {
        while (!unsettled.isEmpty() && unsettled.peek().isSettled()) {
            Checkpoint end = unsettled.remove().end;
            if (end != null) {
                var done = new FileDone(
                        end.findings(),
                        end.published(),
                        end.refused(),
                        end.errors(),
                        end.errorsTotal(),
                        progress.endOffsets());
                var entry = FrontierEntries.file(
                        end.target(), job.id(), end.ended(), done, tools.clock().instant());
                tools.frontier().put(entry, publisher);
            }
        }
    }

    /// The findings of one file on their way to the topic.
    private final class FileRun {
        private final FileTarget target;
        private final String source;
        private final long begin;
        private final List<Flaw> errors;
        private long errorsTotal;
        private long findings;
        private long published;
        private long refused;
        private Stretch stretch = new Stretch();

        /// @param done what earlier attempts did of it
        FileRun(FileTarget target, FileDone done) {
            this.target = target;
            this.source = target.format().wireName();
            this.begin = done.findings();
            this.errors = new ArrayList<>(done.errors());
            this.errorsTotal = done.errorsTotal();
            this.published = done.published();
            this.refused = done.refused();
        }

        void publish(Reading reading) throws InterruptedException {
            for (Outgoing outgoing = next(reading); outgoing != null; outgoing = next(reading)) {
                send(outgoing);
                if (stretch.findings >= tools.checkpointRecords()) {
                    close(false);
                }
            }
            close(true);
        }

        /// The next finding, encoded, so that a long playlist is in memory once while it waits to be sent; null at the
        /// end.
        private @Nullable Outgoing next(Reading reading) throws InterruptedException {
            Finding finding = reading.next();
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while importing " + target.main());
            }
            if (finding == null) {
                return null;
            }
            findings++;
            if (findings <= begin) {
                return Outgoing.NOTHING;
            }
            stretch.findings++;
            return take(finding);
        }

        private void send(Outgoing outgoing) throws InterruptedException {
            PlaylistId playlist = outgoing.playlist();
            if (playlist == null) {
                return;
            }
            published++;
            byte[] encoded = outgoing.encoded();
            if (encoded == null) {
                publisher.gone(playlist, sent());
            } else {
                publisher.snapshot(playlist.value(), encoded, sent());
            }
        }

        private void close(boolean ended) throws InterruptedException {
            stretch.end = new Checkpoint(target, ended, findings, published, refused, List.copyOf(errors), errorsTotal);
            unsettled.add(stretch);
            stretch = new Stretch();
            settle();
        }

        private Outgoing take(Finding finding) {
            return switch (finding) {
                case Finding.Found(PlaylistSnapshot snapshot) -> {
                    countRead();
                    yield encode(snapshot);
                }
                case Finding.Gone(PlaylistId playlist) -> {
                    countRead();
                    yield new Outgoing(playlist, null);
                }
                case Finding.Refused(Flaw flaw) -> {
                    countRead();
                    refuse(flaw);
                    yield Outgoing.NOTHING;
                }
                case Finding.Seen seen -> throw notOfAFile(seen);
                case Finding.Unchanged unchanged -> throw notOfAFile(unchanged);
                case Finding.Listed listed -> throw notOfAFile(listed);
                case Finding.Identified identified -> throw notOfAFile(identified);
                case Finding.CutOff(Flaw flaw, boolean withinRecord) -> {
                    if (withinRecord) {
                        countRead();
                        refuse(flaw);
                    } else {
                        error(flaw);
                    }
                    yield Outgoing.NOTHING;
                }
            };
        }

        private static IllegalStateException notOfAFile(Finding finding) {
            return new IllegalStateException("A file gives playlists, got " + finding);
        }

        private Outgoing encode(PlaylistSnapshot snapshot) {
            byte[] encoded = SNAPSHOT.encode(snapshot);
            if (encoded.length <= tools.maxRecordBytes()) {
                return new Outgoing(new PlaylistId(snapshot.getPlaylistId()), encoded);
            }
            refuse(new Flaw(
                    target.main().toString(),
                    "playlist " + snapshot.getPlaylistId(),
                    "a playlist of at most " + tools.maxRecordBytes() + " bytes",
                    encoded.length + " bytes in " + snapshot.getTracks().size() + " tracks"));
            return Outgoing.NOTHING;
        }

        private void countRead() {
            progress.read();
            tools.meters().read(source);
        }

        private void refuse(Flaw flaw) {
            refused++;
            progress.refused();
            tools.meters().refused(source);
            error(flaw);
        }

        private void error(Flaw flaw) {
            errorsTotal++;
            if (errors.size() < ImportProgress.ERRORS_KEPT) {
                errors.add(flaw);
            }
            progress.error(flaw);
        }

        private Publisher.Acknowledgement sent() {
            Stretch within = stretch;
            within.sent++;
            return (partition, offset) -> {
                progress.published(partition, offset);
                tools.meters().published(source);
                within.acknowledged.incrementAndGet();
            };
        }
    }
}
