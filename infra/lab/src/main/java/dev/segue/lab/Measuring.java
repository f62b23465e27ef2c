package dev.segue.lab;

import dev.segue.evaluation.Exposure;
import dev.segue.evaluation.Protocol;
import dev.segue.evaluation.Tally;
import dev.segue.evaluation.Task;
import dev.segue.evaluation.Truth;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Query;
import dev.segue.recommending.twostage.Recommender;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A recommender asked every task of a protocol, on all cores.
///
/// @param tally of the protocol's metrics
/// @param exposure of the recommended tracks
record Measuring(Tally tally, Exposure exposure) {

    /// @param library what the recommender knows; a task's playlist may be part of it, without its hidden tracks
    static Measuring of(Recommender recommender, Library library, Protocol protocol, List<Task> tasks) {
        int[][] answers = Parallel.map(tasks.size(), i -> recommender
                .recommend(query(library, tasks.get(i)), protocol.recommendations())
                .tracks());
        var tally = new Tally(protocol.metrics());
        var exposure = new Exposure(protocol.recommendations(), library.corpus().trackOrdinals());
        IntStream.range(0, tasks.size()).forEach(i -> {
            var truth = new Truth(tasks.get(i).hidden(), library.tracks()::artist);
            tally.add(i, tasks.get(i).category(), answers[i], truth);
            exposure.add(answers[i]);
        });
        return new Measuring(tally, exposure);
    }

    /// Seeds that no playlist of the library holds are left out: a request could not name them.
    private static Query query(Library library, Task task) {
        int[] known = Arrays.stream(task.seeds())
                .filter(seed -> library.corpus().playlistsOf(seed) > 0)
                .toArray();
        return new Query(known, task.ordered(), task.title(), library.corpus().playlistOrdinal(task.playlist()));
    }
}
