package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.cli.http.Service;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A first question that the platform at hand can answer.
final class Examples {

    private static final int SEEDS = 2;
    private static final String ARTIST = "bob marley";

    private Examples() {}

    /// A command that continues two tracks of one artist, or else a title; empty when nothing is known yet.
    static Optional<String> curl(Service recommender) throws InterruptedException {
        List<String> seeds = recommender
                .get("/v1/tracks/search?limit=" + SEEDS + "&q=" + Service.encoded(ARTIST))
                .path("items")
                .valueStream()
                .map(item -> item.path("track"))
                .filter(Examples::isByTheArtist)
                .map(track -> "\"" + track.path("id").asText() + "\"")
                .toList();
        if (seeds.size() == SEEDS) {
            return Optional.of(curl(recommender, "{\"seeds\":[" + String.join(",", seeds) + "],\"limit\":10}"));
        }
        return recommender.get("/v1/status").path("playlists").asLong() == 0
                ? Optional.empty()
                : Optional.of(curl(recommender, "{\"title\":\"road trip\",\"limit\":10}"));
    }

    private static boolean isByTheArtist(JsonNode track) {
        return track.path("artists")
                .valueStream()
                .anyMatch(artist -> artist.asText().toLowerCase(Locale.ROOT).contains(ARTIST));
    }

    private static String curl(Service recommender, String question) {
        return "curl -s " + recommender.base() + "/v1/recommendations -H 'Content-Type: application/json' -d '"
                + question + "'";
    }
}
