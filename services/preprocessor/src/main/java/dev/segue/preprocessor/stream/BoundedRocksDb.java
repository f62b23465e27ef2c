package dev.segue.preprocessor.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// One cache and one bound on write buffers for all state stores of the process, so that their memory does not grow
/// with the number of partitions: at most [#CACHE_BYTES], write buffers, indexes and filters included.
public final class BoundedRocksDb implements RocksDBConfigSetter {

    static final long CACHE_BYTES = 96L << 20;
    static final long WRITE_BUFFER_BYTES = 48L << 20;

    private static final Cache CACHE;
    private static final WriteBufferManager WRITE_BUFFERS;

    static {
        RocksDB.loadLibrary();
        CACHE = new LRUCache(CACHE_BYTES);
        WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        var tables = (BlockBasedTableConfig) options.tableFormatConfig();
        tables.setBlockCache(CACHE);
        tables.setCacheIndexAndFilterBlocks(true);
        tables.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(tables);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(8L << 20);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the write buffers are shared by all stores and live as long as the process.
    }
}
