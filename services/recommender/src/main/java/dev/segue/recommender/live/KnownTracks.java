package dev.segue.recommender.live;

import dev.segue.search.CatalogueEntry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Tracks that were looked up, by their ordinals: each has one place, and the one looked up last keeps it. Finding one
/// costs two reads of memory. Safe for use by many threads.
///
/// Memory: some 500 bytes each of [#PLACES].
final class KnownTracks {

    private static final int PLACES = 1 << 18;

    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);
    private volatile int forgotten;

    private record Known(int track, Optional<CatalogueEntry> entry) {}

    /// What is known of a track, or else what a look-up says.
    Optional<CatalogueEntry> of(int track, IntFunction<Optional<CatalogueEntry>> lookUp) {
        int place = place(track);
        Known known = places.get(place);
        if (known != null && known.track() == track) {
            return known.entry();
        }
        int before = forgotten;
        Optional<CatalogueEntry> entry = lookUp.apply(track);
        places.set(place, new Known(track, entry));
        if (forgotten != before) {
            // What was looked up may be older than what was to be forgotten.
            places.set(place, null);
        }
        return entry;
    }

    /// Forgets these tracks, after what is looked up has changed: no look-up that began before comes in again.
    void forget(int[] tracks) {
        synchronized (this) {
            forgotten++;
        }
        for (int track : tracks) {
            places.set(place(track), null);
        }
    }

    private static int place(int track) {
        return track & PLACES - 1;
    }
}
