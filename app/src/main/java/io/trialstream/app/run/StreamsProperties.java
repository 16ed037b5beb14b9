package io.trialstream.app.run;

import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.RunConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** What Kafka Streams is told: our settings, and over them what the user passes through. */
public final class StreamsProperties {
    private static final int LINGER_MS = 20;
    private static final int BATCH_BYTES = 64 * 1024;
    /** An enriched event is larger than the raw one; what counts in the end is the broker's limit on the compressed batch. */
    private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;

    private static final int MAX_POLL_RECORDS = 1_000;
    private static final String SEGMENT_BYTES = Integer.toString(64 * 1024 * 1024);

    private StreamsProperties() {}

    /**
     * All properties.
     *
     * @param self where other instances reach this one
     */
    public static Map<String, Object> of(RunConfig config, HostPort self) {
        RunConfig.Streams streams = config.streams();
        Map<String, Object> p = new HashMap<>();
        p.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.toString());
        p.put(StreamsConfig.STATE_DIR_CONFIG, streams.stateDir().toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, streams.threads());
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, streams.standbys());
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, streams.commitInterval().toMillis());
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, streams.cacheBytes());
        p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        p.put(BoundedRocksDb.BYTES_CONFIG, streams.rocksDbBytes());
        // A name that Kafka Streams makes up changes with the topology, and the state behind it is lost.
        p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // The topology rejects bad records itself; what still throws is a defect, and skipping it would unbalance the
        // account.
        p.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailProcessingExceptionHandler.class);
        putClients(p, streams);
        p.putAll(config.kafka().properties());
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka().bootstrap());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return p;
    }

    private static void putClients(Map<String, Object> p, RunConfig.Streams streams) {
        int transactionTimeout = Math.toIntExact(streams.transactionTimeout().toMillis());
        p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), transactionTimeout);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), MAX_POLL_RECORDS);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Changelogs would inherit segments of 1 GB, and the segment being written is never compacted.
        p.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
    }
}
