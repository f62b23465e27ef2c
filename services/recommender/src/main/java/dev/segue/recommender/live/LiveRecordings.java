package dev.segue.recommender.live;

import dev.segue.corpus.TrackAliases;
import java.util.function.Predicate;

/// The ids by which recordings are known here, whatever the one who asks calls them.
///
/// An alias is followed as soon as it is read, the playlists that it concerns follow within seconds: until then a track
/// is known by the id it had.
public final class LiveRecordings {

    private final TrackAliases aliases;
    private final Predicate<String> isKnown;

    /// @param isKnown whether the catalogue has a track of this id now
    public LiveRecordings(TrackAliases aliases, Predicate<String> isKnown) {
        this.aliases = aliases;
        this.isKnown = isKnown;
    }

    /// The id a track is known by; `id` itself when no other is known.
    public String of(String id) {
        String recording = aliases.resolve(id);
        return recording.equals(id) || !isKnown.test(recording) ? id : recording;
    }
}
