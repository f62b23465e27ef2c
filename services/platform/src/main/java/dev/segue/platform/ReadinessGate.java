package dev.segue.platform;

import java.util.LinkedHashMap;
import java.util.Map;

/// Whether a service may be sent work: open when every condition is met. A service names its conditions when it
/// starts and opens them one by one; safe for use by many threads.
public final class ReadinessGate {

    private final Map<String, String> unmet = new LinkedHashMap<>();

    /// @param conditions names, as `topics` or `snapshot`; none of them met yet
    public ReadinessGate(String... conditions) {
        for (String condition : conditions) {
            unmet.put(condition, "waiting");
        }
    }

    public synchronized void met(String condition) {
        unmet.remove(condition);
    }

    /// @param why for people: what is being waited for
    public synchronized void unmet(String condition, String why) {
        unmet.put(condition, why);
    }

    public synchronized boolean isOpen() {
        return unmet.isEmpty();
    }

    /// The conditions that are not met, with the reason; a copy.
    public synchronized Map<String, String> unmet() {
        return new LinkedHashMap<>(unmet);
    }
}
