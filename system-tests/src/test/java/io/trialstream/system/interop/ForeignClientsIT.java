package io.trialstream.system.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.schemas.Alert;
import io.trialstream.schemas.AlertKind;
import io.trialstream.schemas.AlertState;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Enrichment;
import io.trialstream.schemas.EventExperiment;
import io.trialstream.schemas.ExperimentState;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients in another language, on a real broker and a real registry: {@code @confluentinc/schemaregistry}, and {@code
 * kafkajs} with {@code @kafkajs/confluent-schema-registry}. They read what we write, and we read what they write.
 *
 * <p>What is expected of them is written out here as JSON, not made by any code of ours.
 */
@Tag("slow")
@Timeout(420)
class ForeignClientsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTITIONS = 3;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    /** Keys on several partitions, and beyond ASCII. */
    private static final List<String> KEYS = List.of("user_1", "user_2", "anon-3", "사용자", "😀");

    @TempDir
    static Path directory;

    private static LocalPlatform platform;
    private static SchemaRegistryClient registry;

    @BeforeAll
    static void start() {
        NodeProgram.install("what foreign clients make of our bytes");
        platform = LocalPlatform.start(PlatformOptions.in(directory).anyPorts());
        registry = SchemaRegistryClient.of(platform.registry());
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    private static UserEvent event(String user) {
        return UserEvent.newBuilder()
                .setEventId("id-" + user)
                .setEventName("ad_click")
                .setUserId(user)
                .setTimestamp(Instant.parse("2025-09-01T05:23:45.123Z"))
                .setContext(Map.of("page", "{\"name\":\"메인\"}", "x", "3"))
                .build();
    }

    private static ObjectNode eventJson(String user) throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree("""
                {"event_name": "ad_click", "anonymous_id": null, "session_id": null, "timestamp": 1756704225123,
                 "context": {"page": "{\\"name\\":\\"메인\\"}", "x": "3"}, "event_properties": {}}
                """);
        return json.put("event_id", "id-" + user).put("user_id", user);
    }

    private static CleanEvent cleanEvent(String user) {
        return CleanEvent.newBuilder()
                .setEvent(event(user))
                .setWindowStart(1_756_703_700_000L)
                .setBot(true)
                .setBotReasons(List.of("volume"))
                .setExperiments(List.of(new EventExperiment("exp", 2, "p1", null, ExperimentState.multiExposed)))
                .setEnrichment(new Enrichment("Chrome", "Android", "phone", "KR", "main", 14, 1))
                .build();
    }

    private static JsonNode cleanEventJson(String user) throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree("""
                {"window_start": 1756703700000, "bot": true, "bot_reasons": ["volume"],
                 "experiments": [{"id": "exp", "version": 2, "phase": "p1", "variant": null, "state": "multiExposed"}],
                 "enrichment": {"browser": "Chrome", "os": "Android", "device_class": "phone", "country": "KR",
                                "page_category": "main", "local_hour": 14, "local_weekday": 1}}
                """);
        json.set("event", eventJson(user));
        return json;
    }

    @ParameterizedTest
    @ValueSource(strings = {"confluent", "kafkajs"})
    void readWhatWeWrite(String client) throws Exception {
        String topic = newTopic("ours-" + client);
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        for (String key : KEYS) {
            write(topic, key, event(key), UserEvent.class);
            expected.put(key, eventJson(key));
        }

        assertThat(readByThem(client, topic, KEYS.size())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"confluent", "kafkajs"})
    void readRecordsWithinRecordsEnumsAndDoubles(String client) throws Exception {
        String clean = newTopic("clean-" + client);
        write(clean, "u", cleanEvent("u"), CleanEvent.class);
        assertThat(readByThem(client, clean, 1)).isEqualTo(Map.of("u", cleanEventJson("u")));

        String alerts = newTopic("alerts-" + client);
        Alert alert = new Alert("exp", AlertKind.filter_bias, AlertState.open, 5L, Map.of("e", 1000.25), "d");
        write(alerts, "exp", alert, Alert.class);
        assertThat(readByThem(client, alerts, 1).get("exp"))
                .isEqualTo(JSON.readTree("{\"experiment_id\":\"exp\",\"kind\":\"filter_bias\",\"state\":\"open\","
                        + "\"at\":5,\"evidence\":{\"e\":1000.25},\"detail\":\"d\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"confluent", "kafkajs"})
    void writeWhatWeReadOnThePartitionsWeWouldChoose(String client) throws Exception {
        String topic = newTopic("theirs-" + client);
        List<JsonNode> lines = new ArrayList<>();
        lines.add(registration(topic + "-value", contract("UserEvent")));
        for (String key : KEYS) {
            lines.add(record(key, eventJson(key)));
        }
        writeByThem(client, topic, lines);

        List<ConsumerRecord<String, UserEvent>> read = read(topic, KEYS.size(), UserEvent.class);

        assertThat(read).extracting(ConsumerRecord::key).containsExactlyInAnyOrderElementsOf(KEYS);
        for (ConsumerRecord<String, UserEvent> record : read) {
            byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
            assertThat(record.value()).isEqualTo(event(record.key()));
            assertThat(record.partition()).isEqualTo(Utils.toPositive(Utils.murmur2(key)) % PARTITIONS);
        }
    }

    /** A producer elsewhere has gone on to a version we have never seen. */
    @ParameterizedTest
    @ValueSource(strings = {"confluent", "kafkajs"})
    void writeWithANewerSchemaWhatWeRead(String client) throws Exception {
        String topic = newTopic("newer-" + client);
        ObjectNode newer = (ObjectNode) JSON.readTree(contract("UserEvent"));
        ObjectNode added = JSON.createObjectNode().put("name", "app_version").put("default", 0);
        ((ArrayNode) newer.path("fields")).insert(0, added.put("type", "int"));
        writeByThem(
                client,
                topic,
                List.of(
                        registration(topic + "-value", contract("UserEvent")),
                        registration(topic + "-value", newer.toString()),
                        record("u", eventJson("u").put("app_version", 42))));

        assertThat(read(topic, 1, UserEvent.class).get(0).value()).isEqualTo(event("u"));
    }

    /** The event's schema stands under a subject of its own, and the clean event's refers to it. */
    @ParameterizedTest
    @ValueSource(strings = {"confluent", "kafkajs"})
    void writeWithASchemaThatRefersToAnotherWhatWeRead(String client) throws Exception {
        String topic = newTopic("referring-" + client);
        String subject = "io.trialstream.schemas.UserEvent." + client;
        ObjectNode registration = registration(topic + "-value", contract("CleanEvent"));
        registration
                .putArray("references")
                .addObject()
                .put("name", "io.trialstream.schemas.UserEvent")
                .put("subject", subject)
                .put("version", 1);
        writeByThem(
                client,
                topic,
                List.of(registration(subject, contract("UserEvent")), registration, record("u", cleanEventJson("u"))));

        assertThat(read(topic, 1, CleanEvent.class).get(0).value()).isEqualTo(cleanEvent("u"));
    }

    private static String contract(String name) throws IOException {
        return Files.readString(Path.of("..", "schemas", "src", "main", "avro", name + ".avsc"));
    }

    private static ObjectNode registration(String subject, String schema) {
        return JSON.createObjectNode().put("register", subject).put("schema", schema);
    }

    private static JsonNode record(String key, JsonNode value) {
        return JSON.createObjectNode().put("key", key).set("value", value);
    }

    private static List<String> arguments(String client, String topic) {
        return List.of(client, platform.bootstrap(), platform.registry(), topic);
    }

    private static void writeByThem(String client, String topic, List<JsonNode> lines) {
        StringBuilder input = new StringBuilder();
        lines.forEach(line -> input.append(line).append('\n'));
        NodeProgram.run("write.js", arguments(client, topic), input.toString());
    }

    private static Map<String, JsonNode> readByThem(String client, String topic, int count) throws IOException {
        List<String> arguments = new ArrayList<>(arguments(client, topic));
        arguments.add(String.valueOf(count));
        Map<String, JsonNode> byKey = new LinkedHashMap<>();
        for (String line : NodeProgram.run("read.js", arguments, "")) {
            JsonNode record = JSON.readTree(line);
            byKey.put(record.path("key").textValue(), record.path("value"));
        }
        return byKey;
    }

    private static String newTopic(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        return name;
    }

    private static <T extends SpecificRecord> void write(String topic, String key, T value, Class<T> type)
            throws Exception {
        Map<String, Object> configs = Map.of("bootstrap.servers", platform.bootstrap());
        try (KafkaProducer<String, T> producer = new KafkaProducer<>(
                configs, new StringSerializer(), AvroSerde.of(type, registry).serializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private static <T extends SpecificRecord> List<ConsumerRecord<String, T>> read(
            String topic, int count, Class<T> type) {
        Map<String, Object> configs =
                Map.of("bootstrap.servers", platform.bootstrap(), "auto.offset.reset", "earliest");
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        List<ConsumerRecord<String, T>> read = new ArrayList<>();
        // A client of its own, which has to ask the registry for everything.
        SchemaRegistryClient fresh = SchemaRegistryClient.of(platform.registry());
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(
                configs, new StringDeserializer(), AvroSerde.of(type, fresh).deserializer())) {
            consumer.assign(partitions);
            long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
            while (read.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
            }
        }
        assertThat(read).as("records on %s", topic).hasSize(count);
        return read;
    }
}
