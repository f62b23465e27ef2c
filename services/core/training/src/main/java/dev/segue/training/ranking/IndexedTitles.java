package dev.segue.training.ranking;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.TitleMatch;
import dev.segue.search.FolderTree;
import dev.segue.search.TrackSearch;
import dev.segue.training.PlaylistFacts;
import java.nio.file.Path;
import java.util.List;

/// Titles of playlists in an index of their own, searched as the recommender searches. Its folder is gone when it is
/// closed. Safe for use by many threads.
public final class IndexedTitles implements TitleNeighbours, AutoCloseable {

    /// As many as the recommender takes.
    private static final int MATCHES = 200;

    private final Path folder;
    private final TrackSearch search;

    private IndexedTitles(Path folder, TrackSearch search) {
        this.folder = folder;
        this.search = search;
    }

    /// Indexes the titles of all playlists of a corpus.
    ///
    /// @param folder of its own; what is there is removed
    /// @param facts by the ordinals of the corpus
    public static IndexedTitles of(Corpus corpus, PlaylistFacts facts, Path folder) {
        FolderTree.delete(folder);
        var search = TrackSearch.open(folder);
        corpus.forEachPlaylist(playlist -> {
            String title = facts.title(playlist);
            if (!title.isBlank()) {
                search.upsertPlaylistTitle(corpus.playlistId(playlist), title, corpus.length(playlist));
            }
        });
        search.refresh();
        return new IndexedTitles(folder, search);
    }

    @Override
    public List<TitleMatch> of(String title, String except) {
        return search.searchTitles(title, MATCHES + 1).stream()
                .filter(hit -> !hit.playlistId().equals(except))
                .limit(MATCHES)
                .map(hit -> new TitleMatch(hit.playlistId(), (float) hit.score()))
                .toList();
    }

    @Override
    public void close() {
        search.close();
        FolderTree.delete(folder);
    }
}
