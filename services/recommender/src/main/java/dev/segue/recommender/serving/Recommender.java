package dev.segue.recommender.serving;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.SegueException;
import dev.segue.recommender.live.LiveCatalogue;
import dev.segue.recommender.live.LiveCorpus.NeighbourList;
import dev.segue.recommending.ArtistMatch;
import dev.segue.recommending.Because;
import dev.segue.recommending.CandidateSource;
import dev.segue.recommending.Continuation;
import dev.segue.recommending.ContinuationRequest;
import dev.segue.recommending.Continuer;
import dev.segue.recommending.PageCursor;
import dev.segue.recommending.RecommendedTrack;
import dev.segue.recommending.Served;
import dev.segue.recommending.TeamDraft;
import dev.segue.recommending.TitleMatch;
import dev.segue.recommending.TrackFacts;
import dev.segue.recommending.VectorSpace;
import dev.segue.recommending.Wishes;
import dev.segue.recommending.Workspace;
import dev.segue.schemas.avro.ServedItem;
import dev.segue.schemas.avro.ServedRecommendation;
import dev.segue.search.CatalogueEntry;
import dev.segue.search.TitleHit;
import dev.segue.search.VectorIndex.Near;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers questions from the live state and the model that serves. Tracks may be named by any id of their recording;
/// answers name them by the one that is counted. Every answer comes from one moment: its versions
/// and offsets are read together with what it says.
///
/// All methods throw [SegueException] NOT_READY before the state has caught up. Safe for use by many threads.
public final class Recommender {

    /// Playlists with similar titles that vote.
    private static final int TITLE_MATCHES = 200;

    /// Items after which paging ends.
    private static final int MOST_SERVED = 2000;

    /// Playlists near the place of a title that vote.
    private static final int NEAR_TITLE = 50;

    /// Below this cosine a playlist says nothing about a title.
    private static final float LEAST_COSINE = .3f;

    /// Of a playlist at the very place of a title, against one of the very same words.
    private static final float BY_MEANING = .5f;

    /// Seeds up to which their artists are looked up.
    private static final int FEW_SEEDS = 5;

    private static final int OF_ALBUM = 30;
    private static final int BY_ARTIST = 50;

    /// Neighbours looked at beyond those asked for, because some may have left the catalogue.
    private static final int SLACK = 50;

    private final LiveRecommender live;
    private final WorkspacePool workspaces;
    private final RecommenderMetrics metrics;
    private final Shadows shadows;
    private final Outbox outbox;
    private final InstantSource clock;
    private final double loggedShare;

    public Recommender(
            LiveRecommender live,
            LiveSettings settings,
            RecommenderMetrics metrics,
            Shadows shadows,
            Outbox outbox,
            InstantSource clock) {
        this.live = live;
        this.workspaces = new WorkspacePool(settings.concurrency(), settings.queueing());
        this.metrics = metrics;
        this.shadows = shadows;
        this.outbox = outbox;
        this.clock = clock;
        this.loggedShare = settings.servedLog();
    }

    /// A playlist to continue, its bounds checked.
    ///
    /// @param seeds in playlist order
    /// @param explicitToo whether tracks known to be explicit may come
    /// @param cursor of an earlier answer to the same question
    public record Question(
            List<String> seeds,
            Optional<String> title,
            Set<String> exclude,
            int limit,
            Wishes wishes,
            boolean explicitToo,
            Optional<String> cursor) {
        public Question {
            seeds = List.copyOf(seeds);
            exclude = Set.copyOf(exclude);
        }

        /// The same question with other ids for the same tracks. What is excluded is so under both.
        Question under(UnaryOperator<String> names) {
            var neither = new HashSet<>(exclude);
            exclude.stream().map(names).forEach(neither::add);
            return new Question(seeds.stream().map(names).toList(), title, neither, limit, wishes, explicitToo, cursor);
        }
    }

    /// A live playlist whose title is near the request's and that holds the track.
    public record Titled(String playlistId, String title) {}

    /// A recommended track.
    public record Item(
            CatalogueEntry track, double score, CandidateSource source, List<Because> because, List<Titled> titled) {
        public Item {
            because = List.copyOf(because);
            titled = List.copyOf(titled);
        }
    }

