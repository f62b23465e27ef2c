package dev.segue.preprocessor.counting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.CooccurrenceCounter;
import dev.segue.corpus.Corpus;
import dev.segue.corpus.Neighbours;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.TrackNeighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NeighbourRecordTest {

    private static final Wire<TrackNeighbours> LISTS = Wire.of(TrackNeighbours.class);
    private static final int WINDOW = 3;

    @Property(tries = 100)
    void isWhatAvroWrites(@ForAll long seed) {
        // Given
        var random = new Random(seed);
        var corpus = new Corpus();
        int playlists = 1 + random.nextInt(60);
        for (int playlist = 0; playlist < playlists; playlist++) {
            List<String> tracks = random.ints(2 + random.nextInt(30), 0, 90)
                    .distinct()
                    .mapToObj(track -> track % 7 == 0 ? "t:é" + track : "t:" + track)
                    .toList();
            corpus.upsert("p:" + playlist, corpus.internTracks(tracks));
        }
        long[] sources = random.longs(random.nextInt(4), 0, 1L << 50).toArray();
        var records = new NeighbourRecord(corpus);
        var counter = new CooccurrenceCounter(corpus);

        for (int track = 0; track < corpus.trackOrdinals(); track++) {
            // When
            Neighbours best = counter.top(track, WINDOW, 20);
            byte[] record = records.of(track, WINDOW, best, OffsetVector.of(sources));

            // Then
            assertThat(record).isEqualTo(LISTS.encode(list(corpus, track, best, sources)));
        }
    }

    private static TrackNeighbours list(Corpus corpus, int track, Neighbours best, long... sources) {
        var neighbours = new ArrayList<Anchor.Neighbour>();
        for (int i = 0; i < best.size(); i++) {
            int neighbour = best.tracks()[i];
            neighbours.add(
                    new Anchor.Neighbour(corpus.trackId(neighbour), best.counts()[i], corpus.playlistsOf(neighbour)));
        }
        var anchor = new Anchor(
                corpus.trackId(track),
                corpus.playlistsOf(track),
                corpus.playlists(),
                neighbours,
                OffsetVector.of(sources).toList());
        return new TrackNeighbours(
                anchor.trackId(),
                WINDOW,
                anchor.playlists(),
                anchor.corpusPlaylists(),
                anchor.neighbours().stream()
                        .map(neighbour -> new Neighbour(
                                neighbour.trackId(),
                                neighbour.count(),
                                neighbour.playlists(),
                                (float) anchor.cosine(neighbour),
                                (float) anchor.lift(neighbour),
                                (float) anchor.pmi(neighbour)))
                        .toList(),
                anchor.sourceOffsets());
    }
}
