package dev.segue.preprocessor.stream;

import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.statistics.CorpusStatistics;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the statistics of the whole corpus when it has changed, as the record `corpus` of `playlist-statistics.v1`.
///
/// They are counted on a thread of their own from the postings of this process, at most once in an interval, and with
/// at most a tenth of the time of one core: after a count that took long follows a pause nine times as long. Of the
/// instances, the one that owns the first partition of anchors does it. The record is derived, names the offsets it is
/// exact at, and the last one counts: it needs no transaction.
public final class CorpusFiguresPublisher implements AutoCloseable {

    /// The shortest time between two counts.
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(CorpusFiguresPublisher.class);
    private static final int PAUSES = 9;
    private static final int TELLER = 0;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final CountedCorpus corpus;
    private final PlaylistSettings settings;
    private final KafkaSettings kafka;
    private final Duration interval;
    private final Wire<PlaylistStatistics> wire = Wire.of(Topics.PLAYLIST_STATISTICS.value());
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform()
            .name("preprocessor-corpus-figures")
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .unstarted(this::run);
    private @Nullable OffsetVector told;

    /// @param settings by which playlists are let through and counted
    /// @param interval shortest time between two counts
    public CorpusFiguresPublisher(
            CountedCorpus corpus, PlaylistSettings settings, KafkaSettings kafka, Duration interval) {
        this.corpus = corpus;
        this.settings = settings;
        this.kafka = kafka;
        this.interval = interval;
    }

    /// Begins. The corpus must have caught up.
    public void start() {
        thread.start();
    }

    /// Stops; a count that is being made is not told.
    @Override
    public void close() throws InterruptedException {
        stopped.countDown();
        thread.interrupt();
        if (thread.isAlive() && !thread.join(STOP_LIMIT)) {
            LOG.warn("The count of the corpus did not stop within {}", STOP_LIMIT);
        }
    }

    private void run() {
        try (var producer = new KafkaProducer<>(
                kafka.producer("preprocessor-corpus-figures"), new StringSerializer(), new ByteArraySerializer())) {
            Duration pause = interval;
            while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                Duration took = tellChange(producer);
                Duration rest = took.multipliedBy(PAUSES);
                pause = rest.compareTo(interval) > 0 ? rest : interval;
            }
        } catch (InterruptedException e) {
            LOG.debug("Stopped");
        }
    }

    /// @return how long counting took; zero when there was nothing to count
    private Duration tellChange(KafkaProducer<String, byte[]> producer) throws InterruptedException {
        OffsetVector read = corpus.read();
        if (!corpus.owns(TELLER) || told != null && read.equals(told)) {
            return Duration.ZERO;
        }
        long start = System.nanoTime();
        try {
            CountedCorpus.Taken taken = corpus.take();
            var statistics = CorpusStatistics.of(
                    taken.playlists(), settings.neighbours().window(), CorpusStatistics.MOST_ENTRIES);
            var took = Duration.ofNanos(System.nanoTime() - start);
            PlaylistStatistics figures = CorpusFiguresRecord.of(statistics, settings, taken.sources(), read, took);
            producer.send(new ProducerRecord<>(
                            Topics.PLAYLIST_STATISTICS.name(), CorpusFiguresRecord.SCOPE, wire.encode(figures)))
                    .get();
            told = read;
        } catch (ExecutionException | RuntimeException e) {
            LOG.error("The statistics of the corpus cannot be told; trying again", e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
