package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.counting.Anchor;
import dev.segue.preprocessor.counting.AnchorTable;
import dev.segue.preprocessor.counting.DescriptionHash;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.counting.Publication;
import dev.segue.schemas.avro.AnchorPlaylist;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.PlaylistEdit;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TrackNeighbours;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Edits in; the catalogue and the neighbours of the tracks that this partition owns out.
///
/// The store of playlists is the truth, the [AnchorTable] is derived from it and built anew in [#init], which Kafka
/// Streams also calls on a living processor after it found its state corrupted. Which anchors wait to be published
/// is not logged: `published-through` is the offset up to which every edit has been, and the tracks of playlists
/// edited after it are marked again. Tracks that left a playlist, and playlists that are gone, stay in the store
/// until their anchors are published.
///
/// What is said of a track comes from the newest edit that names it, field by field: an empty field takes nothing
/// away.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
final class NeighbourCounting implements Processor<byte[], PlaylistEdit, byte[], Counted> {

    private static final String THROUGH = "edit-offset";
    private static final String RULES = "rules";

    private final NeighbourRules rules;
    private final LiveAnchors live;
    private final Duration interval;
    private final PublishingPace pace;

    private ProcessorContext<byte[], Counted> context;
    private KeyValueStore<String, AnchorPlaylist> playlists;
    private KeyValueStore<String, CatalogueTrack> catalogue;
    private KeyValueStore<String, Long> published;
    private int partition;
    private AnchorTable anchors;
    private @Nullable Cancellable publishing;
    /// Playlists whose record must be cleaned once their edit is published, with the offset of that edit.
    private Map<String, Long> unsettled;

    NeighbourCounting(NeighbourRules rules, LiveAnchors live, Duration interval, PublishingPace pace) {
        this.rules = rules;
        this.live = live;
        this.interval = interval;
        this.pace = pace;
    }

    @Override
    public void init(ProcessorContext<byte[], Counted> processorContext) {
        context = processorContext;
        playlists = context.getStateStore(PlaylistTopology.ANCHOR_PLAYLISTS);
        catalogue = context.getStateStore(PlaylistTopology.CATALOGUE);
        published = context.getStateStore(PlaylistTopology.PUBLISHED_THROUGH);
        partition = context.taskId().partition();
        anchors = new AnchorTable(rules, track -> live.ownership().owner(track) == partition);
        unsettled = new HashMap<>();
        load();
        live.opened(partition, anchors);
        if (publishing != null) {
            publishing.cancel();
            publishing = null;
        }
        publishSoon();
    }

