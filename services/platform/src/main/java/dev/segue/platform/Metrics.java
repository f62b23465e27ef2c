package dev.segue.platform;

/// Names of the platform's own metrics, as Micrometer has them; Prometheus writes `.` as `_` and adds the unit or
/// `_total`. Dashboards and alerts name no other metrics of ours.
public final class Metrics {

    /// Gauge, records: known to be in the followed topics and not handled yet. Tag `follower`.
    public static final String FOLLOWER_LAG = "segue.follower.lag";

    /// Counter, records: passed over because they could not be decoded. Tag `follower`.
    public static final String FOLLOWER_UNREADABLE = "segue.follower.unreadable";

    private Metrics() {}
}
