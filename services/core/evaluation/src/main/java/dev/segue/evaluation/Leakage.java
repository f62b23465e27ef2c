package dev.segue.evaluation;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// Whether what is held out stayed out of what is learnt from.
public final class Leakage {

    private Leakage() {}

    /// Holds for tasks whose playlists are new to the recommender.
    ///
    /// @throws SegueException with [ErrorCode#INTERNAL] when the corpus holds the playlist of a task
    public static void requireUnknownPlaylists(Corpus corpus, List<Task> tasks) {
        for (Task task : tasks) {
            if (corpus.playlistOrdinal(task.playlist()) >= 0) {
                throw leaked(task, "it is in the corpus that is learnt from");
            }
        }
    }

    /// Holds for tasks whose playlists are known up to their held-out tracks.
    ///
    /// @throws SegueException with [ErrorCode#INTERNAL] when the corpus holds a held-out track in the
    ///     task's playlist
    public static void requireHiddenTracksGone(Corpus corpus, List<Task> tasks) {
        for (Task task : tasks) {
            int playlist = corpus.playlistOrdinal(task.playlist());
            if (playlist >= 0) {
                var held = new HashSet<Integer>();
                Arrays.stream(corpus.tracks(playlist)).forEach(held::add);
                for (int track : task.hidden()) {
                    if (held.contains(track)) {
                        throw leaked(task, "the corpus that is learnt from holds its track " + corpus.trackId(track));
                    }
                }
            }
        }
    }

    private static SegueException leaked(Task task, String how) {
        return new SegueException(
                ErrorCode.INTERNAL,
                "Test playlist " + task.playlist() + " reached training: " + how
                        + "; no figure of this run would count");
    }
}