    /// A page of a continuation.
    ///
    /// @param requestId names the answer in feedback and in the log of what was served
    /// @param fallback why the items say nothing about the question; empty when they do
    /// @param nextCursor empty on the last page
    public record Recommendations(
            String requestId,
            Versions versions,
            List<Item> items,
            List<String> unresolvedSeeds,
            Optional<Continuation.Reason> fallback,
            Optional<String> nextCursor) {
        public Recommendations {
            items = List.copyOf(items);
            unresolvedSeeds = List.copyOf(unresolvedSeeds);
        }
    }

    /// Tracks found by text.
    public record FoundTracks(Versions versions, List<CatalogueEntry> items) {
        public FoundTracks {
            items = List.copyOf(items);
        }
    }

    /// A track of the catalogue.
    ///
    /// @param playlists live ones that hold it
    /// @param inModel whether the model that serves has a vector for it
    public record TrackView(Versions versions, CatalogueEntry track, int playlists, boolean inModel) {}

    /// A track near another in the model's space.
    public record Similar(CatalogueEntry track, double cosine) {}

    /// The nearest tracks of a track.
    public record SimilarTracks(Versions versions, CatalogueEntry track, List<Similar> items) {
        public SimilarTracks {
            items = List.copyOf(items);
        }
    }

    /// A neighbour by exact count.
    public record Neighbour(CatalogueEntry track, int count, int playlists, double cosine) {}

    /// The neighbours of a track by the live playlists.
    ///
    /// @param window empty when no live playlist holds the track
    public record NeighbourTracks(
            Versions versions, CatalogueEntry track, Optional<Integer> window, int playlists, List<Neighbour> items) {
        public NeighbourTracks {
            items = List.copyOf(items);
        }
    }

    /// Playlists found by text.
    public record FoundPlaylists(Versions versions, List<TitleHit> items) {
        public FoundPlaylists {
            items = List.copyOf(items);
        }
    }

    /// A live playlist, its tracks in order.
    public record PlaylistView(Versions versions, String id, String title, List<CatalogueEntry> tracks) {
        public PlaylistView {
            tracks = List.copyOf(tracks);
        }
    }

    /// How the recommender is.
    ///
    /// @param secondStage whether the model that serves brought one that orders answers
    public record Status(
            boolean ready,
            Map<String, String> waitingFor,
            Versions versions,
            OptionalLong lag,
            int playlists,
            long entries,
            int tracks,
            int vectors,
            boolean secondStage,
            OptionalDouble freshnessSeconds) {}

    /// Continues a playlist.
    ///
    /// @param uuid of the answer
    /// @throws SegueException INVALID_REQUEST when the cursor is of another question or of other versions
    public Recommendations recommend(Question asking, UUID uuid) {
        long start = System.nanoTime();
        LiveState state = live.require();
        Question question = asking.under(state.recordings()::of);
        List<TitleMatch> titles = question.title()
                .map(title -> state.catalogue().searchTitles(title, TITLE_MATCHES).stream()
                        .map(hit -> new TitleMatch(hit.playlistId(), (float) hit.score()))
                        .toList())
                .orElse(List.of());
        long asked = asked(asking);
        Optional<PageCursor> cursor = question.cursor().map(text -> cursor(text, asked));
        Served before = cursor.map(PageCursor::served).orElse(Served.NONE);
        var request = new ContinuationRequest(
                question.seeds(),
                question.title().isPresent(),
                titles,
                byArtists(state, question.seeds()),
                question.exclude(),
                before,
                question.limit(),
                question.wishes());
        Answer answer = workspaces.with(workspace -> state.corpus().read(() -> {
            Arms.Choice choice = choice(cursor, asked);
            var facts = new Facts(state, question.explicitToo());
            Continuation first = continued(
                    state, read(state, request, question.title(), choice.first()), choice.first(), facts, workspace);
            Optional<Continuation> second = choice.second()
                    .map(Arms.Arm::serving)
                    .map(Optional::of)
                    .map(other ->
                            continued(state, read(state, request, question.title(), other), other, facts, workspace));
            return answer(uuid, versions(state, choice), choice, first, second, facts, before, asked);
        }));
        metrics.candidates(answer.candidates());
        answer.recommendations().fallback().ifPresent(reason -> metrics.fallback(reason.label()));
        metrics.answered(
                answer.canary() ? Role.CANARY : answer.comparisonId().isPresent() ? Role.COMPARISON : Role.ACTIVE);
        shadows.compare(state, request, question.explicitToo(), question.title(), asked, answer.recommendations());
        log(question, answer, Duration.ofNanos(System.nanoTime() - start));
        return answer.recommendations();
    }

