package io.trialstream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.AvroSerdeConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and registry take a stream. */
class KafkaEventSinkTest {
    private static final String TOPIC = "replay-user-events";
    private static final int PARTITIONS = 3;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2025-08-08T01:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static LocalPlatform platform;

    @SuppressWarnings("NullAway.Init")
    private static AvroSerde<UserEvent> serde;

    @BeforeAll
    static void start() throws Exception {
        platform = LocalPlatform.start(PlatformOptions.in(directory).anyPorts());
        serde = AvroSerde.of(UserEvent.class, Map.of(AvroSerdeConfig.URL, platform.registry()), false);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrap()))) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(TOPIC, PARTITIONS));
        }
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void everyDeliveryIsInTheTopicInOrderAndEachIntervalEndsWithAWatermarkRecordOnEveryPartition() {
        Model model =
                Model.defaults(51, 400).withFaults(new Faults(.03, .02, .02, .03, .15, .01, .01, .01, .01, .01, .01));
        List<List<String>> expected = expected(model);

        RunResult result;
        try (KafkaEventSink sink = new KafkaEventSink(options())) {
            assertThat(sink.pristine()).isTrue();
            assertThat(sink.partitions()).isEqualTo(PARTITIONS);
            result = StreamGenerator.run(StreamOptions.of(model, START, 12), sink, progress -> {}, () -> false);
        }

        List<ConsumerRecord<byte[], byte[]>> records = read(TOPIC, PARTITIONS);
        List<List<String>> seen = lists();
        records.forEach(record -> seen.get(record.partition()).add(describe(record)));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(seen.get(partition)).hasSameSizeAs(expected.get(partition));
            for (int i = 0; i < seen.get(partition).size(); i++) {
                assertThat(seen.get(partition).get(i))
                        .isEqualTo(expected.get(partition).get(i));
            }
        }
        long watermarks =
                records.stream().filter(record -> record.value() == null).count();
        assertThat(watermarks).isEqualTo(12L * PARTITIONS);
        assertThat(records.size() - watermarks)
                .isEqualTo(result.truth().accounting().in());
        assertThat(read("generator-truth", -1))
                .hasSize(12)
                .allSatisfy(record -> assertThat(new String(record.value(), UTF_8))
                        .startsWith("{\"format\":\"trialstream-truth/1\""));
        try (KafkaEventSink sink = new KafkaEventSink(options())) {
            assertThat(sink.pristine()).isFalse();
        }
    }

    @Test
    void whatIsAwayIsSaid() {
        assertThatThrownBy(() -> new KafkaEventSink(options().withTopic("nowhere")))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("cannot read the topics nowhere and generator-truth at " + platform.bootstrap());
        assertThatThrownBy(() -> new KafkaEventSink(new KafkaSinkOptions(
                        platform.bootstrap(), TOPIC, "generator-truth", "no.such.Serde", Map.of(), Map.of())))
                .isInstanceOf(GeneratorException.class)
                .hasMessage("the serde class no.such.Serde is not on the class path");
    }

    /** Per partition, what should be there: told by the simulation, placed by murmur2. */
    private static List<List<String>> expected(Model model) {
        Simulation simulation = new Simulation(model, START);
        List<List<String>> expected = lists();
        for (int i = 0; i < 12; i++) {
            long watermark = simulation
                    .emit(delivery -> {
                        byte[] key = delivery.key().getBytes(UTF_8);
                        String what = switch (delivery.kind()) {
                            case UNDECODABLE, UNKNOWN_SCHEMA -> delivery.kind().id();
                            default -> describe(RecordEncoder.avro(delivery.event()));
                        };
                        expected.get(Utils.toPositive(Utils.murmur2(key)) % PARTITIONS)
                                .add(delivery.key() + " " + what);
                    })
                    .watermark();
            expected.forEach(partition -> partition.add("watermark " + watermark));
        }
        return expected;
    }

    private static String describe(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            Header header = record.headers().lastHeader("trialstream-watermark");
            return "watermark " + (header == null ? "absent" : new String(header.value(), UTF_8));
        }
        String key = new String(record.key(), UTF_8);
        if (record.value()[0] != 0) {
            return key + " undecodable";
        }
        if (ByteBuffer.wrap(record.value()).getInt(1) == Integer.MAX_VALUE) {
            return key + " unknown-schema";
        }
        return key + " " + describe(serde.deserializer().deserialize(TOPIC, record.value()));
    }

    /** All of an event; Avro does not keep the order of a map. */
    private static String describe(UserEvent event) {
        return String.join(
                " ",
                event.getEventName(),
                event.getEventId(),
                String.valueOf(event.getUserId()),
                String.valueOf(event.getAnonymousId()),
                String.valueOf(event.getSessionId()),
                event.getTimestamp().toString(),
                new TreeMap<>(event.getContext()).toString(),
                new TreeMap<>(event.getEventProperties()).toString());
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", platform.bootstrap()));
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            int count =
                    partitions > 0 ? partitions : consumer.partitionsFor(topic).size();
            List<TopicPartition> all = IntStream.range(0, count)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long total = consumer.endOffsets(all).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
            while (records.size() < total && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<List<String>> lists() {
        List<List<String>> lists = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private static KafkaSinkOptions options() {
        return KafkaSinkOptions.of(platform.bootstrap(), platform.registry());
    }
}
