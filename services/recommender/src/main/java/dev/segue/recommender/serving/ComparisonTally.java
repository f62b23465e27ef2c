package dev.segue.recommender.serving;

import dev.segue.platform.Followed;
import dev.segue.schemas.avro.Feedback;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts feedback of the running comparison by model, from the topic: every replica comes to the same counts, after a
/// restart too. A repeated feedback id counts once. Safe for use by many threads.
public final class ComparisonTally {

    private static final int MOST_ANSWERS = 100_000;

    /// By comparison; the last few, so that the counts of one that ended can still be read.
    private final Map<String, Counts> byComparison = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Counts> eldest) {
            return size() > 4;
        }
    };

    /// What listeners did in a comparison.
    ///
    /// @param actions model to action to how often
    /// @param preferred model to the number of answers in which more of its tracks were played or saved than of the
    ///     other's
    /// @param ties answers in which as many of both were
    public record Result(Map<String, Map<String, Long>> actions, Map<String, Long> preferred, long ties) {

        static final Result NOTHING = new Result(Map.of(), Map.of(), 0);

        public Result {
            actions = Collections.unmodifiableMap(actions);
            preferred = Collections.unmodifiableMap(preferred);
        }
    }

    /// Feedback was told.
    public synchronized void told(Followed<Feedback> record) {
        Feedback feedback = record.value();
        if (feedback == null || feedback.getComparisonId() == null || feedback.getModelVersion() == null) {
            return;
        }
        byComparison
                .computeIfAbsent(feedback.getComparisonId(), _ -> new Counts())
                .add(feedback, feedback.getModelVersion());
    }

    /// The counts of a comparison; of one nobody gave feedback in, nothing.
    public synchronized Result of(String comparisonId) {
        Counts counts = byComparison.get(comparisonId);
        return counts == null ? Result.NOTHING : counts.result();
    }

    private static final class Counts {

        private final Map<String, Map<String, Long>> actions = new TreeMap<>();
        private final Map<String, Answer> answers = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
                if (size() <= MOST_ANSWERS) {
                    return false;
                }
                settled(eldest.getValue());
                return true;
            }
        };
        private final Map<String, Long> preferred = new TreeMap<>();
        private long ties;

        /// @param seen feedback ids
        private record Answer(Set<String> seen, Map<String, Integer> liked) {}

        void add(Feedback feedback, String model) {
            Answer answer =
                    answers.computeIfAbsent(feedback.getRequestId(), _ -> new Answer(new HashSet<>(), new TreeMap<>()));
            if (!answer.seen().add(feedback.getFeedbackId())) {
                return;
            }
            actions.computeIfAbsent(model, _ -> new TreeMap<>()).merge(feedback.getAction(), 1L, Long::sum);
            boolean liked =
                    feedback.getAction().equals("play") || feedback.getAction().equals("save");
            answer.liked().merge(model, liked ? 1 : 0, Integer::sum);
        }

        Result result() {
            var wins = new TreeMap<>(preferred);
            long even = ties;
            for (Answer answer : answers.values()) {
                String winner = winner(answer);
                if (winner == null) {
                    even++;
                } else {
                    wins.merge(winner, 1L, Long::sum);
                }
            }
            var copy = new TreeMap<String, Map<String, Long>>();
            actions.forEach((model, byAction) -> copy.put(model, new TreeMap<>(byAction)));
            return new Result(copy, wins, even);
        }

        private void settled(Answer answer) {
            String winner = winner(answer);
            if (winner == null) {
                ties++;
            } else {
                preferred.merge(winner, 1L, Long::sum);
            }
        }

        private static @Nullable String winner(Answer answer) {
            int most = answer.liked().values().stream().mapToInt(n -> n).max().orElse(0);
            var best = answer.liked().entrySet().stream()
                    .filter(entry -> entry.getValue() == most)
                    .map(Map.Entry::getKey)
                    .toList();
            return most > 0 && best.size() == 1 ? best.getFirst() : null;
        }
    }
}