    /// Finds tracks by what a person types.
    public FoundTracks searchTracks(String text, int limit) {
        LiveState state = live.require();
        var tracks = state.catalogue().searchTracks(text, limit).stream()
                .map(hit -> hit.track())
                .toList();
        return new FoundTracks(versions(state), tracks);
    }

    /// Looks a track up.
    ///
    /// @throws SegueException NOT_FOUND when the catalogue does not have it
    public TrackView track(String asking) {
        LiveState state = live.require();
        String id = state.recordings().of(asking);
        CatalogueEntry track = required(state, id);
        return state.corpus().read(() -> {
            Optional<Serving> serving = live.serving();
            Corpus corpus = state.corpus().corpus();
            int ordinal = corpus.trackOrdinal(id);
            return new TrackView(
                    versions(state, serving),
                    track,
                    ordinal < 0 ? 0 : corpus.playlistsOf(ordinal),
                    ordinal >= 0
                            && serving.filter(s -> s.model().space().contains(ordinal))
                                    .isPresent());
        });
    }

    /// The tracks nearest to one in the model's space.
    ///
    /// @throws SegueException NOT_FOUND when the catalogue or the model does not have it, NOT_READY while no model
    ///     serves
    public SimilarTracks similar(String asking, int limit) {
        LiveState state = live.require();
        String id = state.recordings().of(asking);
        CatalogueEntry track = required(state, id);
        return state.corpus().read(() -> {
            Serving serving =
                    live.serving().orElseThrow(() -> new SegueException(ErrorCode.NOT_READY, "No model serves yet"));
            Corpus corpus = state.corpus().corpus();
            VectorSpace space = serving.model().space();
            int anchor = corpus.trackOrdinal(id);
            if (anchor < 0 || !space.contains(anchor)) {
                throw new SegueException(ErrorCode.NOT_FOUND, "Track " + id + " is not in model " + serving.modelId());
            }
            float[] vector = new float[space.dimension()];
            space.copy(anchor, vector, 0);
            var facts = new Facts(state);
            var nearest = serving.model()
                    .nearest()
                    .nearest(
                            vector,
                            limit,
                            other -> other != anchor && corpus.playlistsOf(other) > 0 && facts.servable(other));
            var items = new ArrayList<Similar>(limit);
            for (int i = 0; i < nearest.tracks().length; i++) {
                items.add(new Similar(Objects.requireNonNull(facts.entry(nearest.tracks()[i])), nearest.cosines()[i]));
            }
            return new SimilarTracks(versions(state, Optional.of(serving)), track, items);
        });
    }

    /// The tracks one shares most playlists with, within the window the preprocessor counts; counted when asked, from
    /// all that was read so far.
    ///
    /// @throws SegueException NOT_FOUND when the catalogue does not have it
    public NeighbourTracks neighbours(String asking, int limit) {
        LiveState state = live.require();
        String id = state.recordings().of(asking);
        CatalogueEntry track = required(state, id);
        return state.corpus().read(() -> {
            Optional<NeighbourList> list = state.corpus().neighboursOf(id, limit + SLACK);
            List<Neighbour> items = list.map(NeighbourList::neighbours).orElse(List.of()).stream()
                    .flatMap(neighbour -> state.catalogue().track(neighbour.trackId()).stream()
                            .map(entry ->
                                    new Neighbour(entry, neighbour.count(), neighbour.playlists(), neighbour.cosine())))
                    .limit(limit)
                    .toList();
            return new NeighbourTracks(
                    versions(state, live.serving()),
                    track,
                    list.map(NeighbourList::window),
                    list.map(NeighbourList::playlists).orElse(0),
                    items);
        });
    }

    /// Finds playlists by title.
    public FoundPlaylists searchPlaylists(String text, int limit) {
        LiveState state = live.require();
        return new FoundPlaylists(versions(state), state.catalogue().searchTitles(text, limit));
    }

