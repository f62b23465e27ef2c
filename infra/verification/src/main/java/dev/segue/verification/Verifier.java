package dev.segue.verification;

import dev.segue.verification.check.Acknowledged;
import dev.segue.verification.check.Checks;
import dev.segue.verification.check.Evidence;
import dev.segue.verification.check.Finding;
import dev.segue.verification.check.Question;
import dev.segue.verification.log.RecordLog;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.PublishedRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Says whether a platform at rest is right: reads the raw topic, recounts it, and compares all that the platform
/// publishes and answers.
public final class Verifier {

    private static final int HOTTEST_SHARE = 10;

    private final Inquiry inquiry;
    private final Consumer<String> progress;

    /// What to look at.
    ///
    /// @param rules the preprocessor's
    /// @param sample tracks whose every publication is looked at and that services are asked for, from 0
    /// @param preprocessor null when it is not to be asked
    /// @param recommender null when it is not to be asked
    /// @param store root of the artefact store, when it is at hand
    /// @param acknowledged raw records that somebody saw acknowledged
    /// @param catalogue ids of the playlists the source has, when somebody says
    public record Inquiry(
            PublishedRules rules,
            int sample,
            @Nullable Question preprocessor,
            @Nullable Question recommender,
            Optional<Path> store,
            List<Acknowledged> acknowledged,
            Optional<Set<String>> catalogue) {

        public Inquiry {
            acknowledged = List.copyOf(acknowledged);
            catalogue = catalogue.map(Set::copyOf);
        }
    }

    /// What was found.
    ///
    /// @param history the recount it was found with
    public record Report(History history, List<Finding> findings) {

        public Report {
            findings = List.copyOf(findings);
        }
    }

    /// @param progress told what is being done
    public Verifier(Inquiry inquiry, Consumer<String> progress) {
        this.inquiry = inquiry;
        this.progress = progress;
    }

    /// Compares everything.
    public Report verify(RecordLog log) throws InterruptedException {
        progress.accept("recounting the raw topic");
        History history = History.read(log, inquiry.rules());
        var evidence = new Evidence(log, history, sample(history, inquiry.sample()), Optional.empty());
        var findings = new ArrayList<Finding>();
        findings.addAll(Checks.acknowledgements(evidence, inquiry.acknowledged(), inquiry.catalogue()));
        progress.accept("comparing playlists and outcomes");
        findings.addAll(Checks.published(evidence, inquiry.preprocessor(), inquiry.recommender(), progress));
        progress.accept("comparing artefacts");
        findings.addAll(Checks.artefacts(evidence, inquiry.store()));
        findings.sort(Comparator.comparing(Finding::invariant));
        return new Report(history, findings);
    }

    /// Some of the tracks that playlists hold now: the ones most playlists hold, and others at even distances.
    static Set<String> sample(History history, int size) {
        long[] end = history.end();
        int[] held = IntStream.range(0, history.trackNumbers())
                .filter(track ->
                        history.playlistsOf(track, end) >= history.rules().minimumPlaylists())
                .toArray();
        var sample = new LinkedHashSet<String>();
        IntStream.of(held)
                .boxed()
                .sorted((a, b) -> Integer.compare(history.playlistsOf(b, end), history.playlistsOf(a, end)))
                .limit(size / HOTTEST_SHARE)
                .forEach(track -> sample.add(history.trackId(track)));
        int others = size - sample.size();
        for (int i = 0; i < others && held.length > 0; i++) {
            sample.add(history.trackId(held[(int) ((long) i * held.length / others)]));
        }
        return sample;
    }
}
