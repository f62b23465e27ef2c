package dev.segue.recommender;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.Provenance;
import dev.segue.modelbundle.Dense;
import dev.segue.modelbundle.FactorTable;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.modelbundle.TitleProjection;
import dev.segue.modelbundle.TitleTable;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.ArtefactStore.Published;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.ReleaseRole;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.search.CatalogueEntry;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.LuceneVectors;
import dev.segue.search.TrackSearch;
import dev.segue.search.VectorRecall;
import dev.segue.search.VectorSettings;
import dev.segue.testkit.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Made-up music: songs of four scenes, the playlists people make of them, and the artefacts of a model that knows the
/// scenes apart. What it publishes is what the other services would.
public final class RecordShop {

    /// A song as a line of the shop's book.
    private record Song(String id, String title, String artist, String album, long durationMs) {}

    private static final String[] BOOK = {
        "reggae|Slow Harbour|The Tidewater Dub|Salt Road|214",
        "reggae|Roots of the Baobab|Amara Kings|Baobab|251",
        "reggae|Lantern Street|The Tidewater Dub|Salt Road|198",
        "reggae|Sunday Yard|Desmond Vale|Yard Songs|233",
        "reggae|Kingston by Morning|Amara Kings|Baobab|242",
        "reggae|Easy Now, River|Desmond Vale|Yard Songs|227",
        "reggae|Ten Thousand Drums|Amara Kings|Drums|305",
        "reggae|Mango Season|The Tidewater Dub|Mango Season|187",
        "night|Neon Orchard|Velvet Arcade|After Closing|262",
        "night|Last Train to Aurora|Nadia Lund|Aurora|289",
        "night|Glass Boulevard|Velvet Arcade|After Closing|241",
        "night|Midnight Cartography|Ferro & Lux|Maps|318",
        "night|Café Sélène|Nadia Lund|Aurora|206",
        "night|Rearview Moon|Ferro & Lux|Maps|275",
        "night|Low Beams|Velvet Arcade|Low Beams|230",
        "night|Empty Lanes|Nadia Lund|Aurora|222",
        "folk|The Ferryman's Daughter|Hollow Pines|Kindling|244",
        "folk|Barley and Smoke|Ada Thorne|Fieldnotes|201",
        "folk|Wren in the Rafters|Hollow Pines|Kindling|189",
        "folk|Letters from Orkney|Ada Thorne|Fieldnotes|268",
        "folk|Kindling|Hollow Pines|Kindling|233",
        "folk|A Map of Rain|Jonas Weir|Weather|257",
        "folk|Stone Bridge, Low Water|Jonas Weir|Weather|220",
        "folk|Fieldnotes|Ada Thorne|Fieldnotes|195",
        "loud|Iron Meridian|Black Atlas|Meridian|301",
        "loud|Cathedral of Rust|Gravelmouth|Cathedral|344",
        "loud|Ashes Over Antwerp|Black Atlas|Meridian|289",
        "loud|Nine Hammers|Gravelmouth|Cathedral|263",
        "loud|Voltage Hymn|Sable Engine|Engine Room|238",
        "loud|Salt the Earth|Black Atlas|Meridian|277",
        "loud|Engine Room|Sable Engine|Engine Room|252",
        "loud|Wolves of Winter|Gravelmouth|Cathedral|331",
    };

    private static final Map<String, List<String>> TITLES = Map.of(
            "reggae", List.of("Sunday reggae", "island mornings", "roots & dub", "slow bbq"),
            "night", List.of("late night drive", "neon lights", "2am", "night bus home"),
            "folk", List.of("folk by the fire", "rainy windows", "acoustic autumn", "tea and letters"),
            "loud", List.of("heavy lifting", "metal mornings", "loud!!", "riffs"));

    private static final int PLAYLISTS_PER_SCENE = 12;
    private static final int DIMENSION = 8;
    private static final IntUnaryOperator AS_USUAL = i -> i % 4;
    private static final Instant WHEN = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<String, Song> songs = new LinkedHashMap<>();
    private final Map<String, List<Song>> scenes = new LinkedHashMap<>();
    private final Map<String, CleanPlaylist> playlists = new LinkedHashMap<>();
    private final Broker broker;
    private final ArtefactStore store;

