package dev.segue.recommending;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Two rankings interleaved by team draft: whoever has fewer picks takes the best track it has that is not taken yet, a
/// coin decides between equals. What a listener then does with a track counts for the team that picked it; a track
/// liked by both teams goes to either with the same chance, so that neither gains by agreeing.
///
/// Source: Radlinski, Kurup, Joachims, "How does clickthrough data reflect retrieval quality?", CIKM 2008.
///
/// @param items in the order drafted
/// @param ofSecond positions whose track the second team picked; shared, never changed
public record TeamDraft(List<RecommendedTrack> items, BitSet ofSecond) {

    public TeamDraft {
        items = List.copyOf(items);
    }

    /// Interleaves two rankings.
    ///
    /// @param first best first, each track once
    /// @param second best first, each track once
    /// @param limit picks of both teams together
    /// @param seed of the coin
    public static TeamDraft of(List<RecommendedTrack> first, List<RecommendedTrack> second, int limit, long seed) {
        var coin = new SplittableRandom(seed);
        var items = new ArrayList<RecommendedTrack>(limit);
        var ofSecond = new BitSet();
        var taken = new HashSet<Integer>();
        int[] next = {0, 0};
        int[] picks = {0, 0};
        while (items.size() < limit) {
            next[0] = untaken(first, next[0], taken);
            next[1] = untaken(second, next[1], taken);
            boolean firstHas = next[0] < first.size();
            boolean secondHas = next[1] < second.size();
            if (!firstHas && !secondHas) {
                break;
            }
            boolean heads = coin.nextBoolean();
            boolean seconds = !firstHas || (secondHas && (picks[1] < picks[0] || (picks[1] == picks[0] && heads)));
            int team = seconds ? 1 : 0;
            RecommendedTrack pick = (seconds ? second : first).get(next[team]);
            ofSecond.set(items.size(), seconds);
            items.add(pick);
            taken.add(pick.track());
            picks[team]++;
        }
        return new TeamDraft(items, ofSecond);
    }

    private static int untaken(List<RecommendedTrack> ranking, int from, Set<Integer> taken) {
        int at = from;
        while (at < ranking.size() && taken.contains(ranking.get(at).track())) {
            at++;
        }
        return at;
    }
}
