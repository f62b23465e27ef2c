package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Asks a model the questions of a [ModelTrial] by way of the live path, with its second stage and without: a damaged
/// one that can be read still puts right tracks last. The live playlists know the answers, so this says nothing of
/// quality.
public final class RankerTrial {

    private static final int ANSWERS = 100;

    private RankerTrial() {}

    /// What became of a question.
    ///
    /// @param blended hidden tracks among the first answers of the blend
    /// @param ranked hidden tracks among as many of the second stage
    public record Answer(int blended, int ranked) {}

    /// Asks one question.
    ///
    /// @param model with a ranker
    /// @param corpus must not change meanwhile
    public static Answer ask(ModelTrial.Question question, VectorModel model, Corpus corpus) {
        return new Answer(hits(question, model.unranked(), corpus), hits(question, model, corpus));
    }

    private static int hits(ModelTrial.Question question, VectorModel model, Corpus corpus) {
        List<String> seeds = question.seeds().stream().map(corpus::trackId).toList();
        var request = new ContinuationRequest(
                seeds,
                false,
                List.of(),
                List.of(),
                Set.of(),
                Served.NONE,
                ANSWERS,
                new Wishes(0, 0, Wishes.ANY_NUMBER, false));
        int[] answer = new Continuer(corpus)
                        .continuation(
                                request, Optional.of(model), PopularTracks.NONE, TrackFacts.NOTHING, new Workspace())
                        .items()
                        .stream()
                        .mapToInt(RecommendedTrack::track)
                        .toArray();
        var hidden = new HashSet<>(question.hidden());
        return (int) Arrays.stream(answer).filter(hidden::contains).count();
    }
}