    /// Looks a playlist up.
    ///
    /// @throws SegueException NOT_FOUND when no live playlist has the id
    public PlaylistView playlist(String id) {
        LiveState state = live.require();
        return state.corpus().read(() -> {
            Corpus corpus = state.corpus().corpus();
            int playlist = corpus.playlistOrdinal(id);
            if (playlist < 0) {
                throw new SegueException(ErrorCode.NOT_FOUND, "No live playlist has the id " + id);
            }
            var facts = new Facts(state);
            var tracks = new ArrayList<CatalogueEntry>();
            for (int track : corpus.tracks(playlist)) {
                CatalogueEntry entry = facts.entry(track);
                tracks.add(entry == null ? nameless(corpus.trackId(track)) : entry);
            }
            String title = state.catalogue().playlistTitle(id).orElse("");
            return new PlaylistView(versions(state, live.serving()), id, title, tracks);
        });
    }

    /// Answers at any time.
    public Status status() {
        Map<String, String> waitingFor = live.waitingFor();
        Optional<LiveState> started = live.state();
        if (started.isEmpty()) {
            return new Status(
                    false,
                    waitingFor,
                    new Versions(Optional.empty(), Optional.empty(), Optional.empty(), InputOffsets.NONE),
                    OptionalLong.empty(),
                    0,
                    0,
                    0,
                    0,
                    false,
                    OptionalDouble.empty());
        }
        LiveState state = started.get();
        return state.corpus()
                .read(() -> new Status(
                        waitingFor.isEmpty(),
                        waitingFor,
                        versions(state, live.serving()),
                        state.feed().lag(),
                        state.corpus().corpus().playlists(),
                        state.corpus().corpus().entries(),
                        state.catalogue().tracks(),
                        (int) live.vectors(),
                        live.serving()
                                .filter(serving -> serving.model().ranker().isPresent())
                                .isPresent(),
                        state.feed().freshnessSeconds()));
    }

    /// An answer with what only the log and the metrics are told.
    ///
    /// @param teams for every item whether the second model gave it
    private record Answer(
            Recommendations recommendations,
            BitSet teams,
            Optional<String> comparisonId,
            boolean canary,
            int candidates) {}

    /// Joins playlists whose titles share words with the request's with those near the place where the model reads it
    /// to lie: a playlist counts for both, its words for more.
    static ContinuationRequest read(
            LiveState state, ContinuationRequest request, Optional<String> title, Optional<Serving> serving) {
        if (title.isEmpty() || serving.isEmpty()) {
            return request;
        }
        var scores = new LinkedHashMap<String, Float>();
        for (Near near : serving.get().near(title.get(), NEAR_TITLE, LEAST_COSINE)) {
            scores.put(near.id(), BY_MEANING * near.cosine());
        }
        if (scores.isEmpty()) {
            return request;
        }
        float best =
                request.titles().isEmpty() ? 1 : request.titles().getFirst().score();
        request.titles().forEach(match -> scores.merge(match.playlistId(), match.score() / best, Float::sum));
        return request.withTitles(scores.entrySet().stream()
                .map(match -> new TitleMatch(match.getKey(), match.getValue()))
                .toList());
    }

    /// Other tracks by the seeds' artists, those of the same album first. Of many seeds the playlists know more than
    /// their artists do.
    private static List<ArtistMatch> byArtists(LiveState state, List<String> seeds) {
        if (seeds.size() > FEW_SEEDS) {
            return List.of();
        }
        var weights = new LinkedHashMap<String, Float>();
        for (String seed : seeds) {
            CatalogueEntry track = state.catalogue().track(seed).orElse(null);
            if (track == null || track.artists().isEmpty()) {
                continue;
            }
            String artist = track.artists().getFirst();
            if (track.album() != null) {
                add(weights, state.catalogue().tracksOf(track.album(), artist, OF_ALBUM), 1);
            }
            add(weights, state.catalogue().tracksBy(artist, BY_ARTIST), 0);
        }
        return weights.entrySet().stream()
                .map(match -> new ArtistMatch(match.getKey(), match.getValue()))
                .toList();
    }

    /// Most held first: each counts a little less than the one before.
    private static void add(Map<String, Float> weights, List<CatalogueEntry> tracks, float base) {
        for (int i = 0; i < tracks.size(); i++) {
            weights.merge(tracks.get(i).id(), base + 1f / (1 + i), Float::sum);
        }
    }

    private Arms.Choice choice(Optional<PageCursor> cursor, long asked) {
        Arms arms = live.arms();
        return cursor.map(page -> arms.pinnedTo(page.versions())
                        .orElseThrow(() -> new SegueException(
                                ErrorCode.INVALID_REQUEST,
                                "cursor: another model serves now; ask again without it for a list of one piece")))
                .orElseGet(() -> arms.choose(asked));
    }

