package dev.segue.preprocessor.counting;

import dev.segue.corpus.Corpus;
import dev.segue.corpus.Neighbours;
import dev.segue.schemas.AvroBytes;
import dev.segue.schemas.RecordLayout;
import dev.segue.schemas.avro.TrackNeighbours;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Writes records of `track-neighbours.v1` straight from the postings: byte for byte what Avro writes of a
/// [TrackNeighbours], without an object and a text for each neighbour. One thread.
final class NeighbourRecord {

    private static final RecordLayout LAYOUT = RecordLayout.of(TrackNeighbours.class);
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    /// Bytes of a neighbour besides its id, and of the record besides its neighbours and offsets, at most.
    private static final int MOST = 64;

    static {
        LAYOUT.requireFields("trackId", "window", "playlists", "corpusPlaylists", "neighbours", "sourceOffsets");
        LAYOUT.itemsOf("neighbours").requireFields("trackId", "count", "playlists", "cosine", "lift", "pmi");
    }

    private final Corpus corpus;
    private byte[] bytes = new byte[8 << 10];

    NeighbourRecord(Corpus corpus) {
        this.corpus = corpus;
    }

    /// @return a new array, the caller's
    byte[] of(int anchor, int window, Neighbours neighbours, OffsetVector sources) {
        double playlists = corpus.playlistsOf(anchor);
        double all = corpus.playlists();
        LAYOUT.writeHeader(bytes);
        int at = trackId(anchor, RecordLayout.HEADER);
        at = AvroBytes.putNumber(bytes, at, window);
        at = AvroBytes.putNumber(bytes, at, corpus.playlistsOf(anchor));
        at = AvroBytes.putNumber(bytes, at, corpus.playlists());
        if (neighbours.size() > 0) {
            at = AvroBytes.putNumber(bytes, at, neighbours.size());
        }
        for (int i = 0; i < neighbours.size(); i++) {
            int track = neighbours.tracks()[i];
            int count = neighbours.counts()[i];
            double expected = playlists * corpus.playlistsOf(track);
            double lift = count * all / expected;
            at = trackId(track, at);
            at = AvroBytes.putNumber(bytes, at, count);
            at = AvroBytes.putNumber(bytes, at, corpus.playlistsOf(track));
            at = number((float) (count / Math.sqrt(expected)), at);
            at = number((float) lift, at);
            at = number((float) Math.log(lift), at);
        }
        makeRoom(at, MOST + AvroBytes.LONGEST_NUMBER * sources.partitions());
        at = AvroBytes.putNumber(bytes, at, 0);
        if (sources.partitions() > 0) {
            at = AvroBytes.putNumber(bytes, at, sources.partitions());
            for (int partition = 0; partition < sources.partitions(); partition++) {
                at = AvroBytes.putNumber(bytes, at, sources.get(partition));
            }
        }
        at = AvroBytes.putNumber(bytes, at, 0);
        return Arrays.copyOf(bytes, at);
    }

    private int trackId(int track, int at) {
        int length = corpus.trackIdLength(track);
        makeRoom(at, length + MOST);
        return corpus.copyTrackId(track, bytes, AvroBytes.putNumber(bytes, at, length));
    }

    private int number(float value, int at) {
        FLOATS.set(bytes, at, value);
        return at + Float.BYTES;
    }

    private void makeRoom(int at, int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }
}
