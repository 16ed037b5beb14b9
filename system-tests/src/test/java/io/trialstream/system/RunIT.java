package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.kafka.ClientProperties;
import io.trialstream.app.relay.Markers;
import io.trialstream.platform.Endpoints;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Decision;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.Variant;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream processor as a process, against a real broker and registry: relay, results, idle ruling, stop, start again. */
@Timeout(300)
class RunIT {
    private static final int PARTITIONS = 2;
    private static final int UNITS = 40;
    private static final Instant START = Instant.parse("2025-08-10T00:00:00Z");
    private static final String RAW = Topics.RAW.name();

    @TempDir
    static Path directory;

    private static LocalPlatform platform;
    private static SchemaRegistryClient registry;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(PlatformOptions.in(directory).anyPorts());
        registry = SchemaRegistryClient.of(platform.registry());
        try (Admin admin = Admin.create(ClientProperties.admin(platform.bootstrap(), Map.of()))) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(RAW, PARTITIONS));
        }
        producer = new KafkaProducer<>(ClientProperties.producer(platform.bootstrap(), Map.of()));
    }

    @AfterAll
    static void stop() {
        producer.close();
        platform.close();
    }

    @Test
    void servesResultsStopsInOrderAndGoesOnWhereItStopped() throws Exception {
        List<JsonNode> finals;
        try (RunProcess run = RunProcess.start(directory)) {
            run.awaitReady();
            applyThroughTheRelay(run);
            sendEvents();
            JsonNode accounting =
                    run.await("/api/v1/accounting", data -> data.path("in").asLong() == UNITS * 3 + 1);
            assertThat(accounting.path("balanced").asBoolean()).isTrue();
            assertThat(accounting.path("duplicate").asLong()).isEqualTo(1);
            assertThat(accounting.path("kept").asLong()).isEqualTo(UNITS * 3);
            assertThat(accounting.path("facts").asLong()).isEqualTo(PARTITIONS);
            assertThat(run.text("/metrics"))
                    .contains("trialstream_events{outcome=\"kept\"} " + UNITS * 3 + ".0")
                    .contains("trialstream_relay_carried_total 1.0")
                    .contains("kafka_stream_thread_commit_total")
                    .contains("jvm_memory_used_bytes");
            assertThat(run.text("/api/v1/topology?format=mermaid")).contains("flowchart");
            finals = awaitFinalsWhilePartitionOneIsSilent(run);
            assertThat(total(finals, "users")).isEqualTo(UNITS);
            assertThat(total(finals, "numerator")).isEqualTo(UNITS);
            assertThat(total(finals, "denominator")).isEqualTo(UNITS);
            assertThat(run.stop()).isZero();
        }
        assertThat(Endpoints.read(directory).http()).isEmpty();

        try (RunProcess again = RunProcess.start(directory)) {
            again.awaitReady();
            send(event("unit-0", "late-one", "view_page", START));
            JsonNode accounting =
                    again.await("/api/v1/accounting", data -> data.path("late").asLong() == 1);
            assertThat(accounting.path("in").asLong()).isEqualTo(UNITS * 3 + 2);
            assertThat(accounting.path("balanced").asBoolean()).isTrue();
            assertThat(windows(again)).isEqualTo(finals);
            assertThat(again.stop()).isZero();
        }
        assertThat(keysOf(Topics.VARIANT_CTR.name())).doesNotHaveDuplicates().hasSize(finals.size());
    }

    /** Two processes on one state folder: the second says so in one line. */
    @Test
    void refusesASecondProcessOnOneStateFolder() throws Exception {
        try (RunProcess first = RunProcess.start(directory)) {
            first.awaitReady();
            try (RunProcess second = RunProcess.start(directory)) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.lastLine())
                        .startsWith("trialstream run: another process (pid " + first.pid()
                                + ") runs application.id trialstream");
            }
            assertThat(first.stop()).isZero();
        }
    }

    /** What must hold before the first event is read is told in one line. */
    @Test
    void refusesARawTopicThatIsNotThere() throws Exception {
        try (RunProcess run = RunProcess.start(directory, "input.topic=absent", "application.id=other")) {
            assertThat(run.awaitExit()).isEqualTo(1);
            assertThat(run.lastLine())
                    .startsWith("trialstream run: the raw topic absent does not exist on " + platform.bootstrap());
        }
    }

    private static void applyThroughTheRelay(RunProcess run) throws Exception {
        ExperimentDefinition definition = definition();
        send(new ProducerRecord<>(
                Topics.DEFINITIONS.name(),
                bytes(definition.getId()),
                serialize(Topics.DEFINITIONS.name(), definition)));
        run.await("/api/v1/experiments", data -> data.size() == 1);
    }

    /** Each unit sees an advertisement, clicks it and looks at a page, within one window; one event comes twice. */
    private static void sendEvents() throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (String unit : IntStream.range(0, UNITS).mapToObj(i -> "unit-" + i).toList()) {
            sent.add(producer.send(event(unit, unit + "-1", "ad_impression", START)));
            sent.add(producer.send(event(unit, unit + "-2", "ad_click", START.plusSeconds(5))));
            sent.add(producer.send(event(unit, unit + "-3", "view_page", START.plusSeconds(9))));
        }
        sent.add(producer.send(event("unit-7", "unit-7-1", "ad_impression", START)));
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }

    /** Time goes on in partition 0 alone; partition 1 has to be given it, and the windows become final. */
    private static List<JsonNode> awaitFinalsWhilePartitionOneIsSilent(RunProcess run) throws Exception {
        long[] watermark = {START.plus(Duration.ofHours(2)).toEpochMilli()};
        run.await("/api/v1/experiments/banner/windows", data -> {
            watermark[0] += 1_000;
            sendQuietly(Markers.watermark(RAW, 0, watermark[0], null));
            return data.size() == 2;
        });
        List<String> rulings = records(RAW).stream()
                .filter(record -> record.headers().lastHeader(Markers.WRITER) != null)
                .map(record -> record.partition() + ":"
                        + new String(record.headers().lastHeader(Markers.WRITER).value(), StandardCharsets.UTF_8))
                .distinct()
                .toList();
        assertThat(rulings).containsExactly("1:trialstream");
        return windows(run);
    }

    private static List<JsonNode> windows(RunProcess run) throws Exception {
        JsonNode data = run.await("/api/v1/experiments/banner/windows", found -> true);
        List<JsonNode> windows = new ArrayList<>();
        data.forEach(windows::add);
        return windows;
    }

    private static long total(List<JsonNode> windows, String member) {
        return windows.stream()
                .mapToLong(window -> member.equals("users")
                        ? window.path("users").asLong()
                        : window.path("metrics").path("ad_ctr").path(member).asLong())
                .sum();
    }

    private static ExperimentDefinition definition() {
        long start = START.minus(Duration.ofDays(1)).toEpochMilli();
        ExperimentVersion version = ExperimentVersion.newBuilder()
                .setVersion(1)
                .setOwner("growth")
                .setStart(start)
                .setEnd(START.plus(Duration.ofDays(14)).toEpochMilli())
                .setBaseline("control")
                .setExposureEvents(List.of("ad_impression"))
                .setAssignment(AssignmentMode.md5)
                .setAssignmentSalt("banner")
                .setEnrolmentSalt("banner.enrolment")
                .setVariants(List.of(new Variant("control", 50), new Variant("treatment", 50)))
                .setPhases(List.of(new Phase("p1", start, 100.0, List.of())))
                .setMetrics(List.of("ad_ctr"))
                .setPrimary("ad_ctr")
                .setGuardrails(List.of())
                .setDecision(new Decision(86_400_000L, 86_400_000L, 0.05, 10_000L))
                .setDimensions(List.of())
                .build();
        return new ExperimentDefinition("banner", List.of(version));
    }

    private static ProducerRecord<byte[], byte[]> event(String unit, String id, String name, Instant time) {
        UserEvent event = UserEvent.newBuilder()
                .setEventId(id)
                .setEventName(name)
                .setUserId(unit)
                .setAnonymousId(null)
                .setSessionId(null)
                .setTimestamp(time)
                .setContext(Map.of())
                .setEventProperties(Map.of())
                .build();
        return new ProducerRecord<>(RAW, bytes(unit), serialize(RAW, event));
    }

    @SuppressWarnings("unchecked")
    private static <T extends SpecificRecord> byte[] serialize(String topic, T record) {
        return AvroSerde.of((Class<T>) record.getClass(), registry).serializer().serialize(topic, record);
    }

    private static void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        producer.send(record).get();
    }

    private static void sendQuietly(ProducerRecord<byte[], byte[]> record) {
        try {
            send(record);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> keysOf(String topic) {
        return records(topic).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Every committed record up to the present end. */
    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(ClientProperties.consumer(platform.bootstrap(), "run-it", Map.of()))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
