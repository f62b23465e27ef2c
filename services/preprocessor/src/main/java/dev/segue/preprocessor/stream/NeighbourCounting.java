package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.counting.AnchorTable;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.DescriptionHash;
import dev.segue.preprocessor.counting.Edited;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.preprocessor.counting.Publication;
import dev.segue.preprocessor.counting.Remembered;
import dev.segue.preprocessor.counting.Standing;
import dev.segue.preprocessor.stream.Identity.Applied;
import dev.segue.preprocessor.stream.Identity.Begun;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.EditedTracks;
import dev.segue.schemas.avro.PlaylistEdit;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Edits in; the catalogue and the neighbours of the tracks that this partition owns out.
///
/// What is counted are the postings of the [CountedCorpus], which the edits do not change: it follows the clean
/// playlists by itself. An edit brings what they do not tell, metadata that is news and tracks that left a playlist.
/// The stores keep the metadata, the tracks of edits until they are published, and how far publishing has come; see
/// [AnchorTable] for why that is enough. All else is derived, and built anew in [#init], which Kafka Streams also calls
/// on a living processor after it found its state corrupted.
///
/// What is said of a track comes from the newest edit that names it, field by field: an empty field takes nothing
/// away. It is kept when no playlist holds the track any more, because whoever sent it does not send it again. When the
/// track is another name of a recording, its owner hands what is said on to the owner of the id that is counted: what
/// comes while the alias is known at once, what came before when the alias comes. How far that is done is kept.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
final class NeighbourCounting implements Processor<byte[], PlaylistEdit, byte[], Counted> {

    private static final String RULES = "rules";
    private static final String SETTLED = "settled-";
    private static final String TOLD_SOURCE = "told-source-";
    private static final String TOLD_POSITION = "told-position-";
    private static final String HANDED = "handed";
    /// Every punctuation is a commit, so while there is nothing to publish most of them are left out.
    private static final int IDLE_INTERVALS = 5;

    private final NeighbourRules rules;
    private final CountedCorpus corpus;
    private final Identity identity;
    private final Partitions partitions;
    private final Duration interval;
    private final PublishingPace pace;

    private ProcessorContext<byte[], Counted> context;
    private KeyValueStore<String, EditedTracks> owed;
    private KeyValueStore<String, CatalogueTrack> catalogue;
    private KeyValueStore<String, Long> progress;
    private int partition;
    private AnchorTable anchors;
    private Standing told;
    private Applied applied;
    private @Nullable Cancellable publishing;
    private boolean idle;

    NeighbourCounting(
            NeighbourRules rules,
            CountedCorpus corpus,
            Identity identity,
            Partitions partitions,
            Duration interval,
            PublishingPace pace) {
        this.rules = rules;
        this.corpus = corpus;
        this.identity = identity;
        this.partitions = partitions;
        this.interval = interval;
        this.pace = pace;
    }

    @Override
    public void init(ProcessorContext<byte[], Counted> processorContext) {
        context = processorContext;
        owed = context.getStateStore(PlaylistTopology.EDITED_TRACKS);
        catalogue = context.getStateStore(PlaylistTopology.CATALOGUE);
        progress = context.getStateStore(PlaylistTopology.PUBLISHED_THROUGH);
        partition = context.taskId().partition();
        applied = identity.applied(context.taskId(), progress);
        anchors = corpus.open(partition, remembered());
        schedule(false);
    }

    private Remembered remembered() {
        var left = new ArrayList<Edited>();
        try (var all = owed.all()) {
            all.forEachRemaining(entry -> left.add(new Edited(
                    entry.value.getSourcePartition(), entry.value.getSourceOffset(), entry.value.getTracks())));
        }
        told = new Standing(restored(TOLD_SOURCE), restored(TOLD_POSITION));
        return new Remembered(settled(), told, left);
    }

    /// Where publishing stands; nowhere when it was done under other rules, so that all of it is done again.
    private OffsetVector settled() {
        Long under = progress.get(RULES);
        if (under == null || under != rules.fingerprint()) {
            progress.put(RULES, rules.fingerprint());
            OffsetVector before = restored(SETTLED);
            for (int at = 0; at < before.partitions(); at++) {
                progress.put(SETTLED + at, 0L);
            }
        }
        return restored(SETTLED);
    }

