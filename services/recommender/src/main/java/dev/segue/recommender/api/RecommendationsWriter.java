package dev.segue.recommender.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.segue.recommender.api.Answers.BecauseJson;
import dev.segue.recommender.api.Answers.BecausePlaylistJson;
import dev.segue.recommender.api.Answers.ItemJson;
import dev.segue.recommender.api.Answers.RecommendationsJson;
import dev.segue.recommender.api.Answers.TrackJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes continuations as their records say, field by field: found by reflection, the thousand fields of an answer
/// take as long as finding what is in them.
final class RecommendationsWriter extends StdSerializer<RecommendationsJson> {

    private static final long serialVersionUID = 1;

    private static final SerializedString REQUEST_ID = new SerializedString("requestId");
    private static final SerializedString MODEL_VERSION = new SerializedString("modelVersion");
    private static final SerializedString INDEX_VERSION = new SerializedString("indexVersion");
    private static final SerializedString COMPARED = new SerializedString("comparedModelVersion");
    private static final SerializedString AS_OF = new SerializedString("asOf");
    private static final SerializedString ITEMS = new SerializedString("items");
    private static final SerializedString UNRESOLVED = new SerializedString("unresolvedSeeds");
    private static final SerializedString FALLBACK = new SerializedString("fallback");
    private static final SerializedString NEXT_CURSOR = new SerializedString("nextCursor");
    private static final SerializedString TRACK = new SerializedString("track");
    private static final SerializedString SCORE = new SerializedString("score");
    private static final SerializedString BECAUSE = new SerializedString("because");
    private static final SerializedString SOURCE = new SerializedString("source");
    private static final SerializedString BECAUSE_PLAYLISTS = new SerializedString("becausePlaylists");
    private static final SerializedString SEED = new SerializedString("seed");
    private static final SerializedString CO_PLAYLISTS = new SerializedString("coPlaylists");
    private static final SerializedString ID = new SerializedString("id");
    private static final SerializedString TITLE = new SerializedString("title");
    private static final SerializedString ARTISTS = new SerializedString("artists");
    private static final SerializedString ALBUM = new SerializedString("album");
    private static final SerializedString DURATION = new SerializedString("durationMs");

    RecommendationsWriter() {
        super(RecommendationsJson.class);
    }

    @Override
    public void serialize(RecommendationsJson answer, JsonGenerator json, SerializerProvider provider)
            throws IOException {
        json.writeStartObject(answer);
        text(json, REQUEST_ID, answer.requestId());
        text(json, MODEL_VERSION, answer.modelVersion());
        text(json, INDEX_VERSION, answer.indexVersion());
        text(json, COMPARED, answer.comparedModelVersion());
        asOf(json, answer.asOf());
        json.writeFieldName(ITEMS);
        json.writeStartArray(answer.items(), answer.items().size());
        for (ItemJson item : answer.items()) {
            item(json, item);
        }
        json.writeEndArray();
        texts(json, UNRESOLVED, answer.unresolvedSeeds());
        text(json, FALLBACK, answer.fallback());
        text(json, NEXT_CURSOR, answer.nextCursor());
        json.writeEndObject();
    }

    private static void asOf(JsonGenerator json, Map<String, Map<Integer, Long>> offsets) throws IOException {
        json.writeFieldName(AS_OF);
        json.writeStartObject();
        for (Map.Entry<String, Map<Integer, Long>> topic : offsets.entrySet()) {
            json.writeObjectFieldStart(topic.getKey());
            for (Map.Entry<Integer, Long> partition : topic.getValue().entrySet()) {
                json.writeFieldName(Integer.toString(partition.getKey()));
                json.writeNumber(partition.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void item(JsonGenerator json, ItemJson item) throws IOException {
        json.writeStartObject(item);
        json.writeFieldName(TRACK);
        track(json, item.track());
        json.writeFieldName(SCORE);
        json.writeNumber(item.score());
        json.writeFieldName(BECAUSE);
        json.writeStartArray();
        for (BecauseJson because : item.because()) {
            json.writeStartObject();
            text(json, SEED, because.seed());
            json.writeFieldName(CO_PLAYLISTS);
            json.writeNumber(because.coPlaylists());
            json.writeEndObject();
        }
        json.writeEndArray();
        text(json, SOURCE, item.source());
        if (!item.becausePlaylists().isEmpty()) {
            json.writeFieldName(BECAUSE_PLAYLISTS);
            json.writeStartArray();
            for (BecausePlaylistJson playlist : item.becausePlaylists()) {
                json.writeStartObject();
                text(json, ID, playlist.id());
                text(json, TITLE, playlist.title());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void track(JsonGenerator json, TrackJson track) throws IOException {
        json.writeStartObject();
        text(json, ID, track.id());
        text(json, TITLE, track.title());
        texts(json, ARTISTS, track.artists());
        text(json, ALBUM, track.album());
        json.writeFieldName(DURATION);
        Long duration = track.durationMs();
        if (duration == null) {
            json.writeNull();
        } else {
            json.writeNumber(duration);
        }
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, SerializedString name, List<String> values) throws IOException {
        json.writeFieldName(name);
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, SerializedString name, @Nullable String value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }
}
