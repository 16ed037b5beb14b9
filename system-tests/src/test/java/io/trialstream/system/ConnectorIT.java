package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.platform.Connectors;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.PlatformStatus;
import io.trialstream.platform.PlatformStatus.ConnectorStatus;
import io.trialstream.platform.S3Store;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The S3 sink as an administrator meets it: installed from its zip, misconfigured, failing, and with a worker that is killed. */
@Timeout(300)
class ConnectorIT {
    private static final String CLASS = "io.trialstream.connect.s3.S3SinkConnector";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static LocalPlatform platform;
    private static WorkerApi worker;

    @BeforeAll
    static void start() throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        unzip(zip(), plugins);
        platform = LocalPlatform.start(PlatformOptions.in(folder.resolve("data"))
                .withConnect()
                .anyPorts()
                .workerProperty("plugin.path", plugins.toString()));
        worker = new WorkerApi(platform.connect().base());
        try (Admin admin = Admin.create(kafka())) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(Topics.RAW.name(), 2));
        }
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void theZipInstallsOnAWorkerThatHasNothingElse() throws Exception {
        JsonNode plugins =
                worker.ask("GET", "/connector-plugins?connectorsOnly=false", "").body();

        assertThat(plugins)
                .filteredOn(plugin -> plugin.path("class").asText().startsWith("io.trialstream."))
                .extracting(plugin -> plugin.path("class").asText() + " "
                        + plugin.path("type").asText())
                .containsExactlyInAnyOrder(CLASS + " sink", "io.trialstream.connect.avro.AvroConverter converter");
    }

    /** The key that is wrong, what is set, and what the message must hold: what was expected, and what was found. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s3.bucket                | s3.bucket=                                  | Missing required configuration; s3.bucket
            s3.bucket                | s3.bucket=My_Bucket                         | My_Bucket; expected a bucket's name: 3 to 63 small letters
            s3.endpoint              | s3.endpoint=127.0.0.1:9000                  | 127.0.0.1:9000; expected http://host[:port]
            s3.secret.access.key     | s3.access.key.id=AKIA                       | expected a value beside s3.access.key.id; actual none
            prefix                   | prefix=/staging_area/                       | /staging_area/; without a slash at the ends
            timezone                 | timezone=Asia/seoul                         | Asia/seoul; expected a time zone; did you mean Asia/Seoul?
            timestamp.field          | timestamp.field=$.timestamp                 | $.timestamp; expected a field's name
            flush.idle.ms            | flush.idle.ms=5s                            | 5s; Not a number of type LONG
            flush.max.age.ms         | flush.max.age.ms=1000                       | expected flush.idle.ms (5000) or more; actual 1000
            block.offsets            | block.offsets=0                             | 0; at least 1
            null.values              | null.values=keep                            | keep; skip; archive
            null.values              | null.values=archive                         | archive expects header.converter=org.apache.kafka.connect.converters.ByteArrayConverter
            block.offset             | block.offset=1000                           | block.offsets
            topics                   | topics=                                     | topics
            """)
    void aWrongConfigurationIsToldByKeyWithWhatWasExpected(String key, String setting, String message)
            throws Exception {
        ObjectNode config = JSON.createObjectNode()
                .put("connector.class", CLASS)
                .put("topics", "clean-events")
                .put("s3.bucket", "trialstream");
        String[] pair = setting.split("=", 2);
        if (pair[1].isEmpty()) {
            config.remove(pair[0]);
        } else {
            config.put(pair[0], pair[1]);
        }

        WorkerApi.Answer answer =
                worker.ask("PUT", "/connector-plugins/S3SinkConnector/config/validate", config.toString());

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().path("error_count").asInt()).isPositive();
        String errors = errors(answer.body(), key);
        assertThat(message.split("; ")).as("in: " + errors).allMatch(errors::contains);
    }

    private static String errors(JsonNode validated, String key) {
        return StreamSupport.stream(validated.path("configs").spliterator(), false)
                .map(config -> config.path("value"))
                .filter(value -> value.path("name").asText().equals(key))
                .map(value -> value.path("errors").toString())
                .findFirst()
                .orElse("no such key among the errors: " + validated);
    }

    @Test
    void aConnectorWhoseTaskFailsIsNotWellAndSaysWhy() throws Exception {
        produce("sessions");
        ObjectNode file = (ObjectNode) JSON.readTree(connectorFile("sessions"));
        ((ObjectNode) file.path("config")).put("s3.bucket", "no-such-bucket").put("flush.idle.ms", "200");
        platform.connect().apply(file.put("name", "lost").toString());

        await(() -> !connector("lost").detail().isEmpty()
                && connector("lost").detail().contains("is FAILED"));

        PlatformStatus status = platform.status();
        assertThat(status.healthy()).isFalse();
        assertThat(status.parts()).allMatch(part -> part.state() == PlatformStatus.State.WELL);
        // The worker's own word for the connector, which alone would have looked well.
        assertThat(connector("lost").state()).isEqualTo("RUNNING");
        assertThat(status.problems()).contains("lost: task ", "no-such-bucket");
        platform.connect().delete("lost");
        await(() -> platform.status().healthy());
    }

    @Test
    void afterTheWorkersDeathStatesArePastAndAfterItsRestartWorkGoesOn() throws Exception {
        produce("sessions");
        Connectors.start(platform.connect());
        Connectors.awaitWell(folder.resolve("data"), PATIENCE);
        List<String> names = platform.status().connectors().stream()
                .map(ConnectorStatus::name)
                .toList();
        assertThat(names).contains("s3-clean-events", "s3-replay-user-events", "s3-sessions", "s3-variant-ctr");

        platform.kill("connect");
        assertThat(platform.status().healthy()).isFalse();
        assertThat(platform.status().connectors()).isEmpty();
        assertThat(platform.status().problems()).startsWith("connect: its process has ended");

        platform.restart("connect");
        Connectors.awaitWell(folder.resolve("data"), PATIENCE);
        long objects = objects();
        produce("sessions");
        await(() -> objects() > objects || objects == 0);
        assertThat(platform.status().connectors())
                .extracting(ConnectorStatus::name)
                .containsExactlyElementsOf(names);
        names.forEach(platform.connect()::delete);
    }

    /** What the platform sends, with what is asked of its environment filled in. */
    private static String connectorFile(String topic) throws IOException {
        Path file = home().resolve("connect-config").resolve("trialstream").resolve(topic + ".json");
        return Files.readString(file);
    }

    /** A record that is no session: it becomes a line of raw bytes, in the directory of the present. */
    private static void produce(String topic) throws Exception {
        try (var producer = new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "unit", "no session")).get(30, TimeUnit.SECONDS);
        }
    }

    private static long objects() {
        try (Stream<Path> files = Files.walk(S3Store.folder(folder.resolve("data")))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConnectorStatus connector(String name) {
        return platform.status().connectors().stream()
                .filter(connector -> connector.name().equals(name))
                .findFirst()
                .orElse(new ConnectorStatus(name, "absent", 0, ""));
    }

    private static Map<String, Object> kafka() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrap());
    }

    private static Path home() {
        return Path.of(System.getProperty("trialstream.home", ".."));
    }

    private static Path zip() throws IOException {
        Path target = home().resolve("connect-s3").resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("trialstream-connect-s3-.*\\.zip"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no trialstream-connect-s3-*.zip in " + target));
        }
    }

    private static void unzip(Path zip, Path into) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream in = new ZipInputStream(file, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path path = into.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(in, path);
                }
            }
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + "; the platform says: " + platform.status());
            }
            Thread.sleep(STEP.toMillis());
        }
    }
}
