package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTrialTest {

    private final Fixtures shop = new Fixtures();

    ModelTrialTest() {
        for (int i = 0; i < 10; i++) {
            shop.playlist("p" + i, "a" + i, "b" + i, "c" + i, "d" + i, "e" + i, "f" + i);
        }
        shop.playlist("short", "a1", "b1");
    }

    @Test
    void asksForTheHiddenEndsOfPlaylistsThatAreLongEnough() {
        // When
        List<ModelTrial.Question> questions = ModelTrial.questions(shop.corpus, 100);

        // Then
        assertThat(questions).hasSize(10);
        assertThat(questions.getFirst().seeds().stream().map(shop.corpus::trackId))
                .containsExactly("a0", "b0", "c0", "d0");
        assertThat(questions.getFirst().hidden().stream().map(shop.corpus::trackId))
                .containsExactly("e0", "f0");
        assertThat(ModelTrial.questions(shop.corpus, 3)).hasSize(3).isSubsetOf(questions);
    }

    @Test
    void tellsAModelThatKnowsThePlaylistsFromOneThatDoesNot() {
        // Given
        VectorModel knowing = shop.model(vectors(0)).orElseThrow();
        VectorModel ignorant = shop.model(vectors(1)).orElseThrow();

        // When
        int hitsOfTheKnowing = hits(knowing);
        int hitsOfTheIgnorant = hits(ignorant);

        // Then
        assertThat(hitsOfTheKnowing).isEqualTo(20);
        assertThat(hitsOfTheIgnorant).isLessThan(10);
    }

    @Test
    void noticesAnEncoderThatGivesNoNumbers() {
        // Given
        VectorModel model = shop.model(vectors(0)).orElseThrow();
        var broken = new VectorModel(model.space(), (_, _) -> new float[] {Float.NaN, 0});

        // When
        var answer = ModelTrial.ask(ModelTrial.questions(shop.corpus, 1).getFirst(), broken, shop.corpus);

        // Then
        assertThat(answer.finite()).isFalse();
    }

    private int hits(VectorModel model) {
        return ModelTrial.questions(shop.corpus, 10).stream()
                .mapToInt(question -> {
                    var answer = ModelTrial.ask(question, model, shop.corpus);
                    assertThat(answer.finite()).isTrue();
                    return answer.hits();
                })
                .sum();
    }

    /// Tracks of a playlist lie together on a circle; with a twist each letter lies somewhere else.
    private static Map<String, float[]> vectors(int twist) {
        var vectors = new HashMap<String, float[]>();
        for (int i = 0; i < 10; i++) {
            for (int letter = 0; letter < 6; letter++) {
                double angle = 2 * Math.PI * (i + twist * letter * 3.7) / 10 + .001 * letter;
                vectors.put(
                        (char) ('a' + letter) + "" + i, new float[] {(float) Math.cos(angle), (float) Math.sin(angle)});
            }
        }
        return vectors;
    }
}
