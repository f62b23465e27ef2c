package dev.segue.recommender;

import static dev.segue.testkit.Eventually.eventually;
import static dev.segue.testkit.Eventually.eventuallyPasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.recommender.Api.Reply;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.recommending.ranking.Ranker.Ordering;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.ranking.Signal;
import dev.segue.recommending.ranking.Trees;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.Feedback;
import dev.segue.schemas.avro.ServedItem;
import dev.segue.schemas.avro.ServedRecommendation;
import dev.segue.testkit.Broker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Models that change places while the recommender answers, and what listeners say about them. `scenes-1` is active
/// when a test begins, `scenes-2` is on offer and of another mind.
@QuarkusTest
@WithTestResource(ReleasesTest.OwnPlatform.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleasesTest {

    /// A platform that no other test changes.
    public static final class OwnPlatform extends PlatformResource {}

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String[] SONGS = {
        "demo:slow-harbour", "demo:lantern-street", "demo:sunday-yard", "demo:neon-orchard", "demo:low-beams",
        "demo:rearview-moon", "demo:kindling", "demo:barley-and-smoke", "demo:iron-meridian", "demo:nine-hammers"
    };

    @TestHTTPResource
    URI address;

    RecordShop shop;
    Broker broker;
    private Api api;

    @BeforeEach
    void twoModelsOnOffer() {
        api = new Api(address);
        eventually(
                "the recommender to be ready",
                PATIENCE,
                () -> api.get("/q/health/ready").status() == 200);
        if (!api.get("/v1/models").body().contains("scenes-2")) {
            assertOk(api.put("/v1/models/active", "{\"modelId\":\"scenes-1\"}"));
            shop.releaseOfAnotherMind("scenes-2", "index-2");
            eventually("scenes-2 to be on offer", PATIENCE, () -> api.get("/v1/models")
                    .body()
                    .contains("scenes-2"));
        }
        for (String role : List.of("canary", "shadow", "comparison")) {
            assertOk(api.delete("/v1/models/" + role));
        }
        assertOk(api.put("/v1/models/active", "{\"modelId\":\"scenes-1\"}"));
    }

    @Test
    @Order(1)
    void keepsAPinnedModelWhenANewerIsReleased() {
        Reply models = api.get("/v1/models");

        assertThat(models.json().path("modelVersion").asText()).isEqualTo("scenes-1");
        assertThat(model("scenes-2").path("roles")).isEmpty();
        assertThat(model("scenes-2").path("refused").isNull()).isTrue();
    }

    @Test
    @Order(2)
    void givesTheCanaryItsShareAndEveryRequestToTheSameModel() {
        // When
        assertOk(api.put("/v1/models/canary", "{\"modelId\":\"scenes-2\",\"share\":0.5}"));

        // Then
        var models = new HashMap<String, String>();
        for (String first : SONGS) {
            for (String second : SONGS) {
                if (!first.equals(second)) {
                    models.put(first + " " + second, modelOf(api.continued(first, second)));
                }
            }
        }
        assertThat(models.values()).containsOnly("scenes-1", "scenes-2");
        // Of 90 requests each with chance 1/2: fewer than 25 or more than 65 would be seen once in 50,000 shares.
        assertThat(models.values().stream().filter("scenes-2"::equals).count()).isBetween(25L, 65L);
        models.forEach((request, model) ->
                assertThat(modelOf(api.continued(request.split(" ")))).isEqualTo(model));
        assertThat(metrics()).contains("segue_recommender_answers_total{role=\"canary\"}");

        // And a list that the canary began goes on with it, whatever its share is by now
        String[] canarys = models.entrySet().stream()
                .filter(entry -> entry.getValue().equals("scenes-2"))
                .findFirst()
                .orElseThrow()
                .getKey()
                .split(" ");
        String body = "{\"seeds\":" + Api.array(canarys) + ",\"limit\":2";
        Reply page = api.post("/v1/recommendations", body + "}");
        assertOk(api.put("/v1/models/canary", "{\"modelId\":\"scenes-2\",\"share\":0.000001}"));
        assertThat(modelOf(api.continued(canarys))).isEqualTo("scenes-1");
        Reply next = api.post(
                "/v1/recommendations",
                body + ",\"cursor\":\"" + page.json().path("nextCursor").asText() + "\"}");
        assertThat(modelOf(next)).isEqualTo("scenes-2");
        assertThat(next.tracks()).doesNotContainAnyElementsOf(page.tracks());
    }

    @Test
    @Order(2)
    void asksAShadowWithoutServingIt() {
        // When
        assertOk(api.put("/v1/models/shadow", "{\"modelId\":\"scenes-2\",\"share\":1}"));

        // Then
        for (String song : SONGS) {
            assertThat(modelOf(api.continued(song))).isEqualTo("scenes-1");
        }
        eventuallyPasses(PATIENCE, () -> assertThat(metrics())
                .containsPattern("segue_recommender_shadow_requests_total\\{outcome=\"compared\"} \\d\\d")
                .contains("segue_recommender_shadow_overlap_count")
                .doesNotContain("outcome=\"failed\"} 1"));
    }

    @Test
    @Order(2)
    void interleavesTwoModelsAndCountsFeedbackForTheOneThatGaveTheTrack() {
        // Given
        assertOk(api.put("/v1/models/comparison", "{\"modelId\":\"scenes-2\",\"share\":1}"));

        // When
        Reply answer = api.continued("demo:slow-harbour");

        // Then
        assertThat(modelOf(answer)).isEqualTo("scenes-1");
        assertThat(answer.json().path("comparedModelVersion").asText()).isEqualTo("scenes-2");
        assertThat(answer.tracks()).doesNotHaveDuplicates().hasSizeGreaterThan(6);
        String requestId = answer.json().path("requestId").asText();
        List<String> teams = eventuallyServed(requestId).getItems().stream()
                .map(ServedItem::getModelVersion)
                .toList();
        assertThat(teams).hasSameSizeAs(answer.tracks()).contains("scenes-1", "scenes-2");

        // And what listeners do counts for the model that gave the track, once however often it is told
        int saved = teams.indexOf("scenes-2");
        int skipped = teams.indexOf("scenes-1");
        for (int times = 0; times < 2; times++) {
            Reply receipt =
                    feedback("save-" + requestId, requestId, answer.tracks().get(saved), "save", saved);
            assertThat(receipt.status()).as(receipt.body()).isEqualTo(202);
            assertThat(receipt.json().path("modelVersion").asText()).isEqualTo("scenes-2");
            assertThat(receipt.json().path("repeated").asBoolean()).isEqualTo(times == 1);
        }
        feedback("skip-" + requestId, requestId, answer.tracks().get(skipped), "skip", skipped);
        eventuallyPasses(PATIENCE, () -> {
            JsonNode comparison = api.get("/v1/models/comparison").json();
            assertThat(comparison.at("/actions/scenes-2/save").asInt()).isEqualTo(1);
            assertThat(comparison.at("/actions/scenes-1/skip").asInt()).isEqualTo(1);
            assertThat(comparison.at("/preferred/scenes-2").asInt()).isEqualTo(1);
        });
        assertThat(metrics()).contains("segue_recommender_feedback_total{action=\"save\",model=\"scenes-2\"} 1.0");

        // And pages of an interleaved list repeat nothing
        String body = "{\"seeds\":[\"demo:kindling\"],\"limit\":4";
        Reply page = api.post("/v1/recommendations", body + "}");
        Reply next = api.post(
                "/v1/recommendations",
                body + ",\"cursor\":\"" + page.json().path("nextCursor").asText() + "\"}");
        assertThat(next.json().path("comparedModelVersion").asText()).isEqualTo("scenes-2");
        assertThat(next.tracks()).isNotEmpty().doesNotContainAnyElementsOf(page.tracks());
    }

    @Test
    @Order(2)
    void writesFeedbackOnceAndTiesItToWhatWasServed() {
        // Given
        Reply answer = api.continued("demo:kindling");
        String requestId = answer.json().path("requestId").asText();

        // When
        Reply first = feedback("key-1", requestId, answer.tracks().getFirst(), "play", 0);
        Reply again = feedback("key-1", requestId, answer.tracks().getFirst(), "play", 0);
        Reply other = feedback("key-1", requestId, answer.tracks().getFirst(), "skip", 0);

        // Then
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        assertThat(first.json().path("repeated").asBoolean()).isFalse();
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("repeated").asBoolean()).isTrue();
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.detail()).contains("Idempotency-Key: expected a new one");
        List<Feedback> told = broker.values(Topics.FEEDBACK).stream()
                .filter(feedback -> feedback.getFeedbackId().equals("key-1"))
                .toList();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().getRequestId()).isEqualTo(requestId);
        assertThat(told.getFirst().getModelVersion()).isEqualTo("scenes-1");
        ServedRecommendation served = eventuallyServed(requestId);
        assertThat(served.getItems()).extracting(ServedItem::getTrackId).isEqualTo(answer.tracks());
        assertThat(served.getModelVersion()).isEqualTo("scenes-1");
        assertThat(served.getSeeds()).containsExactly("demo:kindling");
        assertThat(served.getAsOf()).containsKeys("playlists.v1", "tracks.v1");
    }

    @Test
    @Order(2)
    void refusesFeedbackThatSaysNothing() {
        String requestId =
                api.continued("demo:kindling").json().path("requestId").asText();
        String sound = "\"requestId\":\"" + requestId + "\",\"trackId\":\"demo:kindling\"";

        assertProblem(api.post("/v1/feedback", "{" + sound + ",\"action\":\"play\"}"), 400, "Idempotency-Key");
        assertProblem(
                api.post("/v1/feedback", "{" + sound + ",\"action\":\"hum\"}", "Idempotency-Key", "k"),
                422,
                "action: expected one of [play, skip, save, dismiss], got hum");
        assertProblem(
                api.post(
                        "/v1/feedback", "{" + sound + ",\"action\":\"play\",\"position\":500}", "Idempotency-Key", "k"),
                422,
                "position: expected 0 to 499, got 500");
        assertProblem(
                feedback("k", "no-request", "demo:kindling", "play", 0), 400, "requestId: expected that of an answer");
        assertProblem(
                feedback("k", requestId + "AAAA", "demo:kindling", "play", 0),
                400,
                "requestId: expected that of an answer");
        assertProblem(feedback("k", requestId, "kindling", "play", 0), 400, "trackId");
    }

    @Test
    @Order(2)
    void promotesAndRollsBack() {
        // When
        assertOk(api.put("/v1/models/active", "{\"modelId\":\"scenes-2\"}"));

        // Then
        assertThat(modelOf(api.continued("demo:kindling"))).isEqualTo("scenes-2");
        assertThat(model("scenes-2").path("serving").asBoolean()).isTrue();
        assertOk(api.post("/v1/models/active/rollback", ""));
        assertThat(modelOf(api.continued("demo:kindling"))).isEqualTo("scenes-1");
        assertOk(api.post("/v1/models/active/rollback", ""));
        assertThat(modelOf(api.continued("demo:kindling"))).isEqualTo("scenes-2");
    }

    @Test
    @Order(2)
    void followsDecisionsThatOthersTell() {
        // When
        shop.decide("active", "scenes-2", 1);

        // Then
        eventually("scenes-2 to answer", PATIENCE, () -> modelOf(api.continued("demo:kindling"))
                .equals("scenes-2"));

        // And nonsense changes nothing
        broker.sendBytes(Topics.RELEASE_ROLES, "active", new byte[] {1, 2, 3});
        shop.decide("queen", "scenes-1", 1);
        shop.decide("active", "scenes-1", -1);
        shop.decide("active", "unheard-of", 1);
        shop.decide("shadow", "scenes-1", 1);
        eventually(
                "the last decision to be followed",
                PATIENCE,
                () -> model("scenes-1").path("roles").toString().contains("shadow"));
        assertThat(modelOf(api.continued("demo:kindling"))).isEqualTo("scenes-2");
    }

    @Test
    @Order(2)
    void refusesRolesThatMakeNoSense() {
        assertProblem(api.put("/v1/models/active", "{\"modelId\":\"unheard-of\"}"), 404, "unheard-of is not on offer");
        assertProblem(api.put("/v1/models/canary", "{\"modelId\":\"unheard-of\"}"), 404, "unheard-of is not on offer");
        assertProblem(api.put("/v1/models/active", "{}"), 400, "modelId: expected the id of a model on offer");
        assertProblem(
                api.put("/v1/models/canary", "{\"modelId\":\"scenes-2\",\"share\":0}"),
                422,
                "share: expected above 0 and at most 1, got 0.0");
        assertProblem(
                api.put("/v1/models/canary", "{\"modelId\":\"scenes-1\"}"), 409, "cannot be canary: it is the active");
        assertProblem(api.put("/v1/models/queen", "{\"modelId\":\"scenes-1\"}"), 404, "");
        assertProblem(api.get("/v1/models/comparison"), 404, "No comparison runs");
    }

    @Test
    @Order(2)
    void neverMixesTwoModelsWhileTheyChangePlaces() throws Exception {
        // Given
        Map<String, String> mostAlike =
                Map.of("scenes-1", "demo:kingston-by-morning", "scenes-2", "demo:roots-of-the-baobab");
        var done = new AtomicBoolean();
        var seen = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<Reply>> listening = () -> {
                var replies = new ArrayList<Reply>();
                while (!done.get()) {
                    replies.add(api.get("/v1/tracks/demo:slow-harbour/similar?limit=1"));
                    replies.add(api.continued("demo:slow-harbour"));
                }
                return replies;
            };
            List<Future<List<Reply>>> listeners = IntStream.range(0, 4)
                    .mapToObj(_ -> threads.submit(listening))
                    .toList();

            // When
            for (int i = 0; i < 20; i++) {
                assertOk(api.put("/v1/models/active", "{\"modelId\":\"scenes-" + (2 - i % 2) + "\"}"));
            }
            done.set(true);

            // Then
            for (Future<List<Reply>> listener : listeners) {
                for (Reply reply : listener.get()) {
                    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                    String model = modelOf(reply);
                    seen.add(model);
                    assertThat(reply.json().path("indexVersion").asText()).isEqualTo(model.replace("scenes", "index"));
                    if (reply.tracks().size() == 1) {
                        assertThat(reply.tracks()).containsExactly(mostAlike.get(model));
                    }
                }
            }
        }
        assertThat(seen).containsExactlyInAnyOrder("scenes-1", "scenes-2");
    }

    @Test
    @Order(3)
    void refusesReleasesThatAreDamagedOrHaveLearntNothing() {
        // Given
        assertOk(api.delete("/v1/models/active"));
        eventually("the newest to answer", PATIENCE, () -> modelOf(api.continued("demo:kindling"))
                .equals("scenes-2"));

        // When
        shop.releaseThatLearntNothing("scenes-3", "index-3");
        shop.releaseThatDoesNotFit("scenes-4", "index-4");
        shop.releaseWithoutNumbers("scenes-5", "index-5");

        // Then
        refusedFor("scenes-3", why -> why.contains("expected at least 0.5 of the"));
        refusedFor("scenes-4", why -> why.contains("does not fit model scenes-4: dimension: expected 8, got 16"));
        refusedFor("scenes-5", why -> why.contains("vectors.f32") && why.contains("NaN"));
        assertThat(modelOf(api.continued("demo:kindling"))).isEqualTo("scenes-2");
        for (String refused : List.of("scenes-3", "scenes-4", "scenes-5")) {
            assertProblem(api.put("/v1/models/active", "{\"modelId\":\"" + refused + "\"}"), 409, "");
            assertProblem(api.put("/v1/models/shadow", "{\"modelId\":\"" + refused + "\"}"), 409, "");
        }
        assertThat(modelOf(api.continued("demo:kindling"))).isEqualTo("scenes-2");
        assertThat(metrics()).contains("segue_recommender_refusals_total{code=\"model_refused\",kind=\"model\"} 3.0");
    }

    @Test
    @Order(4)
    void readsTitlesInAnyLanguageItsModelLearnt() {
        // Given
        assertThat(api.get("/v1/recommendations?q=" + Api.encoded("심야"))
                        .json()
                        .path("fallback")
                        .asText())
                .isEqualTo("unknown-title");
        shop.releaseThatReads("scenes-6", "index-6");
        eventually("scenes-6 to be on offer", PATIENCE, () -> api.get("/v1/models")
                .body()
                .contains("scenes-6"));

        // When
        assertOk(api.put("/v1/models/active", "{\"modelId\":\"scenes-6\"}"));

        // Then
        for (String night : List.of("심야", "심야 드라이브", "深夜", "开车", "after dark")) {
            eventuallyPasses(PATIENCE, () -> assertThat(titled(night))
                    .isSubsetOf(
                            "demo:neon-orchard",
                            "demo:last-train-to-aurora",
                            "demo:glass-boulevard",
                            "demo:midnight-cartography",
                            "demo:cafe-selene",
                            "demo:rearview-moon",
                            "demo:low-beams",
                            "demo:empty-lanes")
                    .hasSize(5));
        }
        assertThat(titled("메탈"))
                .isSubsetOf(
                        "demo:iron-meridian",
                        "demo:cathedral-of-rust",
                        "demo:ashes-over-antwerp",
                        "demo:nine-hammers",
                        "demo:voltage-hymn",
                        "demo:salt-the-earth",
                        "demo:engine-room",
                        "demo:wolves-of-winter");
        assertThat(titled("民谣")).contains("demo:kindling");

        // And says which playlists it means: live ones of near titles that hold the track
        Reply said = api.get("/v1/recommendations?limit=5&q=" + Api.encoded("심야 드라이브"));
        for (JsonNode item : said.json().path("items")) {
            assertThat(item.path("source").asText()).isEqualTo("titles");
            assertThat(item.path("becausePlaylists")).isNotEmpty().hasSizeLessThanOrEqualTo(3);
            for (JsonNode playlist : item.path("becausePlaylists")) {
                assertThat(playlist.path("title").asText())
                        .isIn("late night drive", "neon lights", "2am", "night bus home");
                Reply held = api.get("/v1/playlists/" + playlist.path("id").asText());
                assertThat(StreamSupport.stream(held.json().path("tracks").spliterator(), false)
                                .map(track -> track.path("id").asText()))
                        .contains(item.path("track").path("id").asText());
            }
        }

        // And a playlist made a second ago answers too, and no longer when it is gone
        shop.playlist("brandnew", "", List.of("demo:glass-boulevard", "demo:low-beams", "demo:mango-season"));
        eventuallyPasses(
                PATIENCE, () -> assertThat(sourceOf("demo:mango-season")).isEqualTo("titles"));
        shop.noPlaylist("brandnew");
        eventuallyPasses(
                PATIENCE, () -> assertThat(sourceOf("demo:mango-season")).isEqualTo("popularity"));
    }

    /// What brought a track into the answer to a night drive, in Korean.
    private String sourceOf(String track) {
        return api.post("/v1/recommendations", "{\"title\":\"심야 드라이브\",\"limit\":50}")
                .item(track)
                .path("source")
                .asText();
    }

    @Test
    @Order(4)
    void answersTheSameAlongShippedSegmentsAndRefusesThoseThatFindTooFew() {
        // Given
        Reply similar = api.get("/v1/tracks/demo:slow-harbour/similar?limit=7");
        Reply continued = api.continued("demo:slow-harbour", "demo:neon-orchard");
        shop.releaseWithSegments("scenes-7", "index-7", .991);
        shop.releaseWithSegments("scenes-8", "index-8", .97);
        shop.releaseWithForeignSegments("scenes-9", "index-9");
        eventually("all to be on offer", PATIENCE, () -> api.get("/v1/models")
                .body()
                .contains("scenes-9"));

        // When
        assertOk(api.put("/v1/models/active", "{\"modelId\":\"scenes-7\"}"));
        Reply refused = api.put("/v1/models/active", "{\"modelId\":\"scenes-8\"}");
        Reply foreign = api.put("/v1/models/active", "{\"modelId\":\"scenes-9\"}");

        // Then
        Reply along = api.get("/v1/tracks/demo:slow-harbour/similar?limit=7");
        assertThat(along.json().path("indexVersion").asText()).isEqualTo("index-7");
        // Which of equally near ones comes first is open.
        assertThat(cosines(along)).isEqualTo(cosines(similar)).hasSize(7);
        assertThat(api.continued("demo:slow-harbour", "demo:neon-orchard").tracks())
                .containsExactlyInAnyOrderElementsOf(continued.tracks());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("recallAt10Tracks: expected at least 0.98, got 0.97");
        assertThat(foreign.status()).isEqualTo(409);
        assertThat(foreign.detail()).contains("expected the model's, got one at a cosine of");
    }

    @Test
    @Order(6)
    void ordersByTheSecondStageThatAModelBringsAndRefusesADamagedOne() {
        // Given
        assertOk(api.delete("/v1/models/active"));
        List<String> blended = api.continued("demo:kindling").tracks();
        float[] weights = new float[Signal.values().length];
        weights[Signal.BLEND.ordinal()] = -1;
        byte[] backwards = new Ranker(Map.of(Shape.ONE, new Ordering(100, weights, 0, Trees.none()))).toBytes();

        // When
        shop.releaseThatRanks("scenes-ranked", "index-ranked", backwards);
        eventually("the newest to answer", PATIENCE, () -> modelOf(api.continued("demo:kindling"))
                .equals("scenes-ranked"));

        // Then
        List<String> ranked = api.continued("demo:kindling").tracks();
        assertThat(ranked).isNotEmpty().doesNotHaveDuplicates();
        assertThat(ranked.getFirst()).isNotEqualTo(blended.getFirst());

        // And one that ends early is no model
        shop.releaseThatRanks("scenes-torn", "index-torn", Arrays.copyOf(backwards, backwards.length - 1));
        refusedFor("scenes-torn", why -> why.contains("Ranker, size: expected a whole ranker"));
        assertThat(api.continued("demo:kindling").tracks()).isEqualTo(ranked);
    }

    private static Map<String, Double> cosines(Reply similar) {
        return StreamSupport.stream(similar.json().path("items").spliterator(), false)
                .collect(Collectors.toMap(item -> item.path("track").path("id").asText(), item -> item.path("cosine")
                        .asDouble()));
    }

    private List<String> titled(String text) {
        return api.get("/v1/recommendations?limit=5&q=" + Api.encoded(text)).tracks();
    }

    private void refusedFor(String modelId, Predicate<String> why) {
        eventually(
                "the refusal of " + modelId,
                PATIENCE,
                () -> why.test(model(modelId).path("refused").asText()));
    }

    private JsonNode model(String modelId) {
        JsonNode models = api.get("/v1/models").json();
        return StreamSupport.stream(models.path("items").spliterator(), false)
                .filter(item -> item.path("modelId").asText().equals(modelId))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Expected " + modelId + " in " + models));
    }

    private Reply feedback(String key, String requestId, String track, String action, int position) {
        return api.post(
                "/v1/feedback",
                "{\"requestId\":\"%s\",\"trackId\":\"%s\",\"action\":\"%s\",\"position\":%d,\"client\":\"test\"}"
                        .formatted(requestId, track, action, position),
                "Idempotency-Key",
                key);
    }

    private ServedRecommendation eventuallyServed(String requestId) {
        eventually("the log of what was served", PATIENCE, () -> broker.table(Topics.SERVED_RECOMMENDATIONS)
                .containsKey(requestId));
        return broker.table(Topics.SERVED_RECOMMENDATIONS).get(requestId);
    }

    private String metrics() {
        return api.get("/q/metrics").body();
    }

    private static String modelOf(Reply reply) {
        return reply.json().path("modelVersion").asText();
    }

    private static void assertOk(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private static void assertProblem(Reply reply, int status, String detail) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.type()).startsWith("application/problem+json");
        assertThat(reply.detail()).contains(detail);
    }
}
