package dev.segue.recommending.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.corpus.Corpus.PostingConsumer;
import java.util.BitSet;

/// The corpus as one query sees it: without the query's own playlist, as if that had never been there. What is learnt
/// from a corpus by taking each playlist in turn for a query is then what an unseen playlist will meet.
final class CorpusView {

    private final Corpus corpus;
    private final int itself;
    private final BitSet own = new BitSet();

    /// @param itself ordinal of the query's own playlist, -1 when it is not there
    CorpusView(Corpus corpus, int itself) {
        this.corpus = corpus;
        this.itself = itself;
        for (int position = 0; itself >= 0 && position < corpus.length(itself); position++) {
            own.set(corpus.trackAt(itself, position));
        }
    }

    Corpus corpus() {
        return corpus;
    }

    int itself() {
        return itself;
    }

    /// How many playlists hold the track.
    int playlistsOf(int track) {
        return corpus.playlistsOf(track) - (own.get(track) ? 1 : 0);
    }

    void forEachPlaylistOf(int track, PostingConsumer consumer) {
        if (own.get(track)) {
            corpus.forEachPlaylistOf(track, (playlist, position) -> {
                if (playlist != itself) {
                    consumer.accept(playlist, position);
                }
            });
        } else {
            corpus.forEachPlaylistOf(track, consumer);
        }
    }
}
