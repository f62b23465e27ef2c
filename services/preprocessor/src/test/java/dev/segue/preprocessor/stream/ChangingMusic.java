package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TrackAlias;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.testkit.Broker;
import dev.segue.testkit.Playlists;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/// Playlists that change at random: new versions, with repeats of tracks, some too short or too little liked, some the
/// same again, some deleted; and tracks that turn out to be the same recording, or not. Knows what is to be clean, and
/// so what is to be published.
final class ChangingMusic {

    private static final int TRACKS = 200;

    private final Broker broker;
    private final Partitions partitions;
    private final Random random;
    /// Under the ids that came.
    private final Map<String, List<String>> came = new TreeMap<>();
    /// By id the one it is another name of.
    private final Map<String, String> names = new TreeMap<>();
    private int sent;
    private int version;

    ChangingMusic(Broker broker, long seed) {
        this(broker, seed, Partitions.OF_TOPICS);
    }

    ChangingMusic(Broker broker, long seed, Partitions partitions) {
        this.broker = broker;
        this.random = new Random(seed);
        this.partitions = partitions;
    }

    /// Sends another version of playlists 0 to `playlists`.
    void change(int playlists) {
        version++;
        for (int i = 0; i < playlists; i++) {
            String id = "mpd:" + i;
            if (random.nextInt(12) == 0) {
                delete(id);
            } else {
                change(id);
            }
        }
    }

    private void change(String id) {
        var tracks = new ArrayList<SnapshotTrack>();
        int length = random.nextInt(40);
        for (int j = 0; j < length; j++) {
            tracks.add(Playlists.snapshotTrack("t" + random.nextInt(TRACKS)));
        }
        int saves = random.nextInt(5) == 0 ? 14 : 15;
        var snapshot = playlist(id).version(version).savedBy(saves).of(tracks);
        int times = random.nextInt(10) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            broker.send(Topics.PLAYLIST_SNAPSHOTS, id, snapshot);
            sent++;
        }
        var distinct = tracks.stream().map(SnapshotTrack::getTrackId).distinct().toList();
        if (saves == 15 && distinct.size() >= 3) {
            came.put(id, distinct);
        } else {
            came.remove(id);
        }
    }

    private void delete(String id) {
        broker.send(Topics.PLAYLIST_SNAPSHOTS, id, null);
        sent++;
        came.remove(id);
    }

    /// Says of ids that they are other names of ids, chains and circles among them, or are none any more.
    void rename(int ids) {
        for (int i = 0; i < ids; i++) {
            String alias = Playlists.track("t" + random.nextInt(TRACKS));
            if (random.nextInt(5) == 0) {
                names.remove(alias);
                broker.send(Topics.TRACK_ALIASES, alias, null);
            } else {
                String recording = random.nextBoolean()
                        ? "isrc:" + random.nextInt(ids)
                        : Playlists.track("t" + random.nextInt(TRACKS));
                names.put(alias, recording);
                broker.send(Topics.TRACK_ALIASES, alias, new TrackAlias(alias, recording, "snapshot", Instant.EPOCH));
            }
        }
    }

    private Map<String, List<String>> clean() {
        var clean = new TreeMap<String, List<String>>();
        came.forEach((playlist, ids) ->
                clean.put(playlist, ids.stream().map(this::recording).distinct().toList()));
        return clean;
    }

    private String recording(String id) {
        var passed = new ArrayList<String>();
        String at = id;
        while (names.containsKey(at)) {
            if (passed.contains(at)) {
                return Collections.min(passed.subList(passed.indexOf(at), passed.size()));
            }
            passed.add(at);
            at = names.get(at);
        }
        return at;
    }

    void deleteAll() {
        List.copyOf(came.keySet()).forEach(this::delete);
    }

    /// Playlists that are to be clean now.
    int cleanPlaylists() {
        return came.size();
    }

    int snapshotsSent() {
        return sent;
    }

    /// Everything published is that of the playlists that are to be clean now.
    void assertPublished() {
        var rules = RunningPreprocessor.RULES;
        Map<String, List<String>> clean = clean();
        var recount = new Recount(clean.values(), rules.window());
        assertThat(table(Topics.PLAYLISTS, partitions.snapshots()).values().stream()
                        .collect(Collectors.toMap(CleanPlaylist::getPlaylistId, CleanPlaylist::getTracks)))
                .isEqualTo(clean);
        assertThat(table(Topics.TRACKS, partitions.anchors()).values().stream()
                        .collect(Collectors.toMap(CatalogueTrack::getTrackId, CatalogueTrack::getPlaylists)))
                .isEqualTo(recount.catalogue(rules));
        Map<String, TrackNeighbours> lists = table(Topics.TRACK_NEIGHBOURS, partitions.anchors());
        assertThat(Recount.text(lists)).isEqualTo(recount.lists(rules));
        assertSymmetric(lists);
    }

    /// Of two tracks that name each other both say the same count.
    private static void assertSymmetric(Map<String, TrackNeighbours> lists) {
        lists.forEach((anchor, list) -> list.getNeighbours().forEach(neighbour -> {
            TrackNeighbours other = lists.get(neighbour.getTrackId());
            other.getNeighbours().stream()
                    .filter(back -> back.getTrackId().equals(anchor))
                    .forEach(back -> assertThat(back.getCount()).isEqualTo(neighbour.getCount()));
        }));
    }

    /// Nothing read twice, nothing passed over.
    void assertEverySnapshotHasOneOutcome(CommittedStatistics statistics) {
        var total = statistics.total();
        assertThat(total.outcomes().values().stream().mapToLong(Long::longValue).sum())
                .as("outcomes %s", total.outcomes())
                .isEqualTo(sent);
        assertThat(total.playlists()).isEqualTo(came.size());
        assertThat(total.entries())
                .isEqualTo(clean().values().stream().mapToLong(List::size).sum());
    }

    private <V extends SpecificRecord> Map<String, V> table(Topic<V> topic, int number) {
        return broker.table(topic.withPartitions(number));
    }
}
