package dev.segue.recommender.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.segue.recommender.serving.Recommender.Item;
import dev.segue.recommender.serving.Recommender.Recommendations;
import dev.segue.search.CatalogueEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A continuation as players take playlists in: JSPF, the JSON form of XSPF. Track ids are URIs already.
///
/// Source: Xiph.Org, "XSPF Version 1", and "JSPF" of the same.
@Schema(name = "Jspf", description = "A playlist in JSPF")
record JspfJson(Playlist playlist) {

    static final String MEDIA_TYPE = "application/jspf+json";

    private static final String MADE_BY = "urn:segue:";

    @Schema(name = "JspfPlaylist")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Playlist(
            @Nullable String title,
            String creator,

            @Schema(description = "Which answer, model and index it is of: each an object of one name and one value")
            List<Map<String, String>> meta,

            List<Track> track) {}

    @Schema(name = "JspfTrack")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Track(
            @Schema(description = "The track's id") List<String> identifier,

            String title,

            @Schema(description = "Its artists, in billing order, with commas between")
            String creator,

            @Nullable String album,

            @Schema(description = "Milliseconds") @Nullable Long duration,

            @Schema(description = "Why it is there") String annotation) {

        static Track of(Item item) {
            CatalogueEntry entry = item.track();
            return new Track(
                    List.of(entry.id()),
                    entry.title(),
                    String.join(", ", entry.artists()),
                    entry.album(),
                    entry.durationMs(),
                    item.because().stream()
                            .map(because -> "with " + because.seed() + " in " + because.coPlaylists() + " playlists")
                            .collect(Collectors.joining(", ")));
        }
    }

    /// @param title of the playlist that was continued; null when it has none
    static JspfJson of(@Nullable String title, Recommendations found) {
        var meta = new ArrayList<Map<String, String>>();
        meta.add(Map.of(MADE_BY + "request", found.requestId()));
        found.versions().modelVersion().ifPresent(model -> meta.add(Map.of(MADE_BY + "model", model)));
        found.versions().indexVersion().ifPresent(index -> meta.add(Map.of(MADE_BY + "index", index)));
        return new JspfJson(new Playlist(
                title, "Segue", meta, found.items().stream().map(Track::of).toList()));
    }
}
