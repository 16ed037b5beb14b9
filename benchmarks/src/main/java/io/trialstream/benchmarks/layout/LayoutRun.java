package io.trialstream.benchmarks.layout;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.benchmarks.measure.KafkaMeter;
import io.trialstream.benchmarks.measure.ProcessMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * One layout through all phases, in a process of its own, so that CPU and memory are its own. Writes a JSON line a phase.
 * Arguments: bootstrap servers, layout, {@code population} or {@code heavy}, number of users, scale in percent, repetition,
 * state folder.
 */
public final class LayoutRun {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final long CACHE_BYTES = 64L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bootstrap;
    private final Layout.Kind kind;
    private final int repetition;
    private final Path state;
    private final String application;

    private LayoutRun(String bootstrap, Layout.Kind kind, String workload, int repetition, Path state) {
        this.bootstrap = bootstrap;
        this.kind = kind;
        this.repetition = repetition;
        this.state = state;
        this.application = "layout-" + workload + "-" + kind.label() + "-" + repetition;
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        int users = Integer.parseInt(args[3]);
        List<Phase> phases = args[2].equals("heavy")
                ? Phase.heavyUser()
                : Phase.population(users, new Workload(users, 0).liveRate(), Integer.parseInt(args[4]));
        LayoutRun run = new LayoutRun(
                args[0], Layout.Kind.valueOf(args[1]), args[2], Integer.parseInt(args[5]), Path.of(args[6]));
        for (Phase phase : phases) {
            System.out.println(JSON.writeValueAsString(run.measure(phase)));
        }
    }

    private Result measure(Phase phase) throws InterruptedException {
        LayoutProcessor.Progress progress = new LayoutProcessor.Progress();
        try (KafkaMeter broker = new KafkaMeter(bootstrap)) {
            Map<TopicPartition, Long> ends = broker.endOffsets(phase.topic());
            long records = ends.values().stream().mapToLong(Long::longValue).sum();
            long logBytesBefore = broker.logBytes(application);
            try (KafkaStreams streams = new KafkaStreams(topology(kind, phase, records, progress), config(phase))) {
                streams.start();
                long start = System.nanoTime();
                broker.awaitCommitted(application, ends, TIMEOUT, () -> streams.state() != KafkaStreams.State.ERROR);
                long cpu = ProcessMeter.cpuNanos() - progress.firstRecordCpuNanos;
                long wall = System.nanoTime() - start;
                long sent = (long) sum(streams, "producer-topic-metrics", "record-send-total");
                long commits = (long) sum(streams, "stream-thread-metrics", "commit-total");
                // Leaving the group lets the next phase begin at once, and not when this member's session has timed
                // out.
                streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                        .withTimeout(Duration.ofSeconds(60)));
                return new Result(
                        kind.label(),
                        phase.name(),
                        repetition,
                        progress.events,
                        progress.accepted,
                        cpu,
                        wall,
                        progress.calls.gets,
                        progress.calls.puts,
                        sent,
                        broker.logBytes(application) - logBytesBefore,
                        commits,
                        ProcessMeter.folderBytes(state),
                        ProcessMeter.peakResidentBytes());
            }
        }
    }

    private static double sum(KafkaStreams streams, String group, String name) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(group)
                        && metric.metricName().name().equals(name))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    /** The processor over the layout's stores; logged, and cached as the phase says. */
    static Topology topology(Layout.Kind kind, Phase phase, long records, LayoutProcessor.Progress progress) {
        Topology topology = new Topology()
                .addSource("events", new StringDeserializer(), new ByteArrayDeserializer(), phase.topic())
                .addProcessor("user", () -> new LayoutProcessor(kind, phase, records, progress), "events");
        for (String store : kind.stores()) {
            topology.addStateStore(
                    Stores.keyValueStoreBuilder(
                                    Stores.persistentKeyValueStore(store), Serdes.Bytes(), Serdes.ByteArray())
                            .withCachingEnabled()
                            .withLoggingEnabled(Map.of()),
                    "user");
        }
        return topology;
    }

    private Properties config(Phase phase) {
        Map<String, Object> config = new HashMap<>();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        // Where the processor asks for commits the clock must not add its own; its transactions then last longer.
        boolean byClock = Double.isInfinite(phase.recordsPerCommit());
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, byClock ? Phase.COMMIT.toMillis() : 300_000L);
        config.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 600_000);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, phase.cached() ? CACHE_BYTES : 0);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocks.class);
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        Properties properties = new Properties();
        properties.putAll(config);
        return properties;
    }
}
