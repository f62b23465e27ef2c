package dev.segue.search;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The [RecordTable] of every segment that is open, each made when its segment is first seen. Safe for use by many
/// threads.
final class RecordTables {

    private final String field;
    private final Map<IndexReader.CacheKey, RecordTable> tables = new ConcurrentHashMap<>();

    /// @param field binary doc value that holds a [CatalogueRecord]
    RecordTables(String field) {
        this.field = field;
    }

    /// Makes the table of a segment, unless it is there.
    void know(LeafReader segment) throws IOException {
        table(segment);
    }

    private RecordTable table(LeafReader segment) throws IOException {
        IndexReader.CacheHelper core = segment.getCoreCacheHelper();
        RecordTable known = tables.get(core.getKey());
        if (known != null) {
            return known;
        }
        RecordTable made = RecordTable.of(segment, field);
        if (tables.put(core.getKey(), made) == null) {
            core.addClosedListener(tables::remove);
        }
        return made;
    }

    /// The record of a key.
    ///
    /// @return shared with the reader's memory until the next is read; null when there is none
    @Nullable
    BytesRef find(IndexSearcher searcher, BytesRef key) throws IOException {
        int hash = RecordTable.hash(key, key.length);
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            BytesRef record = table(leaf.reader()).find(leaf.reader(), key, hash);
            if (record != null) {
                return record;
            }
        }
        return null;
    }
}
