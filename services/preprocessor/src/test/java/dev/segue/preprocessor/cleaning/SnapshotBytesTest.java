package dev.segue.preprocessor.cleaning;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.TrackAliases;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistTableEntry;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotBytesTest {

    private static final Wire<PlaylistSnapshot> SNAPSHOTS = Wire.of(Topics.PLAYLIST_SNAPSHOTS.value());
    private static final Wire<CleanPlaylist> CLEAN = Wire.of(Topics.PLAYLISTS.value());
    private static final Wire<PlaylistTableEntry> ENTRIES = Wire.of(PlaylistTableEntry.class);
    private static final SnapshotRules RULES = new SnapshotRules(new Filters(15, UnknownSaves.KEEP, 2, 40));
    private static final byte[] HASH = new byte[32];

    private final SnapshotBytes bytes = new SnapshotBytes();

    @Property(tries = 400)
    void whatIsCopiedIsWhatAvroWrites(@ForAll long seed) {
        // Given
        PlaylistSnapshot snapshot = anySnapshot(new Random(seed));
        var distinct = new LinkedHashMap<String, SnapshotTrack>();
        snapshot.getTracks().forEach(track -> distinct.putIfAbsent(track.getTrackId(), track));
        List<String> ids = List.copyOf(distinct.keySet());

        // When
        assertThat(bytes.read(SNAPSHOTS.encode(snapshot))).isTrue();

        // Then
        assertThat(bytes.version()).isEqualTo(snapshot.getVersion());
        assertThat(bytes.trackIds()).isEqualTo(ids);
        assertThat(bytes.cleanPlaylist(3, 1L << 40)).isEqualTo(CLEAN.encode(clean(snapshot, ids)));
        assertThat(bytes.cleanEntry(HASH, "clean", 7)).isEqualTo(ENTRIES.encode(entry(snapshot, "clean", ids)));
        assertThat(bytes.emptyEntry(HASH, "filtered"))
                .isEqualTo(ENTRIES.encode(entry(snapshot, "filtered", List.of())));
        for (int i = 0; i < ids.size(); i++) {
            SnapshotTrack track = distinct.get(ids.get(i));
            assertThat(bytes.track(i)).isEqualTo(track);
            assertThat(bytes.isDescribed(i)).isEqualTo(!isBare(track));
        }
    }

    @Property(tries = 400)
    void countsTheTracksOfASnapshotByTheIdsOfTheirRecordings(@ForAll long seed) {
        // Given
        var random = new Random(seed);
        PlaylistSnapshot snapshot = anySnapshot(random);
        List<String> ids = snapshot.getTracks().stream()
                .map(SnapshotTrack::getTrackId)
                .distinct()
                .toList();
        Map<String, String> aliases = anyAliases(random, ids);
        List<String> counted = counted(ids, aliases);
        assertThat(bytes.read(SNAPSHOTS.encode(snapshot))).isTrue();

        // When
        bytes.resolve(table(aliases));

        // Then
        assertThat(bytes.countedIds()).isEqualTo(counted);
        assertThat(bytes.countedTracks()).isEqualTo(counted.size());
        assertThat(bytes.trackIds()).isEqualTo(ids);
        assertThat(bytes.cleanPlaylist(3, 1L << 40)).isEqualTo(CLEAN.encode(clean(snapshot, counted)));
        assertThat(bytes.cleanEntry(HASH, "clean", 7)).isEqualTo(ENTRIES.encode(held(snapshot, ids, counted)));
        for (int i = 0; i < ids.size(); i++) {
            int position = bytes.countedPosition(i);
            if (position >= 0) {
                assertThat(counted.get(position)).isEqualTo(ids.get(i));
            } else {
                assertThat(aliases.containsKey(ids.get(i))
                                || ids.subList(0, i).stream()
                                        .map(before -> resolved(before, aliases))
                                        .anyMatch(ids.get(i)::equals))
                        .isTrue();
            }
        }
    }

    @Property(tries = 400)
    void writesAHeldPlaylistAgainWhenItsTracksAreCountedByOtherIds(@ForAll long seed) {
        // Given
        var random = new Random(seed);
        PlaylistSnapshot snapshot = anySnapshot(random);
        List<String> ids = snapshot.getTracks().stream()
                .map(SnapshotTrack::getTrackId)
                .distinct()
                .toList();
        List<String> before = counted(ids, anyAliases(random, ids));
        Map<String, String> aliases = anyAliases(random, ids);
        List<String> counted = counted(ids, aliases);
        var heldPlaylist = new HeldPlaylist();

        // When
        boolean changed = heldPlaylist.isChanged(ENTRIES.encode(held(snapshot, ids, before)), table(aliases));

        // Then
        assertThat(changed).isEqualTo(!counted.equals(before));
        assertThat(heldPlaylist.tracksBefore()).isEqualTo(before.size());
        assertThat(heldPlaylist.tracksNow()).isEqualTo(counted.size());
        assertThat(heldPlaylist.left())
                .isEqualTo(before.stream().filter(id -> !counted.contains(id)).toList());
        assertThat(heldPlaylist.tableEntry()).isEqualTo(ENTRIES.encode(held(snapshot, ids, counted)));
        CleanPlaylist expected = CleanPlaylist.newBuilder(clean(snapshot, counted))
                .setSourceOffset(7)
                .build();
        assertThat(heldPlaylist.cleanPlaylist(snapshot.getPlaylistId().getBytes(StandardCharsets.UTF_8), 3))
                .isEqualTo(CLEAN.encode(expected));
    }

    private static PlaylistTableEntry held(PlaylistSnapshot snapshot, List<String> ids, List<String> counted) {
        return cleanEntry(snapshot, ids, counted.equals(ids) ? List.of() : counted);
    }

    @Property(tries = 400)
    void whatSurelyPassesPassesTheRules(@ForAll long seed) {
        // Given
        var random = new Random(seed);
        PlaylistSnapshot snapshot = spoilt(anySnapshot(random), random);
        byte[] value = SNAPSHOTS.encode(snapshot);
        String key = random.nextInt(20) == 0 ? "mpd:other" : snapshot.getPlaylistId();

        // When
        boolean surely =
                bytes.read(value) && RULES.surelyPasses(key.getBytes(StandardCharsets.UTF_8), bytes, value.length);

        // Then
        Verdict verdict = RULES.judge(key, snapshot, value.length);
        if (surely) {
            assertThat(verdict).isEqualTo(new Verdict.Pass());
        } else if (isPlain(key, snapshot)) {
            assertThat(verdict).isNotEqualTo(new Verdict.Pass());
        }
    }

    @Property(tries = 2_000)
    void damagedBytesAreNoSnapshotOrTheOneTheySpellOut(@ForAll long seed) {
        // Given
        var random = new Random(seed);
        byte[] damaged = SNAPSHOTS.encode(anySnapshot(random));
        for (int i = 0; i <= random.nextInt(3); i++) {
            damaged[10 + random.nextInt(damaged.length - 10)] = (byte) random.nextInt();
        }
        byte[] cut = random.nextBoolean() ? damaged : Arrays.copyOf(damaged, random.nextInt(damaged.length));

        // When
        boolean read = bytes.read(cut);

        // Then
        if (read && SNAPSHOTS.decode(cut) instanceof Wire.Decoded.Read<PlaylistSnapshot>(PlaylistSnapshot spelt)) {
            byte[] again = SNAPSHOTS.encode(spelt);
            if (Arrays.equals(again, cut)) {
                byte[] hash = bytes.contentHash();
                bytes.take(spelt);
                assertThat(bytes.contentHash()).isEqualTo(hash);
            } else {
                // Only texts that are no UTF-8 are written otherwise than they were read; those never surely pass.
                assertThat(RULES.surelyPasses(key(spelt), bytes, cut.length)).isFalse();
            }
        } else if (read) {
            assertThat(RULES.surelyPasses("mpd:1".getBytes(StandardCharsets.UTF_8), bytes, cut.length))
                    .isFalse();
        }
    }

    @Test
    void otherFormsOfTheSameSnapshotAreLeftToAvro() {
        // Given
        byte[] value = SNAPSHOTS.encode(playlist("mpd:1").of("jamming", "exodus"));
        int version = indexOf(value, "mpd:1") + "mpd:1".length();
        byte[] longVersion = new byte[value.length + 1];
        System.arraycopy(value, 0, longVersion, 0, version);
        longVersion[version] = (byte) (value[version] | 0x80);
        System.arraycopy(value, version + 1, longVersion, version + 2, value.length - version - 1);

        // When Then
        assertThat(SNAPSHOTS.require(longVersion)).isEqualTo(SNAPSHOTS.require(value));
        assertThat(bytes.read(value)).isTrue();
        assertThat(bytes.read(longVersion)).isFalse();
    }

    @Test
    void anotherSchemaIsLeftToAvro() {
        // Given
        byte[] value = SNAPSHOTS.encode(playlist("mpd:1").of("jamming"));
        value[5]++;

        // When Then
        assertThat(bytes.read(value)).isFalse();
    }

    private static boolean isPlain(String key, PlaylistSnapshot snapshot) {
        return isAscii(key)
                && snapshot.getTracks().stream().allMatch(track -> isAscii(track.getTrackId()))
                && SNAPSHOTS.encode(snapshot).length < SnapshotRules.MAX_TEXT;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x7F);
    }

    private static byte[] key(PlaylistSnapshot snapshot) {
        return snapshot.getPlaylistId().getBytes(StandardCharsets.UTF_8);
    }

    private static int indexOf(byte[] in, String what) {
        return new String(in, StandardCharsets.ISO_8859_1).indexOf(what);
    }

    private static boolean isBare(SnapshotTrack track) {
        return track.getTitle().isEmpty()
                && track.getArtists().isEmpty()
                && track.getArtistIds().isEmpty()
                && track.getAlbum() == null
                && track.getAlbumId() == null
                && track.getDurationMs() == null
                && track.getIsrc() == null
                && track.getExplicit() == null;
    }

    private static CleanPlaylist clean(PlaylistSnapshot snapshot, List<String> ids) {
        return CleanPlaylist.newBuilder()
                .setPlaylistId(snapshot.getPlaylistId())
                .setSource(snapshot.getSource())
                .setVersion(snapshot.getVersion())
                .setTitle(snapshot.getTitle())
                .setDescription(snapshot.getDescription())
                .setKeyword(snapshot.getKeyword())
                .setUrl(snapshot.getUrl())
                .setOwner(snapshot.getOwner())
                .setSaves(snapshot.getSaves())
                .setModifiedAt(snapshot.getModifiedAt())
                .setTracks(ids)
                .setSourcePartition(3)
                .setSourceOffset(1L << 40)
                .build();
    }

    private static PlaylistTableEntry entry(PlaylistSnapshot snapshot, String outcome, List<String> ids) {
        return outcome.equals("clean")
                ? cleanEntry(snapshot, ids, List.of())
                : new PlaylistTableEntry(
                        snapshot.getVersion(),
                        ByteBuffer.wrap(HASH),
                        outcome,
                        List.of(),
                        0L,
                        0L,
                        List.of(),
                        "",
                        "",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
    }

    private static PlaylistTableEntry cleanEntry(PlaylistSnapshot snapshot, List<String> ids, List<String> counted) {
        return new PlaylistTableEntry(
                snapshot.getVersion(),
                ByteBuffer.wrap(HASH),
                "clean",
                ids,
                snapshot.getVersion(),
                7L,
                counted,
                snapshot.getSource(),
                snapshot.getTitle(),
                snapshot.getDescription(),
                snapshot.getKeyword(),
                snapshot.getUrl(),
                snapshot.getOwner(),
                snapshot.getSaves(),
                snapshot.getModifiedAt());
    }

    /// Aliases that say something of some of the tracks, chains and circles among them; a new one may be an id that is
    /// there, or one that is not.
    private static Map<String, String> anyAliases(Random random, List<String> ids) {
        var aliases = new HashMap<String, String>();
        int count = random.nextInt(4) == 0 ? 0 : random.nextInt(8);
        for (int i = 0; i < count && !ids.isEmpty(); i++) {
            String alias = random.nextInt(4) == 0 ? "isrc:" + i : ids.get(random.nextInt(ids.size()));
            String track = random.nextInt(3) == 0 ? ids.get(random.nextInt(ids.size())) : "isrc:" + random.nextInt(8);
            aliases.put(alias, track);
        }
        return aliases;
    }

    private static TrackAliases table(Map<String, String> aliases) {
        var table = new TrackAliases();
        aliases.forEach((alias, track) -> table.say(alias, track, 0, 0));
        return table;
    }

    private static List<String> counted(List<String> ids, Map<String, String> aliases) {
        return ids.stream().map(id -> resolved(id, aliases)).distinct().toList();
    }

    private static String resolved(String id, Map<String, String> aliases) {
        var passed = new LinkedHashSet<String>();
        String at = id;
        while (aliases.containsKey(at)) {
            if (!passed.add(at)) {
                var circle = new ArrayList<>(passed);
                return Collections.min(circle.subList(circle.indexOf(at), circle.size()));
            }
            at = aliases.get(at);
        }
        return at;
    }

    private static PlaylistSnapshot anySnapshot(Random random) {
        var tracks = new ArrayList<SnapshotTrack>();
        int length = random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(12);
        for (int i = 0; i < length; i++) {
            boolean bare = random.nextInt(3) == 0;
            tracks.add(SnapshotTrack.newBuilder()
                    .setTrackId("t:" + random.nextInt(200))
                    .setTitle(bare ? "" : text(random))
                    .setArtists(bare ? List.of() : List.of(text(random), text(random)))
                    .setArtistIds(bare ? List.of() : List.of(text(random)))
                    .setAlbum(bare ? null : maybe(random, () -> text(random)))
                    .setAlbumId(bare ? null : maybe(random, () -> text(random)))
                    .setDurationMs(bare ? null : maybe(random, () -> random.nextLong(1L << 40)))
                    .setIsrc(bare ? null : maybe(random, () -> text(random)))
                    .setExplicit(bare ? null : maybe(random, random::nextBoolean))
                    .setAddedAt(maybe(random, () -> Instant.ofEpochMilli(random.nextInt())))
                    .build());
        }
        return PlaylistSnapshot.newBuilder()
                .setSource("mpd")
                .setPlaylistId("mpd:" + random.nextInt(100))
                .setVersion(random.nextLong(1L << (1 + random.nextInt(50))))
                .setTitle(text(random))
                .setDescription(maybe(random, () -> text(random)))
                .setKeyword(maybe(random, () -> text(random)))
                .setUrl(maybe(random, () -> text(random)))
                .setOwner(maybe(random, () -> text(random)))
                .setSaves(maybe(random, () -> (long) random.nextInt(60)))
                .setModifiedAt(maybe(random, () -> Instant.ofEpochMilli(random.nextInt())))
                .setCrawledAt(Instant.ofEpochMilli(random.nextLong(1L << 42)))
                .setTracks(tracks)
                .build();
    }

    /// The same, but that it breaks one rule or another, or a few, or none.
    private static PlaylistSnapshot spoilt(PlaylistSnapshot snapshot, Random random) {
        var spoilt = PlaylistSnapshot.newBuilder(snapshot);
        switch (random.nextInt(12)) {
            case 0 -> spoilt.setVersion(-1);
            case 1 -> spoilt.setSaves(-1L);
            case 2 -> spoilt.setTitle("x".repeat(SnapshotRules.MAX_TEXT + 1));
            case 3 -> spoilt.setUrl("é".repeat(SnapshotRules.MAX_TEXT));
            default -> {}
        }
        var tracks = new ArrayList<>(snapshot.getTracks());
        if (!tracks.isEmpty() && random.nextBoolean()) {
            int at = random.nextInt(tracks.size());
            var track = SnapshotTrack.newBuilder(tracks.get(at));
            switch (random.nextInt(8)) {
                case 0 -> track.setTrackId("noNamespace");
                case 1 -> track.setTrackId("with: blank");
                case 2 -> track.setTrackId("t:" + "x".repeat(199));
                case 3 -> track.setTrackId("t:\u007f-control-at-the-third");
                case 4 -> track.setDurationMs(-5L);
                case 5 -> track.setTitle("y".repeat(SnapshotRules.MAX_TEXT + 1));
                case 6 -> track.setTrackId(":empty");
                default -> track.setTrackId("t:é");
            }
            tracks.set(at, track.build());
        }
        return spoilt.setTracks(tracks).build();
    }

    private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
        return random.nextInt(3) == 0 ? value.get() : null;
    }

    private static String text(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "밤에 듣는 노래";
            case 2 -> "a song of some length, with 🎵 in it";
            case 3 -> "x".repeat(random.nextInt(200));
            default -> "reggae";
        };
    }
}
