package dev.segue.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Vectors in arrays, searched by reading every one: the exact oracle.
///
/// Memory: `4 · dimension` bytes a vector and about 200 an id. A search costs `vectors · dimension` multiplications.
public final class ArrayVectors implements VectorIndex {

    private static final int BLOCK = 4096;

    private final int dimension;
    private final Versions versions = new Versions();
    private final Map<String, Integer> slotOf = new HashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final List<float[]> blocks = new ArrayList<>();
    private final BitSet gone = new BitSet();
    private volatile View view = new View(List.of(), List.of(), new BitSet(), -1);

    /// What searches see: slots are written once, so the blocks are shared with the writer.
    private record View(List<String> ids, List<float[]> blocks, BitSet gone, long watermark) {}

    public ArrayVectors(int dimension) {
        this.dimension = dimension;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean upsert(String id, float[] vector, long version) {
        float[] unit = UnitVectors.of(id, vector, dimension);
        if (!versions.take(id, version)) {
            return false;
        }
        remove(id);
        int slot = ids.size();
        ids.add(id);
        slotOf.put(id, slot);
        if (slot / BLOCK == blocks.size()) {
            blocks.add(new float[BLOCK * dimension]);
        }
        System.arraycopy(unit, 0, blocks.get(slot / BLOCK), slot % BLOCK * dimension, dimension);
        return true;
    }

    @Override
    public boolean delete(String id, long version) {
        if (!versions.take(id, version)) {
            return false;
        }
        remove(id);
        return true;
    }

    private void remove(String id) {
        Integer slot = slotOf.remove(id);
        if (slot != null) {
            gone.set(slot);
        }
    }

    @Override
    public void refresh() {
        if (gone.cardinality() > ids.size() / 2) {
            closeUp();
        }
        view = new View(List.copyOf(ids), List.copyOf(blocks), (BitSet) gone.clone(), versions.greatest());
    }

    /// Moves what is left into blocks of its own; searches under way keep theirs.
    private void closeUp() {
        List<String> oldIds = List.copyOf(ids);
        List<float[]> oldBlocks = List.copyOf(blocks);
        BitSet oldGone = (BitSet) gone.clone();
        ids.clear();
        blocks.clear();
        gone.clear();
        slotOf.clear();
        for (int old = oldGone.nextClearBit(0); old < oldIds.size(); old = oldGone.nextClearBit(old + 1)) {
            int slot = ids.size();
            ids.add(oldIds.get(old));
            slotOf.put(oldIds.get(old), slot);
            if (slot / BLOCK == blocks.size()) {
                blocks.add(new float[BLOCK * dimension]);
            }
            System.arraycopy(
                    oldBlocks.get(old / BLOCK),
                    old % BLOCK * dimension,
                    blocks.get(slot / BLOCK),
                    slot % BLOCK * dimension,
                    dimension);
        }
    }

    @Override
    public List<Near> nearest(float[] vector, int k, IdFilter filter) {
        requireCount(k);
        float[] query = UnitVectors.of("the question", vector, dimension);
        View now = view;
        var best = new BestOf(k, (a, b) -> now.ids().get(a).compareTo(now.ids().get(b)));
        for (int slot = now.gone().nextClearBit(0);
                slot < now.ids().size();
                slot = now.gone().nextClearBit(slot + 1)) {
            float cosine = UnitVectors.dot(
                    query,
                    0,
                    Objects.requireNonNull(now.blocks().get(slot / BLOCK)),
                    slot % BLOCK * dimension,
                    dimension);
            if (best.wouldTake(cosine) && filter.accepts(now.ids().get(slot))) {
                best.offer(slot, cosine);
            }
        }
        var nearest = new ArrayList<Near>();
        for (BestOf.Entry entry : best.drain()) {
            nearest.add(new Near(now.ids().get(entry.ordinal()), entry.score()));
        }
        return List.copyOf(nearest);
    }

    static void requireCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("Expected a number of answers from 0, got " + count);
        }
    }

    @Override
    public long watermark() {
        return view.watermark();
    }

    @Override
    public int size() {
        View now = view;
        return now.ids().size() - now.gone().cardinality();
    }

    @Override
    public void close() {
        view = new View(List.of(), List.of(), new BitSet(), view.watermark());
    }
}
