package dev.segue.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/// Where the records of one segment are, by the hash of their keys: a look-up costs one place in memory where walking
/// the dictionary of ids costs dozens, in every segment. 12 bytes a document.
///
/// Segments never change, so neither does this; what was deleted since has to be passed over by who asks.
final class RecordTable {

    private static final long FREE = -1;
    private static final int SEED = 0x5e60e;
    private static final long LOW = 0xFFFFFFFFL;

    private final String field;
    /// Hash in the upper half, document in the lower.
    private final long[] slots;

    private RecordTable(String field, int documents) {
        this.field = field;
        this.slots = new long[documents + documents / 2 + 1];
        Arrays.fill(slots, FREE);
    }

    /// Reads the keys of a segment's live documents.
    ///
    /// @param field binary doc value that holds a [CatalogueRecord]
    static RecordTable of(LeafReader reader, String field) throws IOException {
        var table = new RecordTable(field, reader.numDocs());
        BinaryDocValues records = reader.getBinaryDocValues(field);
        Bits live = reader.getLiveDocs();
        for (int doc = 0; records != null && doc < reader.maxDoc(); doc++) {
            if ((live == null || live.get(doc)) && records.advanceExact(doc)) {
                BytesRef record = records.binaryValue();
                table.put(hash(record, CatalogueRecord.keyLength(record)), doc);
            }
        }
        return table;
    }

    /// Hash of the first bytes.
    static int hash(BytesRef bytes, int length) {
        return StringHelper.murmurhash3_x86_32(bytes.bytes, bytes.offset, length, SEED);
    }

    private void put(int hash, int doc) {
        int at = place(hash);
        while (slots[at] != FREE) {
            at = at + 1 == slots.length ? 0 : at + 1;
        }
        slots[at] = ((long) hash << 32) | doc;
    }

    private int place(int hash) {
        return (int) (((hash & LOW) * slots.length) >>> 32);
    }

    /// The live document of a key.
    ///
    /// @param reader of this table's segment, with what is deleted now
    /// @param hash of the key
    /// @return its record, shared with the reader's memory until the next is read; null when there is none
    @Nullable
    BytesRef find(LeafReader reader, BytesRef key, int hash) throws IOException {
        Bits live = reader.getLiveDocs();
        for (int at = place(hash); slots[at] != FREE; at = at + 1 == slots.length ? 0 : at + 1) {
            int doc = (int) slots[at];
            if ((int) (slots[at] >>> 32) == hash && (live == null || live.get(doc))) {
                BinaryDocValues records = reader.getBinaryDocValues(field);
                if (records != null && records.advanceExact(doc)) {
                    BytesRef record = records.binaryValue();
                    if (StringHelper.startsWith(record, key)) {
                        return record;
                    }
                }
            }
        }
        return null;
    }
}
