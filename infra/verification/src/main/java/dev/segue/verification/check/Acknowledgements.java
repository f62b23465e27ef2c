package dev.segue.verification.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the crawler says was acknowledged, in `crawl-frontier.v1`, against the raw topic; and the raw topic's
/// playlists against a catalogue of what the source has.
final class Acknowledgements {

    private static final String TOPIC = Topics.CRAWL_FRONTIER.name();
    private static final String KIND_IMPORT = "import";
    private static final String KIND_FILE = "file";
    private static final String KIND_PLAYLIST = "playlist";
    private static final String GONE = "gone";
    private static final long TOMBSTONE = -1;
    private static final Wire<PlaylistSnapshot> SNAPSHOT = Wire.of(Topics.PLAYLIST_SNAPSHOTS.value());
    private static final Wire<CrawlFrontierEntry> WIRE = Wire.of(Topics.CRAWL_FRONTIER.value());
    private static final JsonMapper JSON = new JsonMapper();

    private final Evidence evidence;
    private final History history;
    private final Map<String, CrawlFrontierEntry> frontier = new HashMap<>();

    Acknowledgements(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
    }

    /// @param acknowledged single records that somebody saw acknowledged
    /// @param catalogue ids the source has; empty when nobody says
    List<Finding> compare(List<Acknowledged> acknowledged, Optional<Set<String>> catalogue) {
        evidence.log().read(TOPIC, this::take);
        var findings =
                new ArrayList<>(List.of(compareOffsets(acknowledged), compareCounts(), compareCatalogue(catalogue)));
        compareVersions().ifPresent(findings::add);
        return findings;
    }

    private void take(StoredRecord record) {
        byte[] value = record.value();
        if (value == null) {
            frontier.remove(Records.key(record));
        } else if (WIRE.decode(value) instanceof Wire.Decoded.Read<CrawlFrontierEntry>(var entry)) {
            frontier.put(Records.key(record), entry);
        }
    }

    private Finding compareOffsets(List<Acknowledged> acknowledged) {
        var comparison = new Comparison(Invariant.I1, "acknowledged records against those of the raw topic");
        for (CrawlFrontierEntry entry : frontier.values()) {
            endOffsets(entry)
                    .properties()
                    .forEach(end -> compareOffset(
                            comparison,
                            entry.getId(),
                            Integer.parseInt(end.getKey()),
                            end.getValue().asLong() - 1));
        }
        for (Acknowledged record : acknowledged) {
            compareOffset(
                    comparison,
                    record.playlistId() == null ? "an acknowledged record" : record.playlistId(),
                    record.partition(),
                    record.offset());
        }
        return comparison.finding();
    }

    private void compareOffset(Comparison comparison, String who, int partition, long offset) {
        Told told = history.told().get(partition);
        if (told == null || offset >= told.end()) {
            comparison.different(who + ": the record acknowledged at " + Records.at(partition, offset)
                    + " is not there, the partition ends at " + (told == null ? 0 : told.end()));
        } else if (told.find(offset) >= 0) {
            comparison.equal();
        } else {
            comparison.uncheckable("compaction removed the record, or its offset is the mark of a transaction");
        }
    }

    /// A record that was sent again after a crash is there twice: there may be more than were counted, never fewer.
    private Finding compareCounts() {
        var comparison = new Comparison(Invariant.I1, TOPIC + ", records published, against the raw topic");
        var published = new TreeMap<String, Long>();
        for (CrawlFrontierEntry entry : frontier.values()) {
            if (entry.getKind().equals(KIND_IMPORT) || entry.getKind().equals(KIND_FILE)) {
                published.merge(entry.getKind() + "s", entry.getPublished(), Long::sum);
            }
        }
        published.forEach((who, count) -> atLeast(comparison, who, count, history.records(), history.absent()));
        return comparison.finding();
    }

    private static void atLeast(Comparison comparison, String who, long published, long records, long absent) {
        if (published > records + absent) {
            comparison.different(who + ": expected at least " + published + " raw records, got " + records
                    + (absent == 0 ? "" : " and " + absent + " offsets without one"));
        } else if (published > records) {
            comparison.uncheckable("compaction removed raw records");
        } else {
            comparison.equal(published);
        }
    }

    /// What the crawls of live sources say they published last, playlist by playlist.
    private Optional<Finding> compareVersions() {
        List<CrawlFrontierEntry> told = frontier.values().stream()
                .filter(entry -> entry.getKind().equals(KIND_PLAYLIST) && entry.getVersion() > 0)
                .toList();
        if (told.isEmpty()) {
            return Optional.empty();
        }
        var newest = new HashMap<String, Long>();
        evidence.log().read(Topics.PLAYLIST_SNAPSHOTS.name(), record -> {
            byte[] value = record.value();
            if (value == null) {
                newest.put(Records.key(record), TOMBSTONE);
            } else if (SNAPSHOT.decode(value) instanceof Wire.Decoded.Read<PlaylistSnapshot>(var snapshot)) {
                newest.put(Records.key(record), snapshot.getVersion());
            }
        });
        var comparison = new Comparison(Invariant.I1, TOPIC + ", versions published, against the raw topic");
        for (CrawlFrontierEntry entry : told) {
            compareVersion(comparison, entry, newest.get(entry.getId().substring(KIND_PLAYLIST.length() + 1)));
        }
        return Optional.of(comparison.finding());
    }

    /// What is withheld after it was gone has the version of before, and no record. What a person deleted
    /// the crawl does not know of.
    private static void compareVersion(Comparison comparison, CrawlFrontierEntry entry, @Nullable Long published) {
        boolean standing = entry.getFlag() == null && !entry.getState().equals(GONE);
        boolean deleted = published == null || published == TOMBSTONE;
        if (standing ? Objects.equals(published, entry.getVersion()) : deleted) {
            comparison.equal();
        } else if (standing && published != null && published == TOMBSTONE) {
            comparison.uncheckable("a tombstone that no crawl wrote follows the record");
        } else {
            comparison.different(entry.getId() + ": expected " + (standing ? "version " + entry.getVersion() : "none")
                    + " in the raw topic, got " + (published == null ? "none" : "version " + published));
        }
    }

    private Finding compareCatalogue(Optional<Set<String>> catalogue) {
        String compared = "playlists of the raw topic against the catalogue";
        if (catalogue.isEmpty()) {
            return Comparison.skipped(
                    Invariant.I2,
                    compared,
                    "imports report how many playlists they read, not which: name them with --catalogue");
        }
        var comparison = new Comparison(Invariant.I2, compared);
        Set<String> expected = catalogue.get();
        Set<String> got = new HashSet<>(history.standing());
        for (String id : expected) {
            if (got.contains(id)) {
                comparison.equal();
            } else {
                comparison.different(id + ": the raw topic has no such playlist");
            }
        }
        got.stream()
                .filter(id -> !expected.contains(id))
                .sorted()
                .forEach(id -> comparison.different(id + ": the catalogue has no such playlist"));
        return comparison.finding();
    }

    private static JsonNode endOffsets(CrawlFrontierEntry entry) {
        var attributes = entry.getAttributes();
        JsonNode own = json(attributes.get("endOffsets"));
        return own.isMissingNode() ? json(attributes.get("report")).path("endOffsets") : own;
    }

    private static JsonNode json(@Nullable String text) {
        if (text == null) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