    static Continuation continued(
            LiveState state,
            ContinuationRequest request,
            Optional<Serving> serving,
            TrackFacts facts,
            Workspace workspace) {
        return new Continuer(state.corpus().corpus())
                .continuation(
                        request, serving.map(Serving::model), state.corpus().popular(), facts, workspace);
    }

    private static Answer answer(
            UUID uuid,
            Versions versions,
            Arms.Choice choice,
            Continuation first,
            Optional<Continuation> second,
            Facts facts,
            Served before,
            long asked) {
        // Popular tracks say nothing about a model: only two rankings are worth comparing.
        boolean interleaved = first instanceof Continuation.Ranked
                && second.filter(Continuation.Ranked.class::isInstance).isPresent();
        List<RecommendedTrack> ranked = first.items();
        var teams = new BitSet();
        boolean more = first.more();
        if (interleaved) {
            List<RecommendedTrack> others = second.orElseThrow().items();
            int limit = Math.max(ranked.size(), others.size());
            TeamDraft draft = TeamDraft.of(ranked, others, limit, uuid.getLeastSignificantBits());
            long union = Stream.concat(ranked.stream(), others.stream())
                    .map(RecommendedTrack::track)
                    .distinct()
                    .count();
            more = more || second.orElseThrow().more() || union > draft.items().size();
            ranked = draft.items();
            teams = draft.ofSecond();
        }
        Optional<String> comparisonId = interleaved ? choice.comparisonId() : Optional.empty();
        Versions made = interleaved ? versions : versions.ofOneModel();
        var id = new RequestId(
                uuid,
                versions.modelVersion().map(RequestId::hash).orElse(0L),
                made.comparedModelVersion().map(RequestId::hash).orElse(0L),
                comparisonId.map(RequestId::hash).orElse(0L),
                teams);
        Optional<Continuation.Reason> fallback =
                switch (first) {
                    case Continuation.Ranked _ -> Optional.empty();
                    case Continuation.Fallback found -> Optional.of(found.reason());
                };
        List<Item> items = ranked.stream()
                .map(item -> new Item(
                        facts.required(item),
                        item.score(),
                        item.source(),
                        item.because(),
                        item.titled().stream().flatMap(facts::titled).toList()))
                .toList();
        Served after =
                before.plus(ranked.stream().map(RecommendedTrack::trackId).toList());
        Optional<String> next = more && after.size() < MOST_SERVED
                ? Optional.of(new PageCursor(choice.pinned(), asked, after).encode())
                : Optional.empty();
        var recommendations = new Recommendations(id.text(), made, items, first.unresolvedSeeds(), fallback, next);
        return new Answer(recommendations, teams, comparisonId, choice.canary(), first.candidates());
    }

    private void log(Question question, Answer answer, Duration took) {
        Recommendations recommendations = answer.recommendations();
        if ((uuidHash(recommendations) >>> 11) * 0x1p-53 >= loggedShare) {
            return;
        }
        Versions versions = recommendations.versions();
        var items = new ArrayList<ServedItem>(recommendations.items().size());
        for (int i = 0; i < recommendations.items().size(); i++) {
            Item item = recommendations.items().get(i);
            Optional<String> model = answer.comparisonId().isEmpty()
                    ? Optional.empty()
                    : answer.teams().get(i) ? versions.comparedModelVersion() : versions.modelVersion();
            items.add(ServedItem.newBuilder()
                    .setTrackId(item.track().id())
                    .setScore((float) item.score())
                    .setSource(item.source().label())
                    .setModelVersion(model.orElse(null))
                    .build());
        }
        var asOf = new HashMap<String, Map<String, Long>>();
        versions.asOf().byTopic().forEach((topic, partitions) -> {
            var byPartition = new HashMap<String, Long>();
            partitions.forEach((partition, offset) -> byPartition.put(Integer.toString(partition), offset));
            asOf.put(topic, byPartition);
        });
        var unresolved = Set.copyOf(recommendations.unresolvedSeeds());
        outbox.log(ServedRecommendation.newBuilder()
                .setRequestId(recommendations.requestId())
                .setSeeds(question.seeds().stream()
                        .filter(seed -> !unresolved.contains(seed))
                        .toList())
                .setTitle(question.title().orElse(null))
                .setItems(items)
                .setFallback(recommendations.fallback().isPresent())
                .setModelVersion(versions.modelVersion().orElse(null))
                .setIndexVersion(versions.indexVersion().orElse(null))
                .setAsOf(asOf)
                .setLatencyMicros(took.toNanos() / 1000)
                .setServedAt(clock.instant())
                .setComparedModelVersion(versions.comparedModelVersion().orElse(null))
                .setComparisonId(answer.comparisonId().orElse(null))
                .setCanary(answer.canary())
                .build());
    }

