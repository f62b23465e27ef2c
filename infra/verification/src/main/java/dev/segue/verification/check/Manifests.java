package dev.segue.verification.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.schemas.SourcePosition;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.Claims;
import dev.segue.verification.recount.Fate;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.Told;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/// The newest index and the newest model on offer: whether they name their input offsets, whether the store holds what
/// they name, and whether the index's corpus comes out again when it is rebuilt from the raw topic at those offsets.
final class Manifests {

    private static final String CORPUS = "corpus.bin";
    private static final String MANIFEST = "manifest.json";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Wire<CleanPlaylist> PLAYLIST = Wire.of(Topics.PLAYLISTS.value());

    private final Evidence evidence;
    private final History history;

    Manifests(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
    }

    /// What a release says, whatever it releases.
    private record Release(
            String id,
            String location,
            String manifestSha256,
            Map<String, Map<String, Long>> inputOffsets,
            Instant createdAt) {}

    /// @param store root of the artefact store; empty when it is not at hand
    List<Finding> compare(Optional<Path> store) {
        Optional<Release> index = newest(
                Topics.INDEX_RELEASES,
                release -> new Release(
                        release.getIndexId(),
                        release.getLocation(),
                        release.getManifestSha256(),
                        release.getInputOffsets(),
                        release.getCreatedAt()));
        Optional<Release> model = newest(
                Topics.MODEL_RELEASES,
                release -> new Release(
                        release.getModelId(),
                        release.getLocation(),
                        release.getManifestSha256(),
                        release.getInputOffsets(),
                        release.getCreatedAt()));
        return List.of(
                compareManifest("index", index, store),
                compareManifest("model", model, store),
                compareCorpus(index, store));
    }

    private interface Reading<V> {
        Release of(V value);
    }

    private <V extends SpecificRecord> Optional<Release> newest(Topic<V> topic, Reading<V> reading) {
        var wire = Wire.of(topic.value());
        var releases = new HashMap<String, Release>();
        evidence.log().read(topic.name(), record -> {
            byte[] value = record.value();
            if (value == null) {
                releases.remove(Records.key(record));
            } else if (wire.decode(value) instanceof Wire.Decoded.Read<V>(V read)) {
                releases.put(Records.key(record), reading.of(read));
            }
        });
        return releases.values().stream().max(Comparator.comparing(Release::createdAt));
    }

    private static Finding compareManifest(String kind, Optional<Release> release, Optional<Path> store) {
        String compared = "the newest " + kind + " release against its manifest and files";
        if (release.isEmpty()) {
            return Comparison.skipped(Invariant.I7, compared, "there is no " + kind + " yet");
        }
        var comparison = new Comparison(Invariant.I7, compared);
        Release newest = release.get();
        if (newest.inputOffsets()
                .getOrDefault(Topics.PLAYLISTS.name(), Map.of())
                .isEmpty()) {
            comparison.different(newest.id() + ": it names no offsets of " + Topics.PLAYLISTS.name());
        } else {
            comparison.equal();
        }
        if (store.isEmpty()) {
            comparison.note("its files were not looked at, for no artefact store was named");
            return comparison.finding();
        }
        try {
            compareFiles(comparison, newest, store.get());
        } catch (IOException e) {
            comparison.different(newest.id() + ": " + e);
        }
        return comparison.finding();
    }

    private static void compareFiles(Comparison comparison, Release release, Path store) throws IOException {
        Path folder = store.resolve(release.location()).normalize();
        if (!folder.startsWith(store.normalize())) {
            comparison.different(release.id() + ": its location leads out of the store: " + release.location());
            return;
        }
        Path file = folder.resolve(MANIFEST);
        comparison.same(release.id() + ", SHA-256 of its manifest", release.manifestSha256(), sha256(file));
        JsonNode manifest = JSON.readTree(Files.readAllBytes(file));
        comparison.same(
                release.id() + ", input offsets",
                sorted(release.inputOffsets()),
                sorted(JSON.convertValue(
                        manifest.path("provenance").path("inputs").path("byTopic"),
                        JSON.getTypeFactory()
                                .constructMapType(
                                        Map.class,
                                        JSON.constructType(String.class),
                                        JSON.getTypeFactory().constructMapType(Map.class, String.class, Long.class)))));
        for (JsonNode named : manifest.path("files")) {
            Path path = folder.resolve(named.path("path").asText()).normalize();
            if (path.startsWith(folder)) {
                comparison.same(
                        release.id() + ", SHA-256 of " + folder.relativize(path),
                        named.path("sha256").asText(),
                        sha256(path));
            } else {
                comparison.different(release.id() + ": a file leads out of its folder: " + named.path("path"));
            }
        }
    }