    public RecordShop(Broker broker, Path artefacts) {
        this.broker = broker;
        this.store = new ArtefactStore(artefacts);
        for (String line : BOOK) {
            List<String> fields = List.of(line.split("\\|", -1));
            String id = "demo:" + slug(fields.get(1));
            var song = new Song(id, fields.get(1), fields.get(2), fields.get(3), Long.parseLong(fields.get(4)) * 1000);
            songs.put(id, song);
            scenes.computeIfAbsent(fields.get(0), scene -> new ArrayList<>()).add(song);
        }
        scenes.forEach((scene, members) -> {
            for (int i = 0; i < PLAYLISTS_PER_SCENE; i++) {
                var tracks = new ArrayList<String>();
                for (int j = 0; j < 5; j++) {
                    String id = members.get((i * 3 + j * (1 + i % 3)) % members.size())
                            .id();
                    if (!tracks.contains(id)) {
                        tracks.add(id);
                    }
                }
                List<String> titles = TITLES.get(scene);
                put(scene + i, titles.get(i % titles.size()), tracks);
            }
        });
    }

    /// Sends the catalogue, the playlists and a neighbour list, as the preprocessor would.
    public void openForBusiness() {
        songs.values().forEach(this::sendTrack);
        playlists.values().forEach(playlist -> broker.send(Topics.PLAYLISTS, playlist.getPlaylistId(), playlist));
        broker.send(Topics.TRACK_NEIGHBOURS, "demo:slow-harbour", neighbours("demo:slow-harbour"));
    }

    /// A playlist's next version.
    public void playlist(String id, String title, List<String> tracks) {
        broker.send(Topics.PLAYLISTS, "demo:" + id, put(id, title, tracks));
    }

    /// A playlist that breaks the contract of its topic: it says every track twice.
    public void stutteringPlaylist(String id, String track) {
        CleanPlaylist playlist = clean(id, "stutter", List.of(track, track));
        broker.send(Topics.PLAYLISTS, playlist.getPlaylistId(), playlist);
    }

    /// The playlist is gone.
    public void noPlaylist(String id) {
        playlists.remove("demo:" + id);
        broker.send(Topics.PLAYLISTS, "demo:" + id, null);
    }

    /// A track nobody has trained on.
    public void track(String id, String title, String artist) {
        var song = new Song(id, title, artist, title, 200_000);
        songs.put(id, song);
        sendTrack(song);
    }

    /// A track with explicit lyrics.
    public void explicitTrack(String id, String title, String artist) {
        var song = new Song(id, title, artist, title, 200_000);
        songs.put(id, song);
        sendTrack(song, true);
    }

    /// The track has left the catalogue.
    public void noTrack(String id) {
        songs.remove(id);
        broker.send(Topics.TRACKS, id, null);
    }

    /// Trains, indexes and announces: vectors that keep the scenes apart.
    public void release(String modelId, String indexId) {
        release(modelId, indexId, vectors(AS_USUAL));
    }

    /// A release of another mind about which songs of a scene are alike.
    public void releaseOfAnotherMind(String modelId, String indexId) {
        release(modelId, indexId, vectors(i -> i / 2));
    }

    /// A release that is sound in every byte and has learnt nothing: songs of all scenes lie together.
    public void releaseThatLearntNothing(String modelId, String indexId) {
        release(modelId, indexId, learntNothing());
    }

    private TrackVectors learntNothing() {
        TrackVectors learnt = vectors(AS_USUAL);
        var ids = new ArrayList<String>();
        for (int i = 0; i < learnt.size(); i++) {
            ids.add(learnt.trackIds().get(i * 9 % learnt.size()));
        }
        return new TrackVectors(ids, learnt.dimension(), learnt.rows());
    }

    /// A release whose index was made for vectors of another dimension.
    public void releaseThatDoesNotFit(String modelId, String indexId) {
        TrackVectors vectors = vectors(AS_USUAL);
        Published model = publishModel(modelId, vectors);
        announce(modelId, model);
        announceIndex(modelId, indexId, publishIndex(modelId, indexId, model, vectors, 2 * DIMENSION));
    }

