package dev.segue.platform;

/// Names of the platform's own metrics, as Micrometer has them; Prometheus writes `.` as `_` and adds the unit or
/// `_total`. Dashboards and alerts name no other metrics of ours.
public final class Metrics {

    /// Gauge, records: known to be in the followed topics and not handled yet. Tag `follower`.
    public static final String FOLLOWER_LAG = "segue.follower.lag";

    /// Counter, records: passed over because they could not be decoded. Tag `follower`.
    public static final String FOLLOWER_UNREADABLE = "segue.follower.unreadable";

    /// Timer: requests to the recommender. Tags `operation`, `outcome` (ok, fallback, refused or failed).
    public static final String RECOMMENDER_REQUESTS = "segue.recommender.requests";

    /// Summary, tracks: candidates the sources brought for a continuation.
    public static final String RECOMMENDER_CANDIDATES = "segue.recommender.candidates";

    /// Counter, answers: that fell back to popularity. Tag `reason`.
    public static final String RECOMMENDER_FALLBACKS = "segue.recommender.fallbacks";

    /// Timer: age of a playlist change at the moment answers can show it.
    public static final String RECOMMENDER_FRESHNESS = "segue.recommender.freshness";

    /// Counter: releases that began to serve.
    public static final String RECOMMENDER_SWAPS = "segue.recommender.swaps";

    /// Counter: releases refused before they could serve. Tags `kind` (index or model), `code`.
    public static final String RECOMMENDER_REFUSALS = "segue.recommender.refusals";

    /// Counter: answered continuations. Tag `role` (active, canary or comparison).
    public static final String RECOMMENDER_ANSWERS = "segue.recommender.answers";

    /// Counter: answers logged to their topic. Tag `outcome` (written or dropped).
    public static final String RECOMMENDER_SERVED_LOG = "segue.recommender.served.log";

    /// Counter: requests that a shadow model was asked too. Tag `outcome` (compared, dropped or failed).
    public static final String RECOMMENDER_SHADOW_REQUESTS = "segue.recommender.shadow.requests";

    /// Summary: share of the tracks served that the shadow model would have served too, 0 to 1.
    public static final String RECOMMENDER_SHADOW_OVERLAP = "segue.recommender.shadow.overlap";

    /// Timer: continuations by a shadow model.
    public static final String RECOMMENDER_SHADOW_DURATION = "segue.recommender.shadow.duration";

    /// Counter: feedback taken by this process, repetitions left out. Tags `action`, `model` (none when unknown).
    public static final String RECOMMENDER_FEEDBACK = "segue.recommender.feedback";

    /// Counter: requests sent away at the door. Tag `reason`, an error code.
    public static final String RECOMMENDER_TURNED_AWAY = "segue.recommender.turned.away";

    /// Gauge: requests under way.
    public static final String RECOMMENDER_UNDER_WAY = "segue.recommender.under.way";

    /// Gauge: live playlists.
    public static final String RECOMMENDER_PLAYLISTS = "segue.recommender.playlists";

    /// Gauge: tracks in live playlists, all of them together.
    public static final String RECOMMENDER_ENTRIES = "segue.recommender.entries";

    /// Gauge: tracks in the catalogue.
    public static final String RECOMMENDER_TRACKS = "segue.recommender.tracks";

    /// Gauge: tracks the serving model knows; 0 without one.
    public static final String RECOMMENDER_VECTORS = "segue.recommender.vectors";

    /// Counter, snapshots: read by all preprocessors together, from the statistics they commit. Tag `outcome`.
    public static final String PREPROCESSOR_SNAPSHOTS = "segue.preprocessor.snapshots";

    /// Counter, snapshots: not let through. Tag `reason`.
    public static final String PREPROCESSOR_REFUSED = "segue.preprocessor.refused";

    /// Gauge: clean playlists held now.
    public static final String PREPROCESSOR_PLAYLISTS = "segue.preprocessor.playlists";

    /// Gauge: tracks in the clean playlists, all of them together.
    public static final String PREPROCESSOR_ENTRIES = "segue.preprocessor.entries";

    /// Gauge: tracks of the catalogue that this instance owns.
    public static final String PREPROCESSOR_TRACKS = "segue.preprocessor.tracks";

    /// Gauge, tracks: of this instance, whose changed neighbours are not published yet.
    public static final String PREPROCESSOR_PENDING = "segue.preprocessor.pending";
    /// Timer: trainings, from the snapshot of the playlists to the release. Tag `outcome` (released, reused or failed).
    public static final String TRAINER_TRAININGS = "segue.trainer.trainings";

    /// Gauge: finished epochs of the present training, 0 when there is none.
    public static final String TRAINER_EPOCH = "segue.trainer.epoch";

    /// Gauge: loss of the last finished epoch; not a number before the first.
    public static final String TRAINER_LOSS = "segue.trainer.loss";

    /// Gauge: clean playlists held now.
    public static final String TRAINER_PLAYLISTS = "segue.trainer.playlists";

    /// Gauge: playlists that are not as the newest model saw them.
    public static final String TRAINER_CHANGED_PLAYLISTS = "segue.trainer.changed.playlists";

    private Metrics() {}
}
