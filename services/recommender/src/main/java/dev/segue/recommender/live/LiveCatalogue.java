package dev.segue.recommender.live;

import dev.segue.domain.InputOffsets;
import dev.segue.recommending.ranking.TrackTraits;
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
/// Tracks that were looked up by their ordinals are kept until they change: reading one from the index takes two
/// microseconds, a hundred times as long.
public final class LiveCatalogue implements AutoCloseable {

    private final TrackSearch search;
    private final LiveCorpus corpus;
    private final KnownTracks known = new KnownTracks();
    private final KnownTraits traits = new KnownTraits();
    private Set<String> changed = new HashSet<>();
    private final Map<Integer, Long> written = new HashMap<>();
    private InputOffsets visible;
    private boolean dirty;

    /// @param search handed over, and closed with this
    /// @param corpus by whose ordinals tracks are asked for
    /// @param from up to where the tracks topic is in it already
    public LiveCatalogue(TrackSearch search, LiveCorpus corpus, InputOffsets from) {
        this.search = search;
        this.corpus = corpus;
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
        int[] tracks = corpus.read(() -> stale.stream()
                .mapToInt(corpus.corpus()::trackOrdinal)
                .filter(track -> track >= 0)
                .toArray());
        known.forget(tracks);
        traits.forget(tracks);
        synchronized (this) {
            visible = new InputOffsets(Map.of(Topics.TRACKS.name(), upTo));
        }
    }

    /// Up to where searches see the tracks topic.
    public synchronized InputOffsets offsets() {
        return visible;
    }

    public Optional<CatalogueEntry> track(String trackId) {
        return search.track(trackId);
    }

    /// The same by the track's ordinal, for use inside [LiveCorpus#read] only.
    public Optional<CatalogueEntry> track(int track) {
        return known.of(track, ordinal -> search.track(corpus.corpus().trackId(ordinal)));
    }

    /// Key of the track's first artist, 0 when unknown, for use inside [LiveCorpus#read] only.
    public long artistKey(int track) {
        return traits.of(track, false, this::keys);
    }

    /// The same of its album.
    public long albumKey(int track) {
        return traits.of(track, true, this::keys);
    }

    private KnownTraits.Keys keys(int track) {
        return search.track(corpus.corpus().trackId(track))
                .map(entry -> new KnownTraits.Keys(TrackTraits.key(artist(entry)), TrackTraits.key(album(entry))))
                .orElse(new KnownTraits.Keys(0, 0));
    }

    /// Who a track is by first; null when unknown.
    public static @Nullable String artist(CatalogueEntry entry) {
        return entry.artists().isEmpty() ? null : entry.artists().getFirst();
    }

    /// Its album's id, or else the album's title with the artist; null when unknown.
    public static @Nullable String album(CatalogueEntry entry) {
        if (entry.albumId() != null || entry.album() == null) {
            return entry.albumId();
        }
        String artist = artist(entry);
        return entry.album() + "\n" + (artist == null ? "" : artist);
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
