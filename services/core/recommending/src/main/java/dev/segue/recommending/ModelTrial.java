package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Questions to a model whose answers are known: the last third of a live playlist is hidden, and the model is asked
/// for it with the rest. A model that loads and still finds none of it is damaged, or is of another catalogue.
///
/// The questions depend on the corpus alone, so that two models are asked the same.
public final class ModelTrial {

    private static final int SHORTEST = 4;
    private static final int MOST_SEEDS = 25;
    private static final int HIDDEN_PART = 3;
    private static final int CATALOGUE_PART = 20;
    private static final int FEWEST_ANSWERS = 10;
    private static final int MOST_ANSWERS = 500;

    private ModelTrial() {}

    /// A playlist with its end hidden.
    ///
    /// @param seeds what the model is told, ordinals in playlist order
    /// @param hidden what it should find
    public record Question(List<Integer> seeds, List<Integer> hidden) {
        public Question {
            seeds = List.copyOf(seeds);
            hidden = List.copyOf(hidden);
        }
    }

    /// What became of a question.
    ///
    /// @param finite false when the model's answer is no place among its vectors
    /// @param hits hidden tracks among the nearest
    public record Answer(boolean finite, int hits) {}

    /// Questions from playlists that lie evenly over the corpus.
    ///
    /// @return at most `n`; fewer in a small corpus
    public static List<Question> questions(Corpus corpus, int n) {
        var questions = new ArrayList<Question>();
        int last = -1;
        for (int i = 0; i < n; i++) {
            int playlist = Math.max(last + 1, (int) ((long) i * corpus.playlistOrdinals() / n));
            while (playlist < corpus.playlistOrdinals() && corpus.length(playlist) < SHORTEST) {
                playlist++;
            }
            if (playlist == corpus.playlistOrdinals()) {
                break;
            }
            last = playlist;
            int[] tracks = corpus.tracks(playlist);
            int shown = tracks.length - tracks.length / HIDDEN_PART;
            questions.add(new Question(
                    boxed(tracks, Math.max(0, shown - MOST_SEEDS), shown), boxed(tracks, shown, tracks.length)));
        }
        return questions;
    }

    /// Asks a model one question: it may name a twentieth of its tracks, at least 10 and at most 500.
    ///
    /// @param corpus must not change meanwhile
    public static Answer ask(Question question, VectorModel model, Corpus corpus) {
        float[] place = model.place(
                question.seeds().stream().mapToInt(Integer::intValue).toArray());
        if (place.length == 0) {
            return new Answer(true, 0);
        }
        for (float coordinate : place) {
            if (!Float.isFinite(coordinate)) {
                return new Answer(false, 0);
            }
        }
        int answers = Math.clamp(model.space().size() / CATALOGUE_PART, FEWEST_ANSWERS, MOST_ANSWERS);
        Set<Integer> seeds = Set.copyOf(question.seeds());
        var nearest = model.nearest()
                .nearest(place, answers, track -> !seeds.contains(track) && corpus.playlistsOf(track) > 0);
        int hits = (int) Arrays.stream(nearest.tracks())
                .filter(track -> question.hidden().contains(track))
                .count();
        return new Answer(true, hits);
    }

    private static List<Integer> boxed(int[] tracks, int from, int to) {
        return Arrays.stream(tracks, from, to).boxed().toList();
    }
}
