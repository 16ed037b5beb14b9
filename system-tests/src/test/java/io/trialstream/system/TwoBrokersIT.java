package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.command.TopicReader;
import io.trialstream.oracle.MetricDefinition;
import io.trialstream.oracle.Oracle;
import io.trialstream.oracle.OracleResult;
import io.trialstream.oracle.OracleSettings;
import io.trialstream.oracle.RandomHistory;
import io.trialstream.oracle.RawRecord;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.topology.enrich.UserAgents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A random history on two brokers, its facts written by a transactional producer while the events come: whatever order the relay brings
 * about in the log, the finals are the oracle's for that log, and those of a second application that reads it from the start.
 */
@Tag("slow")
@Timeout(900)
class TwoBrokersIT {
    private static final int PARTITIONS = 4;
    private static final long SEED = 20_260;
    private static final long DAY_MS = 86_400_000;
    private static final String[] BOUNDS = {
        "bots.rules.volume.per-minute=6",
        "bots.rules.volume.per-hour=20",
        "bots.rules.burst-interval.gaps=3",
        "time.idle-timeout=PT10M"
    };

    private static final UserAgents AGENTS = new UserAgents();

    @TempDir
    Path folder;

    @Test
    void finalsAreTheOraclesAndTheReplays() throws Exception {
        try (LocalPlatform platform =
                LocalPlatform.start(PlatformOptions.in(folder).brokers(2).anyPorts())) {
            Map<String, Object> kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrap());
            SchemaRegistryClient registry = SchemaRegistryClient.of(platform.registry());
            TopicReader topics = new TopicReader(kafka);
            createTopics(kafka);
            List<RawRecord> history = RandomHistory.of(SEED, new RandomHistory.Options(settings(), 300, 12));

            Finals live;
            try (RunProcess run = RunProcess.start(folder, BOUNDS)) {
                run.awaitReady();
                write(history, kafka, registry);
                awaitFacts(topics, registry, facts(history));
                close(history, kafka);
                awaitClosed(run, topics, registry);
                live = Finals.read(topics, registry);
            }
            OracleResult expected = Oracle.run(RawTopicRecords.read(topics, registry), settings());
            assertThat(live.windows).hasSizeGreaterThan(30).isEqualTo(new TreeMap<>(expected.finals()));
            assertThat(live.sessions).hasSizeGreaterThan(20).containsExactlyInAnyOrderElementsOf(expected.sessions());

            emptyOutputs(kafka);
            try (RunProcess replay = RunProcess.start(folder, with(BOUNDS, "application.id=replay"))) {
                awaitClosed(replay, topics, registry);
                Finals again = Finals.read(topics, registry);
                assertThat(again.windows).isEqualTo(live.windows);
                assertThat(again.sessions).containsExactlyInAnyOrderElementsOf(live.sessions);
            }
        }
    }

    private static OracleSettings settings() {
        OracleSettings defaults = OracleSettings.defaults(PARTITIONS);
        return defaults.with(
                        new OracleSettings.Bots(6, 20, 3, 10, defaults.bots().automaticEvents(), agent -> false))
                .with(List.of(
                        MetricDefinition.ratio("ad_ctr", Set.of("ad_click"), Set.of("ad_impression")),
                        MetricDefinition.mean("recipes_saved", Set.of("click_bookmark"), null),
                        MetricDefinition.share("crash_rate", Set.of("app_crash"))))
                .with(
                        agent -> AGENTS.agent(agent).crawler(),
                        agent -> AGENTS.agent(agent).deviceClass());
    }

    private static String[] with(String[] settings, String more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static void createTopics(Map<String, Object> kafka) {
        try (Admin admin = Admin.create(kafka)) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(Topics.RAW.name(), PARTITIONS));
        }
    }

    /** Finals and sessions go; the raw topic stays. The stream processor makes its output topics anew. */
    private static void emptyOutputs(Map<String, Object> kafka) throws Exception {
        Set<String> outputs = Set.of(Topics.VARIANT_CTR.name(), Topics.SESSIONS.name());
        try (Admin admin = Admin.create(kafka)) {
            admin.deleteTopics(outputs).all().get();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (admin.listTopics().names().get().stream().anyMatch(outputs::contains)) {
                assertThat(System.nanoTime()).as("deletion of %s", outputs).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
        createTopics(kafka);
    }

    /** Events as they come, by a plain producer; each fact in a transaction of its own, to the topic it belongs to. */
    private static void write(List<RawRecord> history, Map<String, Object> kafka, SchemaRegistryClient registry)
            throws Exception {
        try (AvroSerde<UserEvent> events = AvroSerde.of(UserEvent.class, registry);
                AvroSerde<ExperimentDefinition> definitions = AvroSerde.of(ExperimentDefinition.class, registry);
                AvroSerde<Assignment> assignments = AvroSerde.of(Assignment.class, registry);
                AvroSerde<Control> controls = AvroSerde.of(Control.class, registry);
                Producer<byte[], byte[]> plain = producer(kafka, Map.of());
                Producer<byte[], byte[]> transactional =
                        producer(kafka, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "facts"))) {
            transactional.initTransactions();
            for (RawRecord r : history) {
                Headers headers = new RecordHeaders();
                if (r.body() instanceof RawRecord.Event e) {
                    byte[] value = events.serializer().serialize(Topics.RAW.name(), e.event());
                    plain.send(new ProducerRecord<>(Topics.RAW.name(), r.partition(), r.key(), value));
                } else if (r.body() instanceof RawRecord.Bad) {
                    plain.send(new ProducerRecord<>(Topics.RAW.name(), r.partition(), r.key(), new byte[] {7, 7}));
                } else if (r.body() instanceof RawRecord.Watermark w) {
                    headers.add("trialstream-watermark", w.value().getBytes(StandardCharsets.UTF_8));
                    headers.add("trialstream-writer", w.writer().getBytes(StandardCharsets.UTF_8));
                    plain.send(new ProducerRecord<>(Topics.RAW.name(), r.partition(), r.key(), null, headers));
                } else if (r.body() instanceof RawRecord.AssignmentFact a) {
                    String topic = Topics.ASSIGNMENTS.name();
                    commit(
                            transactional,
                            topic,
                            a.unit(),
                            assignments.serializer().serialize(topic, a.assignment()));
                } else if (r.partition() == 0 && r.body() instanceof RawRecord.DefinitionFact d) {
                    String topic = Topics.DEFINITIONS.name();
                    commit(
                            transactional,
                            topic,
                            d.definition().getId(),
                            definitions.serializer().serialize(topic, d.definition()));
                } else if (r.partition() == 0 && r.body() instanceof RawRecord.ControlFact c) {
                    String topic = Topics.CONTROLS.name();
                    commit(
                            transactional,
                            topic,
                            c.control().getExperimentId(),
                            controls.serializer().serialize(topic, c.control()));
                }
            }
            plain.flush();
        }
    }

    private static void commit(Producer<byte[], byte[]> producer, String topic, String key, byte[] value)
            throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
        producer.commitTransaction();
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> kafka, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.putAll(more);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Markers the relay owes: an assignment goes to one partition, the others to all. */
    private static long facts(List<RawRecord> history) {
        return history.stream()
                .mapToLong(r -> r.body() instanceof RawRecord.AssignmentFact
                        ? 1
                        : r.partition() == 0
                                        && (r.body() instanceof RawRecord.DefinitionFact
                                                || r.body() instanceof RawRecord.ControlFact)
                                ? PARTITIONS
                                : 0)
                .sum();
    }

    private static void awaitFacts(TopicReader topics, SchemaRegistryClient registry, long facts) throws Exception {
        assertThat(facts).isGreaterThan(10);
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (relayed(topics, registry) < facts) {
            assertThat(System.nanoTime())
                    .as("%s of %s facts relayed", relayed(topics, registry), facts)
                    .isLessThan(deadline);
        }
    }

    private static long relayed(TopicReader topics, SchemaRegistryClient registry) {
        return RawTopicRecords.read(topics, registry).stream()
                .filter(r -> r.body() instanceof RawRecord.AssignmentFact
                        || r.body() instanceof RawRecord.DefinitionFact
                        || r.body() instanceof RawRecord.ControlFact)
                .count();
    }

    private static void close(List<RawRecord> history, Map<String, Object> kafka) {
        long newest = newest(history);
        Headers headers = new RecordHeaders()
                .add("trialstream-watermark", Long.toString(newest + 2 * DAY_MS).getBytes(StandardCharsets.UTF_8))
                .add("trialstream-writer", "trialstream".getBytes(StandardCharsets.UTF_8));
        try (Producer<byte[], byte[]> producer = producer(kafka, Map.of())) {
            for (int p = 0; p < PARTITIONS; p++) {
                producer.send(new ProducerRecord<byte[], byte[]>(
                        Topics.RAW.name(), p, (byte[]) null, (byte[]) null, headers));
            }
        }
    }

    private static long newest(List<RawRecord> history) {
        // Events of wrong clocks lie years ahead, and are rejected.
        long limit = System.currentTimeMillis();
        return history.stream()
                .filter(r -> r.body() instanceof RawRecord.Event)
                .mapToLong(
                        r -> ((RawRecord.Event) r.body()).event().getTimestamp().toEpochMilli())
                .filter(t -> t < limit)
                .max()
                .orElseThrow();
    }

    /** Until all event records are in and every partition's watermark is the log's last one. */
    private static void awaitClosed(RunProcess run, TopicReader topics, SchemaRegistryClient registry)
            throws Exception {
        List<RawRecord> log = RawTopicRecords.read(topics, registry);
        OracleResult expected = Oracle.run(log, settings());
        run.await("/api/v1/accounting", data -> {
            boolean all = data.path("in").asLong() == expected.total().in()
                    && data.path("partitions").size() == PARTITIONS;
            for (JsonNode p : data.path("partitions")) {
                Long watermark =
                        expected.partitions().get(p.path("partition").asInt()).watermark();
                all &= watermark != null
                        && java.time.Instant.ofEpochMilli(watermark)
                                .toString()
                                .equals(p.path("watermark").asText());
            }
            return all;
        });
        // What is read below is committed: the answer above need not be. One commit interval later it is.
        TopicReader reader = topics;
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (Finals.read(reader, registry).windows.size() < expected.finals().size()
                && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** What is final, as committed. */
    private record Finals(Map<String, VariantWindow> windows, List<Session> sessions) {
        static Finals read(TopicReader topics, SchemaRegistryClient registry) {
            Finals finals = new Finals(new TreeMap<>(), new ArrayList<>());
            each(
                    topics,
                    registry,
                    Topics.VARIANT_CTR.name(),
                    VariantWindow.class,
                    (key, window) -> assertThat(finals.windows.put(key, window))
                            .as("a second record of " + key)
                            .isNull());
            each(
                    topics,
                    registry,
                    Topics.SESSIONS.name(),
                    Session.class,
                    (key, session) -> finals.sessions.add(session));
            return finals;
        }

        private static <T extends SpecificRecord> void each(
                TopicReader topics,
                SchemaRegistryClient registry,
                String topic,
                Class<T> type,
                java.util.function.BiConsumer<String, T> sink) {
            AvroDecoder<T> decoder = new AvroDecoder<>(registry, type);
            topics.read(
                    topic,
                    null,
                    r -> sink.accept(new String(r.key(), StandardCharsets.UTF_8), decoder.decode(r.value())));
        }
    }
}