    private void load() {
        long through = publishedThrough();
        var edited = new LinkedHashSet<String>();
        int editedPlaylists = 0;
        try (var all = playlists.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                AnchorPlaylist playlist = entry.value;
                anchors.load(entry.key, playlist.getTracks(), playlist.getEditOffset());
                if (playlist.getTracks().isEmpty() || !playlist.getRetired().isEmpty()) {
                    unsettled.put(entry.key, playlist.getEditOffset());
                }
                if (playlist.getEditOffset() > through) {
                    editedPlaylists++;
                    edited.addAll(playlist.getTracks());
                    edited.addAll(playlist.getRetired());
                }
            }
        }
        anchors.loaded(through);
        int edits = editedPlaylists;
        edited.forEach(track -> {
            anchors.mark(track);
            anchors.markAroundIfNearMinimum(track, edits);
        });
    }

    /// Where publishing stands; nowhere when it was done under other rules, so that all of it is done again.
    private long publishedThrough() {
        Long under = published.get(RULES);
        Long through = published.get(THROUGH);
        if (through == null || under == null || under != rules.fingerprint()) {
            published.put(RULES, rules.fingerprint());
            published.put(THROUGH, -1L);
            return -1;
        }
        return through;
    }

    @Override
    public void process(Record<byte[], PlaylistEdit> record) {
        pace.worked();
        PlaylistEdit edit = record.value();
        if (edit.getOwner() != partition) {
            throw new IllegalStateException("An edit of " + edit.getPlaylistId() + " for partition " + edit.getOwner()
                    + " came to partition " + partition);
        }
        long offset = context.recordMetadata().orElseThrow().offset();
        boolean changed = anchors.replace(edit.getPlaylistId(), edit.getTracks(), offset);
        for (SnapshotTrack track : edit.getMetadata()) {
            changed |= describe(track);
        }
        if (changed) {
            keep(edit, offset);
        }
        publishSoon();
    }

    private void keep(PlaylistEdit edit, long offset) {
        AnchorPlaylist held = playlists.get(edit.getPlaylistId());
        var retired = new LinkedHashSet<String>();
        if (held != null) {
            retired.addAll(held.getRetired());
            retired.addAll(held.getTracks());
            edit.getTracks().forEach(retired::remove);
        }
        playlists.put(edit.getPlaylistId(), new AnchorPlaylist(offset, edit.getTracks(), List.copyOf(retired)));
        if (edit.getTracks().isEmpty() || !retired.isEmpty()) {
            unsettled.put(edit.getPlaylistId(), offset);
        }
    }

    private boolean describe(SnapshotTrack track) {
        if (!anchors.isNews(track.getTrackId(), DescriptionHash.of(track))) {
            return false;
        }
        CatalogueTrack held = catalogue.get(track.getTrackId());
        CatalogueTrack merged = Descriptions.merge(held, track);
        if (merged.equals(held)) {
            return false;
        }
        catalogue.put(track.getTrackId(), merged);
        anchors.entryChanged(track.getTrackId());
        return true;
    }

    /// Punctuates only while there is something to publish: every punctuation is a commit.
    private void publishSoon() {
        if (publishing == null && !anchors.isSettled()) {
            publishing = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::publish);
        }
    }

    private void publish(long now) {
        anchors.publish(pace.grantNanos(), publication -> forward(publication, now), this::settle);
        if (publishing != null && anchors.isSettled()) {
            publishing.cancel();
            publishing = null;
        }
    }

    private void forward(Publication publication, long now) {
        byte[] key = publication.trackId().getBytes(StandardCharsets.UTF_8);
        switch (publication) {
            case Publication.Gone gone -> {
                if (gone.playlists() == 0) {
                    catalogue.delete(gone.trackId());
                }
                context.forward(new Record<>(key, new Counted.Catalogued(null), now));
                context.forward(new Record<>(key, new Counted.Listed(null), now));
            }
            case Publication.Listed listed -> {
                Anchor anchor = listed.anchor();
                if (listed.entryChanged()) {
                    context.forward(new Record<>(key, new Counted.Catalogued(entry(anchor)), now));
                }
                if (listed.listChanged()) {
                    context.forward(new Record<>(key, new Counted.Listed(list(anchor)), now));
                }
            }
        }
    }

    private CatalogueTrack entry(Anchor anchor) {
        CatalogueTrack held = catalogue.get(anchor.trackId());
        if (held == null) {
            throw new IllegalStateException("Playlists hold " + anchor.trackId() + ", the catalogue does not");
        }
        return Descriptions.withPlaylists(held, anchor.playlists());
    }

    private @Nullable TrackNeighbours list(Anchor anchor) {
        if (anchor.neighbours().isEmpty()) {
            return null;
        }
        var neighbours = new ArrayList<Neighbour>(anchor.neighbours().size());
        for (Anchor.Neighbour neighbour : anchor.neighbours()) {
            neighbours.add(new Neighbour(
                    neighbour.trackId(),
                    neighbour.count(),
                    neighbour.playlists(),
                    (float) anchor.cosine(neighbour),
                    (float) anchor.lift(neighbour),
                    (float) anchor.pmi(neighbour)));
        }
        return new TrackNeighbours(
                anchor.trackId(),
                rules.window(),
                anchor.playlists(),
                anchor.corpusPlaylists(),
                neighbours,
                anchor.sourceOffset());
    }

    /// Every edit up to `through` is published: what was kept for that is dropped.
    private void settle(long through) {
        published.put(THROUGH, through);
        for (var settled = unsettled.entrySet().iterator(); settled.hasNext(); ) {
            var playlist = settled.next();
            if (playlist.getValue() <= through) {
                drop(playlist.getKey());
                settled.remove();
            }
        }
    }

    private void drop(String playlistId) {
        AnchorPlaylist held = playlists.get(playlistId);
        if (held != null && held.getTracks().isEmpty()) {
            playlists.delete(playlistId);
        } else if (held != null) {
            playlists.put(playlistId, new AnchorPlaylist(held.getEditOffset(), held.getTracks(), List.of()));
        }
    }

    @Override
    public void close() {
        live.closed(partition, anchors);
    }
}
