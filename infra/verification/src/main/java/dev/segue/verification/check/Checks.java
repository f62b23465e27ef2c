package dev.segue.verification.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All comparisons there are.
public final class Checks {

    private Checks() {}

    /// I1 and I2.
    ///
    /// @param acknowledged single records that somebody saw acknowledged
    /// @param catalogue ids the source has; empty when nobody says
    public static List<Finding> acknowledgements(
            Evidence evidence, List<Acknowledged> acknowledged, Optional<Set<String>> catalogue) {
        return new Acknowledgements(evidence).compare(acknowledged, catalogue);
    }

    /// I3 to I6.
    ///
    /// @param preprocessor null when it is not to be asked
    /// @param recommender null when it is not to be asked
    public static List<Finding> published(
            Evidence evidence,
            @Nullable Question preprocessor,
            @Nullable Question recommender,
            Consumer<String> progress)
            throws InterruptedException {
        var findings = new ArrayList<>(new CleanPlaylists(evidence).compare());
        var outcomes = new Outcomes(evidence);
        findings.addAll(outcomes.compare());
        findings.add(new CorpusNumbers(evidence).compare());
        progress.accept("comparing the catalogue");
        findings.addAll(new Catalogue(evidence).compare());
        progress.accept("comparing the lists of neighbours");
        var lists = new NeighbourLists(evidence);
        findings.addAll(lists.compare());
        findings.add(new PlaylistTable(evidence).compare());
        progress.accept("asking services");
        var queries = new Queries(evidence);
        findings.add(queries.comparePreprocessor(preprocessor));
        findings.add(Queries.compareStatistics(preprocessor, outcomes.statistics()));
        findings.add(queries.compareRecommender(recommender, lists.kept()));
        return findings;
    }

    /// I7.
    ///
    /// @param store root of the artefact store; empty when it is not at hand
    public static List<Finding> artefacts(Evidence evidence, Optional<Path> store) {
        return new Manifests(evidence).compare(store);
    }
}