    private Versions versions(LiveState state) {
        return state.corpus().read(() -> versions(state, live.serving()));
    }

    private static Versions versions(LiveState state, Arms.Choice choice) {
        Versions versions = versions(state, choice.first());
        return new Versions(
                versions.modelVersion(),
                versions.indexVersion(),
                choice.second().map(arm -> arm.serving().modelId()),
                versions.asOf());
    }

    private static Versions versions(LiveState state, Optional<Serving> serving) {
        var offsets = new HashMap<>(state.corpus().offsets().byTopic());
        offsets.putAll(state.catalogue().offsets().byTopic());
        return new Versions(
                serving.map(Serving::modelId),
                serving.map(Serving::indexId),
                Optional.empty(),
                new InputOffsets(offsets));
    }

    private static long asked(Question question) {
        var parts = new ArrayList<>(question.seeds());
        parts.add("title " + question.title().orElse(""));
        parts.add("diversity " + question.wishes().diversity());
        parts.add("popularity " + question.wishes().popularity());
        parts.add("per artist " + question.wishes().maxPerArtist());
        parts.add("explicit " + question.explicitToo());
        return PageCursor.hash(parts);
    }

    private static long uuidHash(Recommendations recommendations) {
        return PageCursor.hash(List.of(recommendations.requestId()));
    }

    private static PageCursor cursor(String text, long asked) {
        PageCursor cursor = PageCursor.decode(text);
        if (cursor.request() != asked) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST,
                    "cursor: expected the same question but for limit, exclude and explain as in the answer it came with");
        }
        return cursor;
    }

    private static CatalogueEntry required(LiveState state, String id) {
        return state.catalogue()
                .track(id)
                .orElseThrow(() -> new SegueException(ErrorCode.NOT_FOUND, "No track has the id " + id));
    }

    private static CatalogueEntry nameless(String id) {
        return new CatalogueEntry(id, "", List.of(), List.of(), null, null, null, null, null, 0);
    }

    /// What the catalogue says.
    static final class Facts implements TrackFacts {

        private final LiveState state;
        private final boolean explicitToo;
        private final Map<Integer, Optional<CatalogueEntry>> shown = new HashMap<>();
        private final Map<String, Optional<String>> titles = new HashMap<>();

        Facts(LiveState state) {
            this(state, true);
        }

        /// @param explicitToo whether tracks known to be explicit may be shown
        Facts(LiveState state, boolean explicitToo) {
            this.state = state;
            this.explicitToo = explicitToo;
        }

        @Override
        public boolean servable(int track) {
            CatalogueEntry entry = entry(track);
            return entry != null && (explicitToo || !Boolean.TRUE.equals(entry.explicit()));
        }

        @Override
        public boolean selective() {
            return !explicitToo;
        }

        @Override
        public @Nullable String artist(int track) {
            return state.catalogue().track(track).map(LiveCatalogue::artist).orElse(null);
        }

        @Override
        public @Nullable String album(int track) {
            return state.catalogue().track(track).map(LiveCatalogue::album).orElse(null);
        }

        @Override
        public long artistKey(int track) {
            return state.catalogue().artistKey(track);
        }

        @Override
        public long albumKey(int track) {
            return state.catalogue().albumKey(track);
        }

        /// What the answer shows: as it was when it was asked for first.
        @Nullable
        CatalogueEntry entry(int track) {
            return shown.computeIfAbsent(track, state.catalogue()::track).orElse(null);
        }

        /// A playlist by its title; nothing when it has left the catalogue since.
        Stream<Titled> titled(String playlistId) {
            return titles
                    .computeIfAbsent(playlistId, id -> state.catalogue().playlistTitle(id))
                    .map(title -> new Titled(playlistId, title))
                    .stream();
        }

        CatalogueEntry required(RecommendedTrack item) {
            CatalogueEntry entry = entry(item.track());
            if (entry == null) {
                throw new IllegalStateException("Track " + item.trackId() + " was picked without being servable");
            }
            return entry;
        }
    }
}