    private Finding compareCorpus(Optional<Release> release, Optional<Path> store) {
        String compared = "the newest index's corpus against one rebuilt from the raw topic at its offsets";
        if (release.isEmpty() || store.isEmpty()) {
            return Comparison.skipped(
                    Invariant.I7,
                    compared,
                    release.isEmpty() ? "there is no index yet" : "no artefact store was named");
        }
        var comparison = new Comparison(Invariant.I7, compared);
        Release index = release.get();
        try {
            String expected = sha256(store.get().resolve(index.location()).resolve(CORPUS));
            var offsets = index.inputOffsets().getOrDefault(Topics.PLAYLISTS.name(), Map.of());
            var sources = new SourcePoints(history);
            evidence.log().read(Topics.PLAYLISTS.name(), record -> sources.take(record, offsets));
            long[] until = sources.until();
            String got = history.corpusSha256(until);
            if (got.equals(expected)) {
                comparison.equal();
                comparison.note("raw topic up to " + Arrays.toString(until) + ": " + history.playlists(until)
                        + " playlists, SHA-256 " + got);
            } else if (sources.isAmbiguous() || !history.isCertainAt(until)) {
                comparison.uncheckable("compaction removed records that the index was made from");
            } else if (sources.hasOlderNames()) {
                comparison.uncheckable("aliases that concern it came later");
            } else {
                comparison.different(index.id() + ", SHA-256 of " + CORPUS + ": expected " + got + ", got " + expected);
            }
        } catch (IOException e) {
            comparison.different(index.id() + ": " + e);
        }
        return comparison.finding();
    }

    /// Finds the point of the raw topic at which `playlists.v1` had been written up to given offsets: it is written
    /// in the order of the raw topic, partition by partition, and every record names the snapshot it was made from.
    private static final class SourcePoints {

        private final History history;
        private final long[] until;
        private final long[] next;
        /// Playlists that were counted by other ids than under the aliases of the end.
        private final Set<Integer> olderNames = new HashSet<>();

        SourcePoints(History history) {
            this.history = history;
            until = new long[history.end().length];
            next = history.end();
        }

        void take(StoredRecord record, Map<String, Long> offsets) {
            boolean before = record.offset() < offsets.getOrDefault(Integer.toString(record.partition()), 0L);
            if (before) {
                takeNames(record);
            }
            source(record).filter(source -> source.partition() < until.length).ifPresent(source -> {
                int partition = source.partition();
                if (before) {
                    until[partition] = Math.max(until[partition], source.offset() + 1);
                } else {
                    // What was written again because of aliases came of a snapshot that may have been counted before.
                    next[partition] =
                            record.rewrite().isPresent() ? next[partition] : Math.min(next[partition], source.offset());
                }
            });
        }

        private void takeNames(StoredRecord record) {
            int playlist = history.playlist(Records.key(record));
            byte[] value = record.value();
            olderNames.remove(playlist);
            if (playlist >= 0
                    && value != null
                    && PLAYLIST.decode(value) instanceof Wire.Decoded.Read<CleanPlaylist>(CleanPlaylist clean)
                    && history.versions(playlist).stream()
                            .anyMatch(version -> version.offset() == clean.getSourceOffset()
                                    && version.isRenamed()
                                    && !Claims.published(clean).equals(version.published()))) {
                olderNames.add(playlist);
            }
        }

        /// Whether playlists were counted by other ids than now when the offsets were passed.
        boolean hasOlderNames() {
            return !olderNames.isEmpty();
        }

        private static Optional<SourcePosition> source(StoredRecord record) {
            byte[] value = record.value();
            if (value == null) {
                return record.source();
            }
            return PLAYLIST.decode(value) instanceof Wire.Decoded.Read<CleanPlaylist>(CleanPlaylist playlist)
                    ? Optional.of(new SourcePosition(playlist.getSourcePartition(), playlist.getSourceOffset()))
                    : Optional.empty();
        }

        long[] until() {
            return until;
        }

        /// Whether there were changes of which the topic no longer tells whether they came before the offsets.
        boolean isAmbiguous() {
            for (int partition = 0; partition < until.length; partition++) {
                Told told = history.told().get(partition);
                for (int i = told == null ? 0 : told.before(until[partition]);
                        told != null && i < told.before(next[partition]);
                        i++) {
                    if (told.fate(i) != Fate.REJECTED
                            && told.fate(i) != Fate.UNCHANGED
                            && told.fate(i) != Fate.SUPERSEDED) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private static Map<String, Map<String, Long>> sorted(Map<String, Map<String, Long>> offsets) {
        var sorted = new TreeMap<String, Map<String, Long>>();
        offsets.forEach((topic, partitions) -> sorted.put(topic, new TreeMap<>(partitions)));
        return sorted;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
