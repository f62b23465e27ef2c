package dev.segue.search;

import dev.segue.domain.SegueException;
import dev.segue.search.VectorIndex.Near;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/// Playlists found by the tracks they hold, by their vector and by their title.
///
/// Versions, visibility, threads and refused vectors are as [VectorIndex] has them. Equal scores come in any order.
public interface PlaylistIndex extends AutoCloseable {

    /// Gives playlists their state; of one that is in the batch twice the last counts.
    ///
    /// @return how many changed: the others had a write of this or a later version before
    /// @throws SegueException `INVALID_REQUEST` for a vector that is none; then nothing changed
    int upsert(List<IndexedPlaylist> batch, long version);

    /// Takes a playlist away; remembered also where there is none.
    ///
    /// @return false when a write of this or a later version came before
    boolean delete(String id, long version);

    /// Makes what was written before visible to searches that begin afterwards.
    void refresh();

    /// Playlists by `Σ weight of the tracks it holds / √its length`.
    ///
    /// @param tracks each once
    /// @param k at most so many, from 0
    /// @return highest first, those that hold none left out
    List<Scored> neighbours(List<WeightedTrack> tracks, int k);

    /// Tracks by the summed scores of those of the `k` [#neighbours] that hold them, the asked ones among them.
    ///
    /// @param topN at most so many, from 0
    List<Scored> vote(List<WeightedTrack> tracks, int k, int topN);

    /// Playlists whose vectors lie nearest, see [VectorIndex#nearest].
    List<Near> nearest(float[] vector, int k, IdFilter filter);

    /// Playlists whose titles share a word with a text, or enough of its letter groups.
    ///
    /// @param n at most so many, from 0
    /// @return best first, the very title before all
    List<TitleHit> searchTitle(String text, int n);

    /// Greatest version that searches see; −1 before the first.
    long watermark();

    @Override
    void close();

    /// The playlists of a batch, each once, as its last mention has it.
    static Collection<IndexedPlaylist> lastOfEach(List<IndexedPlaylist> batch) {
        var last = new LinkedHashMap<String, IndexedPlaylist>();
        batch.forEach(playlist -> last.put(playlist.id(), playlist));
        return last.values();
    }

    /// A playlist as it is indexed.
    ///
    /// @param tracks distinct, in order, at least one
    /// @param vector `[dimension]`; empty when the model places none of its tracks; copied
    @SuppressWarnings("ArrayRecordComponent") // copied both ways
    record IndexedPlaylist(String id, String title, List<String> tracks, float[] vector) {
        public IndexedPlaylist {
            tracks = List.copyOf(tracks);
            vector = vector.clone();
            if (tracks.isEmpty() || tracks.stream().distinct().count() != tracks.size()) {
                throw new IllegalArgumentException(
                        "Playlist " + id + ": expected distinct tracks, at least one, got " + tracks.size());
            }
        }

        /// A copy.
        @Override
        public float[] vector() {
            return vector.clone();
        }
    }

    /// A track that is asked for.
    ///
    /// @param weight above 0, finite
    record WeightedTrack(String trackId, float weight) {
        public WeightedTrack {
            if (!(weight > 0) || Float.isInfinite(weight)) {
                throw new IllegalArgumentException(
                        "Track " + trackId + ": expected a finite weight above 0, got " + weight);
            }
        }
    }

    /// A playlist or track with its score.
    record Scored(String id, float score) {}
}
