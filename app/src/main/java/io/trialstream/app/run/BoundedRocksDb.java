package io.trialstream.app.run;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one budget of write buffers for all stores of the process. By default each store of each partition has its
 * own of both, about 100 MB, and memory grows with the number of partitions.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    /** Off-heap bytes for all stores together, blocks and write buffers. */
    static final String BYTES_CONFIG = "trialstream.rocksdb.bytes";

    private static final double INDEX_AND_FILTER_SHARE = 0.1;
    private static final long WRITE_BUFFER_BYTES = 8L * 1024 * 1024;

    /** Shared by all stores, so never closed: it lives as long as the process. */
    private record Budget(Cache cache, WriteBufferManager writeBuffers) {}

    private static @Nullable Budget budget;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Budget shared = budget(((Number) configs.getOrDefault(BYTES_CONFIG, 0L)).longValue());
        // The table configuration that Streams made, which also owns the filter; a new one would lose it.
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(shared.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(shared.writeBuffers());
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    }

    private static synchronized Budget budget(long bytes) {
        Budget existing = budget;
        if (existing == null) {
            if (bytes <= 0) {
                throw new IllegalArgumentException(
                        BYTES_CONFIG + ": expected a positive number of bytes, got " + bytes);
            }
            RocksDB.loadLibrary();
            Cache cache = new LRUCache(bytes, -1, false, INDEX_AND_FILTER_SHARE);
            existing = new Budget(cache, new WriteBufferManager(bytes / 2, cache));
            budget = existing;
        }
        return existing;
    }

    /** Nothing: what is shared outlives the store. */
    @Override
    public void close(String storeName, Options options) {}
}
