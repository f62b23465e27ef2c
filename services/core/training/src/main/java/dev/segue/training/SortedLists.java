package dev.segue.training;

import dev.segue.corpus.Corpus;

/// Tells playlists that lie sorted by track id from those that somebody put in an order. Sets are written to files like
/// that, and what learns from the order of such a one learns the order of the ids.
public final class SortedLists {

    /// Of shorter lists too many are sorted by chance; of six tracks one list in 180 at most.
    private static final int LEAST = 6;

    private SortedLists() {}

    /// Whether the ids of a playlist's tracks ascend or descend, as texts or, of equal beginnings, as numbers.
    ///
    /// @param tracks ordinals in the corpus, in the playlist's order
    public static boolean isSorted(Corpus corpus, int[] tracks) {
        if (tracks.length < LEAST) {
            return false;
        }
        boolean up = true;
        boolean down = true;
        boolean countedUp = true;
        boolean countedDown = true;
        String before = corpus.trackId(tracks[0]);
        for (int i = 1; i < tracks.length && (up || down || countedUp || countedDown); i++) {
            String id = corpus.trackId(tracks[i]);
            int asTexts = before.compareTo(id);
            int asNumbers = before.length() == id.length() ? asTexts : before.length() - id.length();
            up &= asTexts <= 0;
            down &= asTexts >= 0;
            countedUp &= asNumbers <= 0;
            countedDown &= asNumbers >= 0;
            before = id;
        }
        return up || down || countedUp || countedDown;
    }
}