    /// A release with a vector that is not a number, every digest of its manifest in order.
    public void releaseWithoutNumbers(String modelId, String indexId) {
        TrackVectors vectors = vectors(AS_USUAL);
        try {
            var staged = store.stage("models", modelId);
            ModelBundle.write(staged.directory(), vectors, 1);
            Path file = staged.directory().resolve(TrackVectors.VECTORS_FILE);
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(DIMENSION * Float.BYTES, Float.NaN);
            Files.write(file, bytes);
            Published model = store.publish(staged, provenance(InputOffsets.NONE), Map.of());
            announce(modelId, model);
            announceIndex(modelId, indexId, publishIndex(modelId, indexId, model, vectors, DIMENSION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same scenes, with their vectors shipped as segments.
    ///
    /// @param recall that the index says of them
    public void releaseWithSegments(String modelId, String indexId, double recall) {
        releaseWithSegments(modelId, indexId, recall, vectors(AS_USUAL));
    }

    /// The same scenes, with segments of vectors that are not the model's, for all the index says of them.
    public void releaseWithForeignSegments(String modelId, String indexId) {
        releaseWithSegments(modelId, indexId, 1, learntNothing());
    }

    private void releaseWithSegments(String modelId, String indexId, double recall, TrackVectors shipped) {
        TrackVectors vectors = vectors(AS_USUAL);
        Published model = publishModel(modelId, vectors);
        announce(modelId, model);
        announceIndex(
                modelId,
                indexId,
                publishIndex(modelId, indexId, model, vectors, DIMENSION, OptionalDouble.of(recall), shipped));
    }

    /// A release that has learnt to read what people call playlists of each scene, in three languages.
    public void releaseThatReads(String modelId, String indexId) {
        TrackVectors vectors = vectors(AS_USUAL);
        Map<String, List<String>> words = Map.of(
                "reggae", List.of("레게 여름", "雷鬼 夏天", "island breeze"),
                "night", List.of("심야 드라이브", "深夜 开车", "driving after dark"),
                "folk", List.of("포크 기타", "民谣 吉他", "campfire guitar"),
                "loud", List.of("메탈 운동", "金属 健身", "iron gym"));
        var titles = new ArrayList<String>();
        float[] places = new float[scenes.size() * 3 * DIMENSION];
        int scene = 0;
        for (String name : scenes.keySet()) {
            for (String title : Objects.requireNonNull(words.get(name))) {
                places[titles.size() * DIMENSION + scene] = 1;
                titles.add(title);
            }
            scene++;
        }
        TitleTable table = TitleTable.learn(DIMENSION, titles, places);
        // A title lies where its words and its characters do.
        float[] weights = new float[DIMENSION * table.features()];
        for (int d = 0; d < DIMENSION; d++) {
            weights[d * table.features() + d] = 1;
            weights[d * table.features() + DIMENSION + d] = 1;
        }
        var projection = new TitleProjection(
                table,
                false,
                new Dense(table.features(), DIMENSION, weights, new float[DIMENSION]),
                new Dense(DIMENSION, DIMENSION, new float[DIMENSION * DIMENSION], new float[DIMENSION]));
        try {
            var staged = store.stage("models", modelId);
            ModelBundle.write(
                    staged.directory(), vectors, PlaylistEncoding.mean(DIMENSION), Optional.of(projection), 1);
            Published model = store.publish(staged, provenance(InputOffsets.NONE), Map.of());
            announce(modelId, model);
            announceIndex(modelId, indexId, publishIndex(modelId, indexId, model, vectors, DIMENSION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those that expect what lies near.
    private static FactorTable factors(TrackVectors vectors) {
        float[] gram = new float[DIMENSION * DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            gram[i * DIMENSION + i] = 1;
        }
        return FactorTable.rounded(DIMENSION, vectors.rows(), gram, 1);
    }

    /// The same scenes with factors and a second stage.
    ///
    /// @param ranker its file
    public void releaseThatRanks(String modelId, String indexId, byte[] ranker) {
        TrackVectors vectors = vectors(AS_USUAL);
        try {
            var staged = store.stage("models", modelId);
            ModelBundle.write(
                    staged.directory(),
                    vectors,
                    PlaylistEncoding.mean(DIMENSION),
                    Optional.empty(),
                    Optional.of(factors(vectors)),
                    Optional.of(ranker),
                    1);
            Published model = store.publish(staged, provenance(InputOffsets.NONE), Map.of());
            announce(modelId, model);
            announceIndex(modelId, indexId, publishIndex(modelId, indexId, model, vectors, DIMENSION));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void release(String modelId, String indexId, TrackVectors vectors) {
        Published model = publishModel(modelId, vectors);
        announce(modelId, model);
        announceIndex(modelId, indexId, publishIndex(modelId, indexId, model, vectors, DIMENSION));
    }

    /// An operator's decision, straight onto its topic.
    public void decide(String role, String modelId, double share) {
        broker.send(
                Topics.RELEASE_ROLES,
                role,
                ReleaseRole.newBuilder()
                        .setRole(role)
                        .setModelId(modelId)
                        .setShare(share)
                        .setDecidedAt(WHEN)
                        .build());
    }

    /// A release whose model was damaged after it was published.
    public void releaseDamaged(String modelId, String indexId) {
        Published model = publishModel(modelId, vectors(AS_USUAL));
        Path vectors = model.directory().resolve(TrackVectors.VECTORS_FILE);
        try {
            byte[] bytes = Files.readAllBytes(vectors);
            bytes[bytes.length / 2] ^= 1;
            Files.write(vectors, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        announce(modelId, model);
        announceIndex(modelId, indexId, publishIndex(modelId, indexId, model, vectors(AS_USUAL), DIMENSION));
    }

    /// The release is taken back.
    public void withdraw(String indexId) {
        broker.send(Topics.INDEX_RELEASES, indexId, null);
    }

    private static String slug(String title) {
        return Normalizer.normalize(title, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}|'", "")
                .replaceAll("[^a-z0-9]+", "-");
    }

    private CleanPlaylist put(String id, String title, List<String> tracks) {
        CleanPlaylist playlist = clean(id, title, tracks);
        playlists.put(playlist.getPlaylistId(), playlist);
        return playlist;
    }

    private static CleanPlaylist clean(String id, String title, List<String> tracks) {
        return CleanPlaylist.newBuilder()
                .setPlaylistId("demo:" + id)
                .setSource("demo")
                .setVersion(1)
                .setTitle(title)
                .setDescription(null)
                .setKeyword(null)
                .setUrl(null)
                .setOwner(null)
                .setSaves(20L)
                .setModifiedAt(null)
                .setTracks(List.copyOf(tracks))
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build();
    }

    private void sendTrack(Song song) {
        sendTrack(song, null);
    }

    private void sendTrack(Song song, @Nullable Boolean explicit) {
        broker.send(
                Topics.TRACKS,
                song.id(),
                CatalogueTrack.newBuilder()
                        .setTrackId(song.id())
                        .setTitle(song.title())
                        .setArtists(List.of(song.artist()))
                        .setArtistIds(List.of())
                        .setAlbum(song.album())
                        .setAlbumId(null)
                        .setDurationMs(song.durationMs())
                        .setIsrc(null)
                        .setExplicit(explicit)
                        .setPlaylists(held(song.id()))
                        .setSourceOffsets(List.of(1L))
                        .build());
    }

    private int held(String track) {
        return (int) playlists.values().stream()
                .filter(playlist -> playlist.getTracks().contains(track))
                .count();
    }

    private TrackNeighbours neighbours(String anchor) {
        var counts = new TreeMap<String, Integer>();
        for (CleanPlaylist playlist : playlists.values()) {
            if (playlist.getTracks().contains(anchor)) {
                playlist.getTracks().stream()
                        .filter(id -> !id.equals(anchor))
                        .forEach(id -> counts.merge(id, 1, Integer::sum));
            }
        }
        List<Neighbour> list = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> Neighbour.newBuilder()
                        .setTrackId(entry.getKey())
                        .setCount(entry.getValue())
                        .setPlaylists(held(entry.getKey()))
                        .setCosine(0)
                        .setLift(0)
                        .setPmi(0)
                        .build())
                .toList();
        return TrackNeighbours.newBuilder()
                .setTrackId(anchor)
                .setWindow(10)
                .setPlaylists(held(anchor))
                .setCorpusPlaylists(playlists.size())
                .setNeighbours(list)
                .setSourceOffsets(List.of(1L))
                .build();
    }

    private Published publishModel(String modelId, TrackVectors vectors) {
        try {
            var staged = store.stage("models", modelId);
            ModelBundle.write(staged.directory(), vectors, 1);
            return store.publish(staged, provenance(InputOffsets.NONE), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Published publishIndex(
            String modelId, String indexId, Published model, TrackVectors vectors, int dimension) {
        return publishIndex(modelId, indexId, model, vectors, dimension, OptionalDouble.empty(), vectors);
    }

    private static Map<String, String> shipped(Path snapshot, TrackVectors vectors, double recall) throws IOException {
        Path working = Files.createTempDirectory("record-shop");
        try (var index = LuceneVectors.open(working, vectors.dimension(), VectorSettings.DEFAULTS)) {
            for (int row = 0; row < vectors.size(); row++) {
                int from = row * vectors.dimension();
                index.upsert(
                        vectors.trackIds().get(row),
                        Arrays.copyOfRange(vectors.rows(), from, from + vectors.dimension()),
                        1);
            }
            index.linkTo(snapshot.resolve(IndexSnapshot.TRACK_VECTORS));
        }
        return new VectorRecall(recall, 1, VectorSettings.DEFAULTS).attributes();
    }

    /// @param dimension that the index says it was made for
    /// @param recall of the vectors' segments; empty to ship none
    /// @param shipped in these segments
    private Published publishIndex(
            String modelId,
            String indexId,
            Published model,
            TrackVectors vectors,
            int dimension,
            OptionalDouble recall,
            TrackVectors shipped) {
        var attributes = new HashMap<>(Map.of(
                "modelId", modelId,
                "modelManifestSha256", model.manifestSha256(),
                "vectors", Integer.toString(vectors.size()),
                "dimension", Integer.toString(dimension)));
        var corpus = new Corpus();
        playlists
                .values()
                .forEach(
                        playlist -> corpus.upsert(playlist.getPlaylistId(), corpus.internTracks(playlist.getTracks())));
        var staged = store.stage("indexes", indexId);
        try {
            Path working = Files.createTempDirectory("record-shop");
            try (var search = TrackSearch.open(working)) {
                songs.values().forEach(song -> search.upsertTrack(entry(song)));
                playlists
                        .values()
                        .forEach(playlist -> search.upsertPlaylistTitle(
                                playlist.getPlaylistId(),
                                playlist.getTitle(),
                                playlist.getTracks().size()));
                IndexSnapshot.write(
                        staged.directory(), corpus, search, vectors.trackIds(), vectors.dimension(), vectors.rows());
            }
            if (recall.isPresent()) {
                attributes.putAll(shipped(staged.directory(), shipped, recall.getAsDouble()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var offsets = new InputOffsets(Map.of(
                Topics.PLAYLISTS.name(), broker.endOffsets(Topics.PLAYLISTS),
                Topics.TRACKS.name(), broker.endOffsets(Topics.TRACKS)));
        return store.publish(staged, provenance(offsets), attributes);
    }

    private void announce(String modelId, Published model) {
        broker.send(
                Topics.MODEL_RELEASES,
                modelId,
                ModelRelease.newBuilder()
                        .setModelId(modelId)
                        .setModel("infonce")
                        .setDimension(DIMENSION)
                        .setTracks(BOOK.length)
                        .setPlaylists(playlists.size())
                        .setMetrics(Map.of("loss", 1.25))
                        .setLocation(model.location())
                        .setManifestSha256(model.manifestSha256())
                        .setBytes(model.manifest().bytes())
                        .setInputOffsets(Map.of())
                        .setConfigurationHash("none")
                        .setCodeVersion("test")
                        .setSeed(1)
                        .setCreatedAt(WHEN)
                        .build());
    }

    private void announceIndex(String modelId, String indexId, Published index) {
        broker.send(
                Topics.INDEX_RELEASES,
                indexId,
                IndexRelease.newBuilder()
                        .setIndexId(indexId)
                        .setModelId(modelId)
                        .setPlaylists(playlists.size())
                        .setTracks(songs.size())
                        .setLocation(index.location())
                        .setManifestSha256(index.manifestSha256())
                        .setBytes(index.manifest().bytes())
                        .setInputOffsets(Map.of())
                        .setConfigurationHash("none")
                        .setCodeVersion("test")
                        .setSeed(1)
                        .setCreatedAt(WHEN)
                        .build());
    }

    /// Songs of a scene lie around its axis, each a little to its own side.
    ///
    /// @param side by a song's place in its scene; songs of one side are most alike
    private TrackVectors vectors(IntUnaryOperator side) {
        var ids = new ArrayList<String>();
        float[] rows = new float[BOOK.length * DIMENSION];
        int scene = 0;
        int row = 0;
        for (List<Song> members : scenes.values()) {
            for (int i = 0; i < members.size(); i++) {
                float[] vector = new float[DIMENSION];
                vector[scene] = 1;
                int own = 4 + side.applyAsInt(i);
                vector[own] = .1f * (1 + i / 4);
                double length = Math.sqrt(1 + vector[own] * vector[own]);
                for (int d = 0; d < DIMENSION; d++) {
                    rows[row * DIMENSION + d] = (float) (vector[d] / length);
                }
                ids.add(members.get(i).id());
                row++;
            }
            scene++;
        }
        return new TrackVectors(ids, DIMENSION, rows);
    }

    private CatalogueEntry entry(Song song) {
        return new CatalogueEntry(
                song.id(),
                song.title(),
                List.of(song.artist()),
                List.of(),
                song.album(),
                null,
                song.durationMs(),
                null,
                null,
                held(song.id()));
    }

    private static Provenance provenance(InputOffsets offsets) {
        return new Provenance(offsets, "none", "test", 1);
    }
}
