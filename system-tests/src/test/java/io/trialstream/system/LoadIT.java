package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trialstream.app.command.HttpApi;
import io.trialstream.app.command.TopicReader;
import io.trialstream.app.demo.ProcessorProcess;
import io.trialstream.oracle.Oracle;
import io.trialstream.oracle.OracleResult;
import io.trialstream.oracle.OracleSettings;
import io.trialstream.oracle.RawRecord;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.topology.enrich.UserAgents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else's events through broker, registry, {@code load} and {@code run}: a real access log against a batch
 * computation from the file, and records that are no events.
 */
@Timeout(600)
class LoadIT {
    private static final int PARTITIONS = 4;
    private static final int HEAP_MEBIBYTES = 256;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(200);
    /** Window, grace and session gap: what {@code --close} adds. */
    private static final long CLOSE_MS = Duration.ofMinutes(15 + 10 + 30).toMillis();

    private static final int GOOD = 20;
    private static final String BAD_TOPIC = "other-raw-events";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static LocalPlatform platform;
    private static SchemaRegistryClient registry;
    private static TopicReader topics;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(PlatformOptions.in(folder).anyPorts());
        registry = SchemaRegistryClient.of(platform.registry());
        Map<String, Object> kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrap());
        topics = new TopicReader(kafka);
        try (Admin admin = Admin.create(kafka)) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(Topics.RAW.name(), PARTITIONS));
            TopicAdmin.ensure(admin, TopicAdmin.contract(BAD_TOPIC, PARTITIONS));
        }
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void anAccessLogEndsAsABatchComputationOfTheFileSays() throws Exception {
        Path log = SharedData.find("access-log/elastic_apache_logs.log");
        Batch batch = Batch.of(log);

        Cli.Ended loaded = Cli.run(
                folder,
                PATIENCE,
                "load",
                log.toString(),
                "--format",
                "access-log",
                "--close",
                "--json",
                "--data",
                folder.toString());

        assertThat(loaded.status()).as(loaded.err()).isZero();
        JsonNode report = JSON.readTree(loaded.out());
        assertThat(report.path("read").asLong()).isEqualTo(10_000);
        assertThat(report.path("sent").asLong()).isEqualTo(batch.events);
        assertThat(report.path("rejected").asLong()).isEqualTo(batch.malformed.size());
        assertThat(Files.readAllLines(Path.of(report.path("rejectFile").asText())))
                .isEqualTo(batch.malformed);

        OracleResult expected = batch.result();
        // Started after the load: a partition that is silent while another is loaded might be given the other's time.
        withProcessor(List.of(), http -> {
            JsonNode accounting = await(
                    http, found -> found.path("in").asLong() == batch.events && closed(found, batch.newest + CLOSE_MS));
            compare(accounting, expected.total());
            assertThat(expected.total().duplicate()).isPositive();
            assertThat(expected.total().bot()).isPositive();
        });
        List<Session> sessions = new ArrayList<>();
        AvroDecoder<Session> sessionDecoder = new AvroDecoder<>(registry, Session.class);
        topics.read(Topics.SESSIONS.name(), null, record -> sessions.add(sessionDecoder.decode(record.value())));
        assertThat(sessions).hasSizeGreaterThan(1_700).containsExactlyInAnyOrderElementsOf(expected.sessions());
        Map<String, Long> verdicts = new TreeMap<>();
        AvroDecoder<BotVerdict> verdictDecoder = new AvroDecoder<>(registry, BotVerdict.class);
        topics.read(
                Topics.BOT_VERDICTS.name(),
                null,
                record -> verdicts.merge(verdictDecoder.decode(record.value()).getReason(), 1L, Long::sum));
        Map<String, Long> expectedVerdicts = new TreeMap<>();
        expected.partitions()
                .forEach(partition -> partition
                        .verdicts()
                        .forEach(verdict -> expectedVerdicts.merge(verdict.getReason(), 1L, Long::sum)));
        assertThat(verdicts).isNotEmpty().isEqualTo(expectedVerdicts);

        refusesWhatIsOlderThanWhatWasProcessed(log);
    }

    /** With an instance that has closed the file's windows, loading it again would make all of it late. */
    private static void refusesWhatIsOlderThanWhatWasProcessed(Path log) {
        withProcessor(List.of(), http -> {
            await(http, found -> found.path("partitions").size() == PARTITIONS);
            try {
                Cli.Ended again = Cli.run(
                        folder,
                        PATIENCE,
                        "load",
                        log.toString(),
                        "--format",
                        "access-log",
                        "--data",
                        folder.toString());
                assertThat(again.status()).isEqualTo(1);
                assertThat(again.err())
                        .contains(
                                "9999 events are older than what was processed and would only be counted as late; --force");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatIsNoEventIsQuarantinedByteForByteAndTheRestFlowsOn() throws Exception {
        Instant now = Instant.now();
        byte[] unknownSchema = encode(event("e-1", "unit-1", now));
        ByteBuffer.wrap(unknownSchema).putInt(1, Integer.MAX_VALUE - 7);
        Map<String, byte[]> bad = new TreeMap<>();
        bad.put("undecodable", new byte[] {0, 0, 0, 0, 1, -1, -1, -1, -1, -1, -1, 127});
        bad.put("unknown-schema", unknownSchema);
        bad.put("missing-event-id", encode(event("", "unit-1", now)));
        bad.put("ancient-timestamp", encode(event("e-2", "unit-1", Instant.parse("1900-01-01T00:00:00Z"))));
        bad.put("future-timestamp", encode(event("e-3", "unit-1", Instant.parse("2100-01-01T00:00:00Z"))));
        bad.put("key-mismatch", encode(event("e-4", "unit-2", now)));
        byte[] key = "unit-1".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            int sent = 0;
            for (byte[] value : bad.values()) {
                producer.send(new ProducerRecord<>(BAD_TOPIC, key, value));
                producer.send(new ProducerRecord<>(BAD_TOPIC, key, encode(good(sent++, now))));
            }
            while (sent < GOOD) {
                producer.send(new ProducerRecord<>(BAD_TOPIC, key, encode(good(sent++, now))));
            }
        }

        withProcessor(List.of("--set", "input.topic=" + BAD_TOPIC, "--set", "application.id=bad-input"), http -> {
            JsonNode accounting = await(http, found -> found.path("in").asLong() == GOOD + bad.size());
            assertThat(accounting.path("balanced").asBoolean()).isTrue();
            assertThat(accounting.path("kept").asLong()).isEqualTo(GOOD);
            assertThat(accounting.path("invalid").asLong()).isEqualTo(bad.size());
            bad.keySet()
                    .forEach(reason -> assertThat(accounting
                                    .path("byReason")
                                    .path("invalid")
                                    .path(reason)
                                    .asLong())
                            .as(reason)
                            .isEqualTo(1));
        });
        Map<String, byte[]> rejected = new TreeMap<>();
        topics.read(Topics.REJECTED_EVENTS.name(), null, record -> {
            if (header(record, "trialstream-topic").equals(BAD_TOPIC)) {
                assertThat(record.key()).isEqualTo(key);
                assertThat(rejected.put(header(record, "trialstream-reason"), record.value()))
                        .isNull();
            }
        });
        assertThat(rejected.keySet()).isEqualTo(bad.keySet());
        bad.forEach(
                (reason, bytes) -> assertThat(rejected.get(reason)).as(reason).isEqualTo(bytes));
    }

    private static void withProcessor(List<String> arguments, Consumer<HttpApi> use) {
        List<String> all = new ArrayList<>(List.of("--listen", "127.0.0.1:0"));
        all.addAll(arguments);
        ProcessorProcess processor = ProcessorProcess.launch(folder.toAbsolutePath(), HEAP_MEBIBYTES, all);
        try {
            use.accept(processor.awaitReady());
        } finally {
            processor.stop();
        }
    }

    private static JsonNode await(HttpApi http, Predicate<JsonNode> awaited) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode accounting = http.get("accounting", "accounting", PATIENCE);
            if (awaited.test(accounting)) {
                return accounting;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the accounting never became what was awaited; last: " + accounting);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean closed(JsonNode accounting, long watermark) {
        for (JsonNode partition : accounting.path("partitions")) {
            JsonNode at = partition.path("watermark");
            if (!at.isTextual() || Instant.parse(at.asText()).toEpochMilli() < watermark) {
                return false;
            }
        }
        return accounting.path("partitions").size() == PARTITIONS;
    }

    private static void compare(JsonNode found, OracleResult.Accounting expected) {
        assertThat(found.path("balanced").asBoolean()).isTrue();
        assertThat(found.path("invalid").asLong()).isEqualTo(expected.invalid());
        assertThat(found.path("late").asLong()).isEqualTo(expected.late());
        assertThat(found.path("duplicate").asLong()).isEqualTo(expected.duplicate());
        assertThat(found.path("bot").asLong()).isEqualTo(expected.bot());
        assertThat(found.path("kept").asLong()).isEqualTo(expected.kept());
        Map<String, Long> bots = new HashMap<>();
        found.path("byReason")
                .path("bot")
                .properties()
                .forEach(reason -> bots.put(reason.getKey(), reason.getValue().asLong()));
        assertThat(bots).isEqualTo(expected.botByReason());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] encode(UserEvent event) {
        return AvroSerde.of(UserEvent.class, registry).serializer().serialize(BAD_TOPIC, event);
    }

    /** Some seconds from one to the next, as a person takes. */
    private static UserEvent good(int number, Instant now) {
        return event("good-" + number, "unit-1", now.minusSeconds(10L * (GOOD - number)));
    }

    private static UserEvent event(String id, String unit, Instant time) {
        return new UserEvent(id, "view_page", unit, null, null, time, Map.of(), Map.of());
    }

    /** The log as a batch job would read it: an expression, a hash, and the oracle for the semantics. */
    private static final class Batch {
        private static final Pattern LINE = Pattern.compile(
                "^(\\S+) \\S+ \\S+ \\[(.+?)\\] \"(\\S+) (\\S+) [^\"]*\" (\\d+) (\\S+) \"([^\"]*)\" \"([^\"]*)\"$");
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("d/MMM/yyyy:H:mm:ss Z", Locale.ENGLISH);
        private static final List<String> ASSETS =
                List.of(".css", ".js", ".png", ".jpg", ".gif", ".ico", ".svg", ".woff", ".woff2");

        private final List<String> malformed = new ArrayList<>();
        private final List<RawRecord> records = new ArrayList<>();
        private final long[] offsets = new long[PARTITIONS];
        private final long ingest = System.currentTimeMillis();
        private long events;
        private long newest;

        static Batch of(Path log) throws Exception {
            Batch batch = new Batch();
            for (String line : Files.readAllLines(log)) {
                batch.read(line);
            }
            for (int partition = 0; partition < PARTITIONS; partition++) {
                batch.records.add(new RawRecord(
                        partition,
                        batch.offsets[partition]++,
                        null,
                        batch.ingest,
                        new RawRecord.Watermark("", String.valueOf(batch.newest + CLOSE_MS))));
            }
            return batch;
        }

        private void read(String line) throws Exception {
            Matcher fields = LINE.matcher(line);
            if (!fields.matches()) {
                malformed.add(line);
                return;
            }
            String host = fields.group(1);
            String agent = fields.group(8);
            String path = fields.group(4).split("\\?", -1)[0];
            Instant time = OffsetDateTime.parse(fields.group(2), TIME).toInstant();
            String unit = hex("MD5", host + "|" + agent).substring(0, 16);
            Map<String, String> context = new HashMap<>(Map.of("ip", host));
            if (!agent.equals("-")) {
                context.put("user_agent", agent);
            }
            UserEvent event = new UserEvent(
                    hex("SHA-256", line),
                    ASSETS.stream().anyMatch(path::endsWith) ? "load_asset" : "view_page",
                    null,
                    unit,
                    null,
                    time,
                    context,
                    Map.of("path", path));
            byte[] key = unit.getBytes(StandardCharsets.UTF_8);
            int partition = Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
            records.add(new RawRecord(partition, offsets[partition]++, key, ingest, new RawRecord.Event(event)));
            newest = Math.max(newest, time.toEpochMilli());
            events++;
        }

        OracleResult result() {
            UserAgents agents = new UserAgents();
            return Oracle.run(
                    records,
                    OracleSettings.defaults(PARTITIONS)
                            .with(
                                    agent -> agents.agent(agent).crawler(),
                                    agent -> agents.agent(agent).deviceClass()));
        }

        private static String hex(String algorithm, String text) throws Exception {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
