package dev.segue.crawler.crawling;

import dev.segue.crawler.crawling.Visit.Alias;
import dev.segue.crawler.crawling.Visit.Item;
import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.frontier.LiveEntry.Kind;
import dev.segue.crawler.frontier.LiveEntry.State;
import dev.segue.crawler.quality.Caps;
import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.live.Isrc;
import dev.segue.crawler.source.live.LiveSource;
import dev.segue.crawler.source.live.LiveTarget;
import dev.segue.crawler.upstream.HostGate;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.CrawlLease;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TrackAlias;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The crawl of one source by the one crawler that may. What a look found, and what is known after it, go to the
/// topics in one transaction: whatever dies in between, the next look stands on both or on neither. The producer's
/// transactional id is the source's, so that a crawler that was taken for dead cannot write any more.
///
/// The right to ask holds from the beginning of a transaction that wrote the lease until the lease has run out;
/// another crawler waits that long, from when it read the lease, before it asks.
final class SourceCrawl {

    /// Header of the records of crawls: source, crawler and term. A record without it, or of another source, is a wish.
    static final String WRITTEN_BY = "written-by";

    private static final Logger LOG = LoggerFactory.getLogger(SourceCrawl.class);
    private static final Wire<PlaylistSnapshot> SNAPSHOT = Wire.of(PlaylistSnapshot.class);
    private static final Wire<CrawlFrontierEntry> ENTRY = Wire.of(CrawlFrontierEntry.class);
    private static final Wire<CrawlLease> LEASE = Wire.of(CrawlLease.class);
    private static final Wire<TrackAlias> ALIAS = Wire.of(TrackAlias.class);
    private static final int MOST_IN_A_TRANSACTION = 500;
    private static final Duration GATHERING = Duration.ofMillis(50);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final long LONGEST_NAP_MS = 200;

