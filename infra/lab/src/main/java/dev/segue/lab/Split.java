package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Leakage;
import dev.segue.evaluation.Protocol;
import dev.segue.evaluation.Task;
import dev.segue.evaluation.TestPlaylist;
import dev.segue.recommending.twostage.Library;
import dev.segue.training.PlaylistFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// What is learnt from and what is judged on.
///
/// Slices of titled playlists are split by file, see [Fold]: validation is judged on what is learnt from the training
/// fold alone, test on what is learnt from both others. Tables of pairs are split by the fold of the playlist's id: up
/// to 2,500 playlists whose order is known and as many others stay in the library without their hidden tracks.
///
/// @param library learnt from
/// @param facts what else is known of its playlists
/// @param protocol that the tasks are of
/// @param tasks judged on
/// @param title for reports
record Split(Library library, PlaylistFacts facts, Protocol protocol, List<Task> tasks, String title) {

    private static final int EACH = 2500;

    /// One split for each protocol; those of titled playlists share their library.
    ///
    /// @param fold validation or test
    /// @param most playlists to judge on, those with the lowest draw of their ids; 0 for all
    /// @throws SegueException when a held-out track or playlist reaches the library
    static List<Split> of(Path data, Optional<Path> tracks, Fold fold, List<Protocol> protocols, int most, long seed) {
        Dataset dataset = Dataset.read(data, tracks);
        String title = data.getFileName() + ", " + (fold == Fold.TEST ? "test" : "validation") + " split";
        boolean titled = dataset.playlists().stream().anyMatch(playlist -> playlist.title() != null);
        if (titled) {
            return byFile(dataset, fold, protocols, title, most, seed);
        }
        List<Listed> whole = List.copyOf(dataset.playlists());
        return protocols.stream()
                .map(protocol -> byPlaylist(dataset, whole, fold, protocol, title, most, seed))
                .toList();
    }

    /// Learns from all of the data and is judged on the playlists of another path.
    static List<Split> of(Path data, Path test, Optional<Path> tracks, List<Protocol> protocols, int most, long seed) {
        Dataset dataset = Dataset.read(data, tracks);
        int known = dataset.playlists().size();
        dataset.add(test);
        List<Listed> held = List.copyOf(
                dataset.playlists().subList(known, dataset.playlists().size()));
        var unknown = new HashSet<>(held);
        return sharing(
                dataset,
                dataset.library(playlist -> !unknown.contains(playlist)),
                protocols,
                held(held, most),
                data.getFileName() + " on " + test.getFileName(),
                seed);
    }

    private static List<Split> byFile(
            Dataset dataset, Fold fold, List<Protocol> protocols, String title, int most, long seed) {
        Library library = dataset.library(playlist -> {
            Fold of = Fold.of(playlist.file());
            return of == Fold.TRAINING || of == Fold.VALIDATION && fold == Fold.TEST;
        });
        List<Listed> held = dataset.playlists().stream()
                .filter(playlist -> Fold.of(playlist.file()) == fold)
                .toList();
        return sharing(dataset, library, protocols, held(held, most), title, seed);
    }

    private static List<Split> sharing(
            Dataset dataset,
            Library library,
            List<Protocol> protocols,
            List<TestPlaylist> held,
            String title,
            long seed) {
        PlaylistFacts facts = dataset.about(library);
        return protocols.stream()
                .map(protocol -> {
                    List<Task> tasks = protocol.tasks(held, seed);
                    Leakage.requireUnknownPlaylists(library.corpus(), tasks);
                    return new Split(library, facts, protocol, tasks, title);
                })
                .toList();
    }

    /// @param whole playlists of the data set, before any was shortened
    private static Split byPlaylist(
            Dataset dataset, List<Listed> whole, Fold fold, Protocol protocol, String title, int most, long seed) {
        var held = new ArrayList<Listed>();
        for (boolean ordered : new boolean[] {true, false}) {
            whole.stream()
                    .filter(playlist -> playlist.ordered() == ordered && Fold.of(playlist.id()) == fold)
                    .limit(EACH)
                    .forEach(held::add);
        }
        List<Task> tasks = protocol.tasks(held(held, most), seed);
        Map<String, Task> byPlaylist = new HashMap<>();
        for (Task task : tasks) {
            if (byPlaylist.putIfAbsent(task.playlist(), task) != null) {
                throw new SegueException(
                        ErrorCode.INVALID_REQUEST,
                        "Protocol " + protocol.title() + " asks many times for a playlist, and playlists without titles"
                                + " stay in the corpus without one set of hidden tracks: expected map10, half,"
                                + " context or next-track");
            }
        }
        dataset.replace(whole.stream()
                .map(playlist -> {
                    Task task = byPlaylist.get(playlist.id());
                    return task == null ? playlist : playlist.with(task.seeds());
                })
                .toList());
        Library library = dataset.library(playlist -> true);
        Leakage.requireHiddenTracksGone(library.corpus(), tasks);
        return new Split(library, dataset.about(library), protocol, tasks, title);
    }

    private static long draw(Listed playlist) {
        return new SplittableRandom(playlist.id().hashCode()).nextLong();
    }

    private static List<TestPlaylist> held(List<Listed> playlists, int most) {
        List<Listed> some = playlists;
        if (most > 0 && most < playlists.size()) {
            Set<Listed> drawn = playlists.stream()
                    .sorted(Comparator.comparingLong(Split::draw).thenComparing(Listed::id))
                    .limit(most)
                    .collect(Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
            some = playlists.stream().filter(drawn::contains).toList();
        }
        return some.stream()
                .map(playlist ->
                        new TestPlaylist(playlist.id(), playlist.title(), playlist.tracks(), playlist.ordered()))
                .collect(Collectors.toList());
    }
}
