package dev.segue.verification.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.verification.check.Question.Reply;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.PublishedRules;
import dev.segue.verification.recount.Ranking;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What services answer, against the recount and against the topics they publish.
final class Queries {

    private static final String PREPROCESSOR = "GET /v1/neighbours of the preprocessor, sampled, against the recount";
    private static final String RECOMMENDER =
            "GET /v1/tracks/{id}/neighbours of the recommender, sampled, against " + Topics.TRACK_NEIGHBOURS.name();
    private static final String STATISTICS =
            "GET /v1/statistics of the preprocessor against " + Topics.PLAYLIST_STATISTICS.name();
    private static final int RECOMMENDER_LIMIT = 100;

    private final Evidence evidence;
    private final History history;
    private final PublishedRules rules;

    Queries(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
        this.rules = history.rules();
    }

    Finding comparePreprocessor(@Nullable Question preprocessor) throws InterruptedException {
        if (preprocessor == null) {
            return Comparison.skipped(Invariant.I3, PREPROCESSOR, "no preprocessor was named");
        }
        var comparison = new Comparison(Invariant.I3, PREPROCESSOR);
        long[] end = history.end();
        for (String id : new TreeSet<>(evidence.sample())) {
            int track = history.track(id);
            String path =
                    "/v1/neighbours/" + encoded(id) + "?window=" + rules.window() + "&limit=" + rules.neighbours();
            switch (preprocessor.get(path)) {
                case Reply.NotFound missing -> {
                    if (track >= 0 && history.playlistsOf(track, end) > 0) {
                        comparison.different(id + ": the preprocessor does not know it");
                    } else {
                        comparison.equal();
                    }
                }
                case Reply.Refused(String why) -> comparison.uncheckable(why);
                case Reply.Said(JsonNode body) ->
                    comparison.same(id, track < 0 ? "nothing" : recounted(track, end), preprocessed(body));
            }
        }
        return comparison.finding();
    }

    /// All figures of a list in one text.
    private String recounted(int track, long[] until) {
        Ranking ranking = NeighbourLists.listed(history, track, until);
        var entries = new ArrayList<String>();
        for (int i = 0; i < ranking.size(); i++) {
            int neighbour = ranking.tracks()[i];
            entries.add(entry(history.trackId(neighbour), ranking.counts()[i], history.playlistsOf(neighbour, until)));
        }
        return figures(history.playlistsOf(track, until), history.playlists(until), entries);
    }

    private static String preprocessed(JsonNode body) {
        var entries = new ArrayList<String>();
        body.path("neighbours")
                .forEach(entry -> entries.add(entry(
                        entry.path("trackId").asText(),
                        entry.path("count").asInt(),
                        entry.path("playlists").asInt())));
        return figures(
                body.path("playlists").asInt(), body.path("corpusPlaylists").asInt(), entries);
    }

    private static String figures(int playlists, int corpus, List<String> entries) {
        return playlists + " of " + corpus + " playlists: " + String.join(", ", entries);
    }

    private static String entry(String id, int count, int playlists) {
        return id + " " + count + "/" + playlists;
    }

    /// @param lists the last published ones of the sample, by track
    Finding compareRecommender(@Nullable Question recommender, Map<String, TrackNeighbours> lists)
            throws InterruptedException {
        if (recommender == null) {
            return Comparison.skipped(Invariant.I5, RECOMMENDER, "no recommender was named");
        }
        var comparison = new Comparison(Invariant.I5, RECOMMENDER);
        for (var list : new TreeMap<>(lists).entrySet()) {
            String path = "/v1/tracks/" + encoded(list.getKey()) + "/neighbours?limit=" + RECOMMENDER_LIMIT;
            switch (recommender.get(path)) {
                case Reply.NotFound missing ->
                    comparison.different(list.getKey() + ": the recommender does not know it");
                case Reply.Refused(String why) -> comparison.uncheckable(why);
                case Reply.Said(JsonNode body) ->
                    comparison.same(list.getKey(), published(list.getValue()), recommended(body));
            }
        }
        return comparison.finding();
    }

    private static String published(TrackNeighbours list) {
        var entries = new ArrayList<String>();
        for (Neighbour neighbour : list.getNeighbours()) {
            if (entries.size() < RECOMMENDER_LIMIT) {
                entries.add(neighbour.getTrackId() + " " + neighbour.getCount());
            }
        }
        return String.join(", ", entries);
    }

    private static String recommended(JsonNode body) {
        var entries = new ArrayList<String>();
        body.path("items")
                .forEach(item -> entries.add(item.path("track").path("id").asText() + " "
                        + item.path("count").asInt()));
        return String.join(", ", entries);
    }

    /// @param statistics the newest of the topic, by raw partition
    static Finding compareStatistics(@Nullable Question preprocessor, SortedMap<Integer, PlaylistStatistics> statistics)
            throws InterruptedException {
        if (preprocessor == null) {
            return Comparison.skipped(Invariant.I5, STATISTICS, "no preprocessor was named");
        }
        var comparison = new Comparison(Invariant.I5, STATISTICS);
        switch (preprocessor.get("/v1/statistics")) {
            case Reply.NotFound missing -> comparison.different("the preprocessor has no /v1/statistics");
            case Reply.Refused(String why) -> comparison.uncheckable(why);
            case Reply.Said(JsonNode body) -> {
                var outcomes = new TreeMap<String, Long>();
                long playlists = 0;
                long entries = 0;
                for (PlaylistStatistics of : statistics.values()) {
                    of.getOutcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
                    playlists += of.getPlaylists();
                    entries += of.getEntries();
                }
                comparison.same("playlists", playlists, body.path("playlists").asLong());
                comparison.same("entries", entries, body.path("entries").asLong());
                outcomes.forEach((outcome, count) -> comparison.same(
                        outcome, count, body.path("outcomes").path(outcome).asLong()));
            }
        }
        return comparison.finding();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
