package io.trialstream.benchmarks.layout;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** The same memory for every layout, however many stores it has: one block cache and one write buffer for all, and bloom filters. */
public final class SharedRocks implements RocksDBConfigSetter {
    static {
        RocksDB.loadLibrary();
    }

    private static final Cache CACHE = new LRUCache(128L << 20);
    private static final WriteBufferManager BUFFERS = new WriteBufferManager(48L << 20, CACHE);
    private static final int BLOOM_BITS = 10;

    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS, false);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE).setCacheIndexAndFilterBlocks(true).setFilterPolicy(bloom);
        options.setTableFormatConfig(table).setWriteBufferManager(BUFFERS);
    }

    @Override
    public void close(String storeName, Options options) {
        bloom.close();
    }
}
