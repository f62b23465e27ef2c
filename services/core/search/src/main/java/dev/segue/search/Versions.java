package dev.segue.search;

import java.util.HashMap;
import java.util.Map;

/// By id the version that counts. Safe for use by many threads. About 100 bytes an id, those of deleted ones included.
final class Versions {

    private final Map<String, Long> byId = new HashMap<>();
    private long greatest = -1;

    /// Takes a write if it is news.
    synchronized boolean take(String id, long version) {
        if (!isNews(id, version)) {
            return false;
        }
        byId.put(id, version);
        greatest = Math.max(greatest, version);
        return true;
    }

    synchronized boolean isNews(String id, long version) {
        Long known = byId.get(id);
        return known == null || known < version;
    }

    /// Greatest version taken; −1 before the first.
    synchronized long greatest() {
        return greatest;
    }
}
