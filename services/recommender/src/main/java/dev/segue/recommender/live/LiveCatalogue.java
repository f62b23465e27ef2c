package dev.segue.recommender.live;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.segue.domain.InputOffsets;
import dev.segue.schemas.Topics;
import dev.segue.search.CatalogueEntry;
import dev.segue.search.TitleHit;
import dev.segue.search.TrackHit;
import dev.segue.search.TrackSearch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of tracks and playlists as texts, searched as of the last [#refresh]; writers write ahead of it.
///
/// Tracks that were looked up are kept until they change: reading one from the index takes two
/// microseconds, ten times as long. Memory: some 500 bytes each of [#KEPT].
public final class LiveCatalogue implements AutoCloseable {

    private static final int KEPT = 200_000;

    private final TrackSearch search;
    private final LoadingCache<String, Optional<CatalogueEntry>> known;
    private Set<String> changed = new HashSet<>();
    private final Map<Integer, Long> written = new HashMap<>();
    private InputOffsets visible;
    private boolean dirty;

    /// @param search handed over, and closed with this
    /// @param from up to where the tracks topic is in it already
    public LiveCatalogue(TrackSearch search, InputOffsets from) {
        this.search = search;
        this.known = Caffeine.newBuilder().maximumSize(KEPT).build(search::track);
        this.visible = new InputOffsets(Map.of(Topics.TRACKS.name(), from.of(Topics.TRACKS.name())));
        written.putAll(from.of(Topics.TRACKS.name()));
    }

    /// A track is as it is now.
    ///
    /// @param entry null when the track has left the catalogue
    public void track(int partition, long offset, String trackId, @Nullable CatalogueEntry entry) {
        if (entry == null) {
            search.deleteTrack(trackId);
        } else {
            search.upsertTrack(entry);
        }
        synchronized (this) {
            written.put(partition, offset + 1);
            changed.add(trackId);
            dirty = true;
        }
    }

    /// A playlist has this title now.
    ///
    /// @param title null when the playlist is gone
    public void playlist(String playlistId, @Nullable String title, int tracks) {
        if (title == null) {
            search.deletePlaylist(playlistId);
        } else {
            search.upsertPlaylistTitle(playlistId, title, tracks);
        }
        synchronized (this) {
            dirty = true;
        }
    }

    /// Lets searches see what was written, if anything was.
    public void refresh() {
        Map<Integer, Long> upTo;
        Set<String> stale;
        synchronized (this) {
            if (!dirty) {
                return;
            }
            dirty = false;
            upTo = Map.copyOf(written);
            stale = changed;
            changed = new HashSet<>();
        }
        search.refresh();
        // After the refresh, and it waits for look-ups under way: none of what was before can come in again.
        known.invalidateAll(stale);
        synchronized (this) {
            visible = new InputOffsets(Map.of(Topics.TRACKS.name(), upTo));
        }
    }

    /// Up to where searches see the tracks topic.
    public synchronized InputOffsets offsets() {
        return visible;
    }

    public Optional<CatalogueEntry> track(String trackId) {
        return known.get(trackId);
    }

    public List<TrackHit> searchTracks(String text, int n) {
        return search.searchTracks(text, n);
    }

    public List<TitleHit> searchTitles(String text, int n) {
        return search.searchTitles(text, n);
    }

    public List<CatalogueEntry> tracksBy(String artist, int n) {
        return search.tracksBy(artist, n);
    }

    public List<CatalogueEntry> tracksOf(String album, String artist, int n) {
        return search.tracksOf(album, artist, n);
    }

    /// Empty when no such playlist is known.
    public Optional<String> playlistTitle(String playlistId) {
        return search.playlistTitle(playlistId);
    }

    /// How many tracks can be found.
    public int tracks() {
        return search.tracks();
    }

    @Override
    public void close() {
        search.close();
    }
}