    private final CrawlSettings settings;
    private final Producer<String, byte[]> producer;
    private final String crawler;
    private final byte[] writtenBy;
    private final int partitions;
    private final long term;
    private final InstantSource clock;
    private final CrawlMeters meters;
    private final HostGate gate;
    private final LiveSource source;
    private final Caps caps;
    private final Told told = new Told();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Agenda agenda = new Agenda();
    /// Texts that many entries have, each once.
    private final Map<String, String> shared = new HashMap<>();
    private final List<LiveEntry> rewrites = new ArrayList<>();
    private final BlockingQueue<Visit> visits;
    private final Semaphore places;
    private final ExecutorService looking = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("look-", 0).factory());
    private final Thread dispatcher;
    private final Thread committer;
    private boolean paused;
    private Duration restoring = Duration.ZERO;
    private long toldAt = System.nanoTime();
    private long toldRequests;
    private volatile boolean running;
    private volatile long mayAskUntil;
    private volatile @Nullable Throwable failure;

    /// @param producer transactional and ready; closed with this crawl
    /// @param crawler this process
    /// @param gateOf makes the gate, given what says whether this crawl may ask
    SourceCrawl(
            CrawlSettings settings,
            Producer<String, byte[]> producer,
            String crawler,
            long term,
            int partitions,
            InstantSource clock,
            CrawlMeters meters,
            Function<java.util.function.BooleanSupplier, HostGate> gateOf,
            Function<HostGate, LiveSource> sourceOf) {
        this.settings = settings;
        this.producer = producer;
        this.crawler = crawler;
        this.term = term;
        this.partitions = partitions;
        this.writtenBy = (settings.source() + " " + crawler + " " + term).getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
        this.meters = meters;
        this.gate = gateOf.apply(this::mayAsk);
        this.source = sourceOf.apply(gate);
        this.caps = new Caps(settings.caps());
        this.visits = new ArrayBlockingQueue<>(settings.concurrency() * 2);
        this.places = new Semaphore(settings.concurrency());
        this.dispatcher =
                Thread.ofVirtual().name("dispatch-" + settings.source()).unstarted(this::dispatch);
        this.committer = Thread.ofVirtual().name("commit-" + settings.source()).unstarted(this::commit);
    }

    String name() {
        return settings.source();
    }

    HostGate gate() {
        return gate;
    }

    /// Takes a record of the topic: what a crawl of the source knew, or somebody's wish.
    ///
    /// @param wish whether no crawl wrote it
    void take(LiveEntry.Id id, @Nullable CrawlFrontierEntry record, boolean wish) {
        lock.lock();
        try {
            LiveEntry held = agenda.get(id.kind(), id.name());
            if (record == null) {
                agenda.remove(id.kind(), id.name());
            } else if (!wish || held == null || held.kind() == Kind.CONTROL) {
                put(LiveEntry.of(record, this::shared));
            } else {
                // The wish has taken the place of what is known in the topic.
                LiveEntry wished = LiveEntry.of(record, this::shared);
                LiveEntry merged =
                        wished.dueAt() < held.dueAt() && wished.kind() != Kind.TRACK ? held.due(wished.dueAt()) : held;
                put(merged);
                rewrites.add(merged);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(LiveEntry entry) {
        if (entry.kind() == Kind.CONTROL) {
            paused = entry.state() == State.PAUSED;
            gate.pause(paused);
        }
        agenda.put(entry);
    }

    private String shared(String text) {
        return shared.computeIfAbsent(text, same -> same);
    }

    /// Begins; everything restored must be there.
    ///
    /// @param restoring how long that took
    void start(Duration restoring) {
        this.restoring = restoring;
        lock.lock();
        try {
            agenda.all(Kind.PLAYLIST).forEach(this::remember);
            if (agenda.all(Kind.KEYWORD).isEmpty() && source.kinds().contains(LiveTarget.Kind.KEYWORD)) {
                long now = clock.millis();
                for (String keyword : settings.keywords()) {
                    LiveEntry entry = LiveEntry.found(Kind.KEYWORD, name(), keyword, null, null, now, 0);
                    agenda.put(entry);
                    rewrites.add(entry);
                }
            }
        } finally {
            lock.unlock();
        }
        LOG.info(
                "Crawls {} in term {}: {} entries, restored in {} ms",
                name(),
                term,
                agenda.size(),
                restoring.toMillis());
        running = true;
        committer.start();
        dispatcher.start();
    }

    private void remember(LiveEntry entry) {
        if (isPublished(entry)) {
            caps.remember(entry.owner(), entry.name(), entry.sketch());
        }
    }

    private static boolean isPublished(LiveEntry entry) {
        return entry.kind() == Kind.PLAYLIST
                && entry.version() > 0
                && entry.flag() == null
                && entry.state() != State.GONE;
    }

    private boolean mayAsk() {
        return running && System.nanoTime() - mayAskUntil < 0;
    }

    boolean isRunning() {
        return running;
    }

    /// Why it stopped by itself.
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /// Stops, gives the lease back and closes the producer.
    void close() throws InterruptedException {
        boolean wasRunning = running;
        running = false;
        looking.shutdownNow();
        dispatcher.interrupt();
        if (wasRunning) {
            dispatcher.join(STOP_PATIENCE);
            if (!looking.awaitTermination(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Looks at {} do not end", name());
            }
            committer.join(STOP_PATIENCE);
        }
        producer.close(STOP_PATIENCE);
    }

    private void dispatch() {
        try {
            while (running) {
                places.acquire();
                LiveEntry next = awaitNext();
                looking.execute(() -> look(next));
            }
        } catch (InterruptedException | java.util.concurrent.RejectedExecutionException e) {
            LOG.debug("The dispatcher of {} ends", name());
        }
    }

    private LiveEntry awaitNext() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = clock.millis();
                LiveEntry next = mayAsk() && !paused ? agenda.next(now) : null;
                if (next != null) {
                    return next;
                }
                long nap = mayAsk() && !paused ? agenda.untilNext(now, LONGEST_NAP_MS) : LONGEST_NAP_MS;
                changed.await(Math.max(1, nap), TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void look(LiveEntry entry) {
        try {
            visits.put(visit(entry));
        } catch (InterruptedException e) {
            over(entry);
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            places.release();
        }
    }

    private Visit visit(LiveEntry entry) throws InterruptedException {
        var target = new LiveTarget(
                switch (entry.kind()) {
                    case KEYWORD -> LiveTarget.Kind.KEYWORD;
                    case USER -> LiveTarget.Kind.USER;
                    case PLAYLIST -> LiveTarget.Kind.PLAYLIST;
                    case TRACK -> LiveTarget.Kind.TRACK;
                    case CONTROL -> throw new IllegalStateException("A control is not looked at");
                },
                entry.name(),
                entry.keyword(),
                // What is withheld is judged anew at every look, so it must be read whole.
                entry.flag() == null ? entry.fingerprint() : null,
                entry.flag() == null ? entry.validator() : null,
                entry.version(),
                entry.limit() == 0 ? settings.listingLimit() : entry.limit());
        try (var reading = source.open(target)) {
            var items = new LinkedHashSet<Item>();
            var isrcs = new ArrayList<String>();
            for (Finding finding = reading.next(); finding != null; finding = reading.next()) {
                switch (finding) {
                    case Finding.Seen seen -> {
                        return changed(entry, seen);
                    }
                    case Finding.Unchanged(var playlist, var validator, var saves) -> {
                        return new Visit.Unchanged(entry, validator, saves == null ? LiveEntry.UNKNOWN : saves);
                    }
                    case Finding.Listed(var playlist, var owner) ->
                        items.add(new Item(playlist.value().substring(name().length() + 1), owner));
                    case Finding.Identified(var track, var isrc) -> isrcs.add(isrc);
                    case Finding.Found found -> throw unexpected(found);
                    case Finding.Gone gone -> throw unexpected(gone);
                    case Finding.Refused refused -> throw unexpected(refused);
                    case Finding.CutOff cutOff -> throw unexpected(cutOff);
                }
            }
            return entry.kind() == Kind.TRACK
                    ? new Visit.Identified(entry, isrcs)
                    : new Visit.Listed(entry, List.copyOf(items));
        } catch (UpstreamFailure e) {
            return switch (e.kind()) {
                case GONE, FORBIDDEN -> new Visit.Gone(entry);
                default -> {
                    LOG.debug("{}: {}", entry.id(), e.getMessage());
                    yield new Visit.Failed(entry, e.kind());
                }
            };
        }
    }

    private static IllegalStateException unexpected(Finding finding) {
        return new IllegalStateException("A live source does not give " + finding);
    }

    private Visit changed(LiveEntry entry, Finding.Seen seen) {
        PlaylistSnapshot snapshot = seen.snapshot();
        byte[] encoded = SNAPSHOT.encode(snapshot);
        if (encoded.length > settings.maxRecordBytes()) {
            return new Visit.Failed(entry, UpstreamFailure.Kind.TOO_BIG);
        }
        var ids = new LinkedHashSet<String>();
        var aliases = new ArrayList<Alias>();
        var unidentified = new ArrayList<String>();
        for (SnapshotTrack track : snapshot.getTracks()) {
            if (ids.add(track.getTrackId())) {
                Isrc.normalised(track.getIsrc())
                        .ifPresentOrElse(
                                isrc -> aliases.add(new Alias(track.getTrackId(), "isrc:" + isrc)),
                                () -> unidentified.add(track.getTrackId()));
            }
        }
        return new Visit.Changed(
                entry,
                snapshot.getPlaylistId(),
                encoded,
                snapshot.getVersion(),
                seen.fingerprint(),
                seen.validator(),
                snapshot.getOwner(),
                snapshot.getSaves() == null ? LiveEntry.UNKNOWN : snapshot.getSaves(),
                Caps.sketch(ids),
                aliases,
                settings.identify() ? unidentified : List.of());
    }

    private void over(LiveEntry entry) {
        lock.lock();
        try {
            agenda.over(entry);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable cause) {
        if (failure == null && running) {
            LOG.warn("The crawl of {} stops and begins again: {}", name(), cause.toString());
            failure = cause;
        }
        running = false;
    }

    private void commit() {
        try {
            long leaseWritten = Long.MIN_VALUE;
            while (running) {
                var batch = new ArrayList<Visit>();
                gather(batch);
                boolean renew = leaseWritten == Long.MIN_VALUE
                        || System.nanoTime() - leaseWritten
                                > settings.lease().dividedBy(3).toNanos();
                if (batch.isEmpty() && !renew && rewrites().isEmpty()) {
                    continue;
                }
                long begun = System.nanoTime();
                transact(batch, renew ? lease(false) : null);
                if (renew) {
                    leaseWritten = begun;
                    mayAskUntil = begun + settings.lease().toNanos();
                }
            }
            if (failure == null) {
                looking.awaitTermination(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                var rest = new ArrayList<Visit>();
                visits.drainTo(rest);
                transact(rest, lease(true));
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            LOG.debug("The committer of {} ends", name());
        }
    }

    private List<LiveEntry> rewrites() {
        lock.lock();
        try {
            return List.copyOf(rewrites);
        } finally {
            lock.unlock();
        }
    }

    private void gather(List<Visit> batch) throws InterruptedException {
        long until = System.nanoTime() + GATHERING.toNanos();
        while (batch.size() < MOST_IN_A_TRANSACTION) {
            long left = until - System.nanoTime();
            Visit visit = left <= 0 ? visits.poll() : visits.poll(left, TimeUnit.NANOSECONDS);
            if (visit == null) {
                return;
            }
            batch.add(visit);
        }
    }

    private void transact(List<Visit> batch, @Nullable CrawlLease lease) {
        producer.beginTransaction();
        lock.lock();
        try {
            for (Visit visit : batch) {
                settle(visit);
            }
            rewrites.forEach(this::send);
            rewrites.clear();
            if (lease != null) {
                producer.send(new ProducerRecord<>(Topics.CRAWL_LEASES.name(), name(), LEASE.encode(lease)));
            }
        } finally {
            lock.unlock();
        }
        producer.commitTransaction();
        lock.lock();
        try {
            batch.forEach(visit -> agenda.over(visit.entry()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private CrawlLease lease(boolean given) {
        HostGate.State state = gate.state();
        return CrawlLease.newBuilder()
                .setSource(name())
                .setOwner(crawler)
                .setTerm(term)
                .setLeaseMs((int) settings.lease().toMillis())
                .setGiven(given)
                .setNotBefore(gate.restsUntil().orElse(null))
                .setState(
                        switch (state) {
                            case OPEN -> "crawling";
                            case RESTING -> "resting";
                            case PAUSED -> "paused";
                            case BROKEN -> "broken";
                        })
                .setNumbers(numbers())
                .setUpdatedAt(clock.instant())
                .build();
    }

    /// How it goes, by name; the rate is that since it was last told. Used by the committer.
    private Map<String, Long> numbers() {
        var numbers = new HashMap<>(meters.counted(name()));
        lock.lock();
        try {
            numbers.put("entries", (long) agenda.size());
            numbers.put("queue", (long) agenda.due());
            numbers.put("underWay", (long) (settings.concurrency() - places.availablePermits()));
            numbers.put("curators", (long) caps.curators());
            numbers.put("nearDuplicates", caps.nearDuplicates());
            numbers.put("copies", caps.copies());
            for (Caps.Flag flag : Caps.Flag.values()) {
                numbers.put("withheld." + flag.wireName(), caps.withheld(flag));
            }
        } finally {
            lock.unlock();
        }
        numbers.put("restoringMs", restoring.toMillis());
        numbers.put("budgetLeft", (long) gate.budgetLeft());
        long requests = numbers.getOrDefault("requests", 0L);
        double minutes = (System.nanoTime() - toldAt) / 6e10;
        numbers.put("requestsAMinute", Math.round((requests - toldRequests) / Math.max(minutes, 1e-3)));
        toldAt = System.nanoTime();
        toldRequests = requests;
        return numbers;
    }

    int queue() {
        lock.lock();
        try {
            return agenda.due();
        } finally {
            lock.unlock();
        }
    }

    /// Sends what a look led to, and keeps what is known after it.
    private void settle(Visit visit) {
        LiveEntry held = agenda.get(visit.entry().kind(), visit.entry().name());
        if (held == null) {
            return;
        }
        long now = clock.millis();
        boolean edited =
                visit instanceof Visit.Changed change && !change.fingerprint().equals(held.fingerprint());
        long next = now + settings.revisits().interval(held, edited, now);
        switch (visit) {
            case Visit.Changed change -> settleChange(change, held, now, next);
            case Visit.Unchanged(var entry, var validator, var saves) -> {
                meters.looked(name(), "unchanged");
                keep(held.unchanged(now, next, validator, saves));
            }
            case Visit.Listed(var entry, var items) -> {
                meters.looked(name(), "listed");
                items.forEach(item -> found(held, item, now));
                keep(held.seen(now, next));
            }
            case Visit.Identified(var entry, var isrcs) -> {
                meters.looked(name(), "identified");
                identify(held.name(), isrcs);
                keep(held.seen(now, next));
            }
            case Visit.Gone gone -> settleGone(held, now, next);
            case Visit.Failed(var entry, var kind) -> {
                meters.looked(name(), "failed");
                keep(held.failed(now + settings.revisits().afterFailure(held)));
            }
        }
    }

    private void settleChange(Visit.Changed change, LiveEntry held, long now, long next) {
        String owner = change.owner() == null ? held.owner() : shared(change.owner());
        Caps.Flag flag = null;
        if (isPublished(held)) {
            caps.forget(held.owner(), held.name(), held.sketch());
            caps.remember(owner, held.name(), change.sketch());
        } else {
            flag = caps.judge(owner, held.name(), change.sketch());
        }
        if (flag == null) {
            meters.looked(name(), "changed");
            send(Topics.PLAYLIST_SNAPSHOTS, change.playlistId(), change.encoded());
            change.aliases().forEach(alias -> tell(alias, "snapshot"));
            change.unidentified().forEach(track -> lookUp(track, now));
        } else {
            meters.looked(name(), "withheld");
            meters.flagged(name(), flag.wireName());
        }
        if (flag != null
                && flag.wireName().equals(held.flag())
                && change.fingerprint().equals(held.fingerprint())) {
            keep(held.unchanged(now, next, change.validator(), change.saves()));
            return;
        }
        keep(held.changed(
                now,
                next,
                new LiveEntry.Version(
                        owner,
                        change.fingerprint(),
                        change.validator(),
                        flag == null ? change.version() : held.version(),
                        change.saves(),
                        change.sketch(),
                        flag == null ? null : flag.wireName())));
    }

    private void settleGone(LiveEntry held, long now, long next) {
        meters.looked(name(), "gone");
        if (held.kind() != Kind.PLAYLIST) {
            keep(held.seen(now, next));
            return;
        }
        boolean published = isPublished(held);
        if (published && held.state() != State.MISSING) {
            keep(held.missing(now + settings.revisits().confirm().toMillis(), false));
            return;
        }
        if (published) {
            send(Topics.PLAYLIST_SNAPSHOTS, source.playlistId(held.name()).value(), null);
            caps.forget(held.owner(), held.name(), held.sketch());
        }
        keep(held.missing(now + settings.revisits().longest().toMillis(), true));
    }

    private void found(LiveEntry listing, Item item, long now) {
        String keyword = listing.kind() == Kind.KEYWORD ? listing.name() : listing.keyword();
        String owner = item.owner() == null ? null : shared(item.owner());
        LiveEntry held = agenda.get(Kind.PLAYLIST, item.name());
        if (held == null) {
            keep(LiveEntry.found(Kind.PLAYLIST, name(), item.name(), keyword, owner, now, 0));
        } else if (held.state() == State.GONE || held.state() == State.MISSING) {
            keep(held.due(now));
        }
        if (settings.followCurators() && owner != null && source.kinds().contains(LiveTarget.Kind.USER)) {
            if (agenda.get(Kind.USER, owner) == null) {
                keep(LiveEntry.found(Kind.USER, name(), owner, keyword, null, now, 0));
            }
        }
    }

    private void identify(String track, List<String> isrcs) {
        isrcs.stream().sorted().findFirst().ifPresent(first -> {
            String internal = "isrc:" + first;
            tell(new Alias(track, internal), name());
            isrcs.stream()
                    .distinct()
                    .filter(isrc -> !isrc.equals(first))
                    .forEach(isrc -> tell(new Alias("isrc:" + isrc, internal), name()));
        });
    }

    private void tell(Alias alias, String evidence) {
        if (told.isNew(alias.alias() + " " + alias.trackId())) {
            var record = new TrackAlias(alias.alias(), alias.trackId(), evidence, clock.instant());
            send(Topics.TRACK_ALIASES, alias.alias(), ALIAS.encode(record));
        }
    }

    /// A track of ListenBrainz is a recording of MusicBrainz, and looked up there.
    private void lookUp(String track, long now) {
        String where = track.startsWith("mbid:") ? "musicbrainz" : name();
        LiveEntry entry = LiveEntry.found(Kind.TRACK, where, track, null, null, now, 0);
        if (!where.equals(name())) {
            if (told.isNew(entry.id())) {
                send(entry);
            }
        } else if (source.kinds().contains(LiveTarget.Kind.TRACK) && agenda.get(Kind.TRACK, track) == null) {
            keep(entry);
        }
    }

    private void keep(LiveEntry entry) {
        agenda.put(entry);
        send(entry);
    }

    private void send(LiveEntry entry) {
        int partition = CrawlSettings.partition(entry.source(), partitions);
        producer.send(new ProducerRecord<>(
                Topics.CRAWL_FRONTIER.name(),
                partition,
                entry.id(),
                ENTRY.encode(entry.record(Instant.ofEpochMilli(clock.millis()))),
                List.of(new RecordHeader(WRITTEN_BY, writtenBy))));
    }

    private void send(Topic<?> topic, String key, byte @Nullable [] value) {
        producer.send(new ProducerRecord<>(topic.name(), key, value));
    }

    /// Whether a record was written by a crawl of this source, so that it is what was known.
    boolean isKnowledge(byte @Nullable [] header) {
        return header != null && new String(header, StandardCharsets.UTF_8).startsWith(name() + " ");
    }

    /// Whether a record was written by this crawl itself.
    boolean isOwn(byte @Nullable [] header) {
        return java.util.Arrays.equals(header, writtenBy);
    }
}
