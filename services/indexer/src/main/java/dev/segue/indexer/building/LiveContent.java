package dev.segue.indexer.building;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.platform.Followed;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.search.CatalogueEntry;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.TrackSearch;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a snapshot would hold if it were taken now, kept up with the topics: the corpus, the catalogue and the titles;
/// and how much of it changed since the last one. Not safe for use by many threads.
final class LiveContent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveContent.class);

    private final Corpus corpus = new Corpus();
    private final Set<String> changedPlaylists = new HashSet<>();
    private final TrackSearch search;
    private InputOffsets snapshotAt;
    private long changedTracks;
    private long refused;

    /// @param search empty; closed with this
    /// @param snapshotAt up to where the last snapshot had read the topics: what comes before is no change
    LiveContent(TrackSearch search, InputOffsets snapshotAt) {
        this.search = search;
        this.snapshotAt = snapshotAt;
    }

    /// How much there is and how much of it is news.
    ///
    /// @param changedPlaylists since the last snapshot, each counted once
    /// @param changedTracks records since the last snapshot
    /// @param refused records passed over because they broke the contract of their topic
    record Extent(int playlists, long entries, int changedPlaylists, long changedTracks, long refused) {

        static final Extent NONE = new Extent(0, 0, 0, 0, 0);
    }

    void playlist(Followed<CleanPlaylist> record) {
        CleanPlaylist playlist = record.value();
        String id = record.key();
        boolean changed;
        if (playlist == null || playlist.getTracks().isEmpty()) {
            changed = corpus.delete(id);
            search.deletePlaylist(id);
        } else if (new HashSet<>(playlist.getTracks()).size()
                != playlist.getTracks().size()) {
            refuse(record, "expected distinct tracks");
            return;
        } else {
            int[] tracks =
                    playlist.getTracks().stream().mapToInt(corpus::internTrack).toArray();
            corpus.upsert(id, tracks);
            search.upsertPlaylistTitle(id, playlist.getTitle(), tracks.length);
            changed = true;
        }
        if (changed && isNews(record)) {
            changedPlaylists.add(id);
        }
    }

    void track(Followed<CatalogueTrack> record) {
        CatalogueTrack track = record.value();
        if (track == null) {
            search.deleteTrack(record.key());
        } else {
            search.upsertTrack(new CatalogueEntry(
                    record.key(),
                    track.getTitle(),
                    track.getArtists(),
                    track.getArtistIds(),
                    track.getAlbum(),
                    track.getAlbumId(),
                    track.getDurationMs(),
                    track.getIsrc(),
                    track.getExplicit(),
                    track.getPlaylists()));
        }
        if (isNews(record)) {
            changedTracks++;
        }
    }

    Extent extent() {
        return new Extent(corpus.playlists(), corpus.entries(), changedPlaylists.size(), changedTracks, refused);
    }

    /// For the thread that holds the content, and only while it does.
    Corpus corpus() {
        return corpus;
    }

    /// Writes all of it into a folder, as an [IndexSnapshot].
    ///
    /// @return tracks of the catalogue that are in it
    int write(Path folder, List<String> trackIds, int dimension, float[] rows) {
        IndexSnapshot.write(folder, corpus, search, trackIds, dimension, rows);
        search.refresh();
        return search.tracks();
    }

    /// A snapshot of what is here now was announced: changes are counted from here.
    void snapshotAnnounced(InputOffsets at) {
        snapshotAt = at;
        changedPlaylists.clear();
        changedTracks = 0;
    }

    @Override
    public void close() {
        search.close();
    }

    private boolean isNews(Followed<?> record) {
        Long read = snapshotAt.of(record.topic().name()).get(record.partition());
        return read == null || record.offset() >= read;
    }

    private void refuse(Followed<?> record, String why) {
        refused++;
        LOG.warn(
                "Passed over {} partition {} offset {}, key {}: {}",
                record.topic().name(),
                record.partition(),
                record.offset(),
                record.key(),
                why);
    }
}
