package io.trialstream.benchmarks.throughput;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.benchmarks.layout.SharedRocks;
import io.trialstream.benchmarks.measure.KafkaMeter;
import io.trialstream.benchmarks.measure.ProcessMeter;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.TrialstreamTopology;
import io.trialstream.topology.settings.TopologySettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The topology over the raw topic once, in a process of its own, from the first record to the commit of the last. Writes one
 * JSON line. Arguments: bootstrap servers, registry, application id, whether clean-events is written, threads, cache in MiB,
 * state folder.
 */
public final class ThroughputRun {
    private static final Duration TIMEOUT = Duration.ofMinutes(20);
    private static final int BOT_EVENTS_A_MINUTE = 100;
    private static final long FIRST_RECORD_POLL_MS = 10;

    private ThroughputRun() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        String application = args[2];
        boolean cleanEvents = Boolean.parseBoolean(args[3]);
        try (KafkaMeter broker = new KafkaMeter(args[0])) {
            Map<TopicPartition, Long> ends = broker.endOffsets(RawTopic.NAME);
            Map<String, Object> config = config(args[0], application, Integer.parseInt(args[4]), args[5], args[6]);
            Properties properties = new Properties();
            properties.putAll(config);
            try (KafkaStreams streams = new KafkaStreams(
                    TrialstreamTopology.build(settings(ends.size(), cleanEvents), serdes(args[1]), config),
                    properties)) {
                streams.start();
                awaitFirstRecord(streams);
                long start = System.nanoTime();
                long startCpu = ProcessMeter.cpuNanos();
                broker.awaitCommitted(application, ends, TIMEOUT, () -> streams.state() != KafkaStreams.State.ERROR);
                long wall = System.nanoTime() - start;
                long cpu = ProcessMeter.cpuNanos() - startCpu;
                System.out.println(new ObjectMapper()
                        .writeValueAsString(result(broker, cleanEvents, ends, application, cpu, wall)));
                streams.close(Duration.ofSeconds(60));
            }
        }
    }

    private static Map<String, Object> result(
            KafkaMeter broker,
            boolean cleanEvents,
            Map<TopicPartition, Long> ends,
            String application,
            long cpu,
            long wall) {
        long records = ends.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("contender", "trialstream, clean-events " + (cleanEvents ? "on" : "off"));
        result.put("records", records);
        result.put("recordsPerSecond", Math.round(records / (wall / 1e9)));
        result.put("cpuMicrosPerRecord", Math.round(cpu / 1e2 / records) / 10.0);
        result.put("peakResidentMB", ProcessMeter.peakResidentBytes() / 1_000_000);
        result.put("changelogBytesPerRecord", broker.logBytes(application + "-") / records);
        // Totals of all runs on this broker: that events flowed, and were not rejected.
        for (String topic :
                new String[] {"rejected-events", "late-events", "sessions", "bot-verdicts", "variant-ctr"}) {
            result.put(
                    topic,
                    broker.endOffsets(topic).values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
        }
        return result;
    }

    private static void awaitFirstRecord(KafkaStreams streams) throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (streams.metrics().values().stream()
                .noneMatch(m -> m.metricName().name().equals("records-consumed-total")
                        && m.metricValue() instanceof Double consumed
                        && consumed > 0)) {
            if (streams.state() == KafkaStreams.State.ERROR || System.nanoTime() > deadline) {
                throw new IllegalStateException("expected a first record, the state is " + streams.state());
            }
            TimeUnit.MILLISECONDS.sleep(FIRST_RECORD_POLL_MS);
        }
    }

    private static TopologySettings settings(int partitions, boolean cleanEvents) {
        TopologySettings d = TopologySettings.defaults(partitions);
        TopologySettings.Bots bots = d.bots();
        return new TopologySettings(
                d.input(),
                d.time(),
                d.dedupeMemory(),
                d.sessions(),
                new TopologySettings.Bots(
                        BOT_EVENTS_A_MINUTE,
                        bots.volumePerHour(),
                        bots.burstGaps(),
                        bots.burstBelow(),
                        bots.userAgent(),
                        bots.automaticEvents()),
                d.metrics(),
                d.scorecardEvery(),
                new TopologySettings.Outputs("", cleanEvents),
                d.mergePartitions());
    }

    private static TopologySerdes serdes(String registryUrl) {
        SchemaRegistryClient registry = SchemaRegistryClient.of(registryUrl);
        return new TopologySerdes(
                AvroSerde.of(UserEvent.class, registry),
                AvroSerde.of(Assignment.class, registry),
                AvroSerde.of(ExperimentDefinition.class, registry),
                AvroSerde.of(Control.class, registry),
                AvroSerde.of(CleanEvent.class, registry),
                AvroSerde.of(BotVerdict.class, registry),
                AvroSerde.of(Session.class, registry),
                AvroSerde.of(VariantWindow.class, registry),
                AvroSerde.of(Scorecard.class, registry));
    }

    /** As the application runs it. */
    private static Map<String, Object> config(
            String bootstrap, String application, int threads, String cacheMebibytes, String state) {
        Map<String, Object> config = new HashMap<>();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000L);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, Long.parseLong(cacheMebibytes) << 20);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocks.class);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        config.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 60_000);
        config.put(StreamsConfig.producerPrefix("linger.ms"), 20);
        config.put(StreamsConfig.producerPrefix("batch.size"), 1 << 16);
        config.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        config.put(StreamsConfig.mainConsumerPrefix("max.poll.records"), 1_000);
        config.put(StreamsConfig.mainConsumerPrefix("auto.offset.reset"), "earliest");
        config.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), Integer.toString(64 << 20));
        return config;
    }
}