    private OffsetVector restored(String prefix) {
        OffsetVector vector = OffsetVector.ZERO;
        try (var all = progress.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                if (entry.key.startsWith(prefix)) {
                    vector = vector.with(Integer.parseInt(entry.key.substring(prefix.length())), entry.value);
                }
            }
        }
        return vector;
    }

    private void rememberTold(Standing more) {
        told = told.max(more);
        remember(TOLD_SOURCE, told.sources());
        remember(TOLD_POSITION, told.position());
    }

    private void remember(String prefix, OffsetVector offsets) {
        for (int at = 0; at < offsets.partitions(); at++) {
            Long offset = offsets.get(at);
            if (!offset.equals(progress.get(prefix + at))) {
                progress.put(prefix + at, offset);
            }
        }
    }

    @Override
    public void process(Record<byte[], PlaylistEdit> record) {
        pace.worked();
        PlaylistEdit edit = record.value();
        if (edit.getOwner() != partition) {
            throw new IllegalStateException(
                    "An edit for partition " + edit.getOwner() + " came to partition " + partition);
        }
        var tracks = new LinkedHashSet<>(edit.getRetired());
        for (SnapshotTrack track : edit.getMetadata()) {
            if (describe(track)) {
                tracks.add(track.getTrackId());
                handOn(track.getTrackId(), record.timestamp());
            }
        }
        if (!tracks.isEmpty()) {
            owe(new Edited(edit.getSourcePartition(), edit.getSourceOffset(), List.copyOf(tracks)));
        }
        if (idle) {
            schedule(false);
        }
    }

    /// @return whether the catalogue says something else of it now
    private boolean describe(SnapshotTrack track) {
        long hash = DescriptionHash.of(track);
        if (!anchors.isNews(track.getTrackId(), hash)) {
            return false;
        }
        CatalogueTrack held = catalogue.get(track.getTrackId());
        CatalogueTrack merged = Descriptions.merge(held, track);
        boolean changed = !merged.equals(held);
        if (changed) {
            catalogue.put(track.getTrackId(), merged);
        }
        anchors.described(track.getTrackId(), hash, changed);
        return changed;
    }

    /// Tells the owner of the id that a recording is counted by what is said of it under another name.
    private void handOn(String trackId, long now) {
        String counted = identity.aliases().resolve(trackId);
        CatalogueTrack held = counted.equals(trackId) ? null : catalogue.get(trackId);
        if (held == null) {
            return;
        }
        Long before = progress.get(HANDED);
        long number = before == null ? 0 : before;
        progress.put(HANDED, number + 1);
        // No snapshot, and so no clean playlist to wait for: it stands before all of them, and has no other's number.
        var edit = new PlaylistEdit(
                partitions.owner(counted),
                partition,
                -1 - number,
                List.of(Descriptions.under(counted, held)),
                List.of());
        context.forward(new Record<>(trackId.getBytes(StandardCharsets.UTF_8), new Counted.Handed(edit), now));
    }

    private void handOnWhatAliasesSay(long now) {
        if (applied.isBehind()) {
            Begun begun = applied.begin();
            identity.aliases().forEachSince(applied.through().toArray(), alias -> {
                if (partitions.owner(alias) == partition) {
                    handOn(alias, now);
                }
            });
            applied.done(begun);
        }
    }

    private void owe(Edited edit) {
        owed.put(key(edit), new EditedTracks(edit.sourcePartition(), edit.sourceOffset(), edit.tracks()));
        anchors.owe(edit);
    }

    private void schedule(boolean idly) {
        if (publishing != null) {
            publishing.cancel();
        }
        idle = idly;
        publishing = context.schedule(
                idly ? interval.multipliedBy(IDLE_INTERVALS) : interval,
                PunctuationType.WALL_CLOCK_TIME,
                this::publish);
    }

    private void publish(long now) {
        handOnWhatAliasesSay(now);
        anchors.publish(pace.grantNanos(), publication -> forward(publication, now), this::settle)
                .ifPresent(this::rememberTold);
        if (idle != anchors.isSettled()) {
            schedule(!idle);
        }
    }

    private void forward(Publication publication, long now) {
        byte[] key = publication.trackId().getBytes(StandardCharsets.UTF_8);
        switch (publication) {
            case Publication.Gone gone -> {
                context.forward(new Record<>(key, new Counted.Catalogued(null), now));
                context.forward(new Record<>(key, new Counted.Listed(null), now));
            }
            case Publication.Listed listed -> {
                if (listed.entryChanged()) {
                    entry(listed)
                            .ifPresent(entry -> context.forward(new Record<>(key, new Counted.Catalogued(entry), now)));
                }
                if (listed.listChanged()) {
                    context.forward(new Record<>(key, new Counted.Listed(listed.list()), now));
                }
            }
        }
    }

    /// What the catalogue says of a track; empty while the edit is on its way that brings it, and marks the
    /// anchor again.
    private Optional<CatalogueTrack> entry(Publication.Listed listed) {
        CatalogueTrack held = catalogue.get(listed.trackId());
        if (held == null && corpus.isDescriptionAwaited(listed.trackId())) {
            return Optional.empty();
        }
        return Optional.of(Descriptions.withPlaylists(
                held == null ? Descriptions.none(listed.trackId()) : held,
                listed.playlists(),
                listed.sources().toList()));
    }

    private void settle(Standing settled, List<Edited> edits) {
        remember(SETTLED, settled.sources());
        rememberTold(settled);
        edits.forEach(edit -> owed.delete(key(edit)));
    }

    private static String key(Edited edit) {
        return edit.sourcePartition() + "-" + edit.sourceOffset();
    }

    @Override
    public void close() {
        corpus.close(anchors);
        applied.leave();
    }
}
