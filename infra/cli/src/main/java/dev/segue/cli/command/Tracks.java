package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.cli.http.Service;
import java.util.Optional;
import java.util.stream.Collectors;

/// Tracks as people name them.
final class Tracks {

    private Tracks() {}

    /// “Title” by artists, or the id where there is no title.
    static String describe(JsonNode track) {
        String title = track.path("title").asText();
        if (title.isEmpty()) {
            return track.path("id").asText();
        }
        String artists =
                track.path("artists").valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
        return "“" + title + "”" + (artists.isEmpty() ? "" : " by " + artists);
    }

    /// Whether `text` is an id rather than words: a namespace, a colon, no blanks.
    static boolean isId(String text) {
        return text.matches("[^\\s:]+:\\S+");
    }

    /// The id that `seed` is or stands for; a text stands for the first track that a search finds.
    ///
    /// @throws CommandFailure FAILED when nothing is found
    static String resolve(Service recommender, String seed, Answering answering) throws InterruptedException {
        if (isId(seed)) {
            return seed;
        }
        JsonNode found = recommender.get("/v1/tracks/search?limit=1&q=" + Service.encoded(seed));
        JsonNode track = Optional.ofNullable(found.path("items").get(0))
                .orElseThrow(() -> new CommandFailure(ExitCode.FAILED, "No track is found for “" + seed + "”"))
                .path("track");
        answering.aside(seed + " → " + describe(track) + ", " + track.path("id").asText());
        return track.path("id").asText();
    }
}
