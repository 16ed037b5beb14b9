package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trialstream.app.command.TopicReader;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.platform.Endpoints;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands as a user types them, on a platform in the background: what they print, write, refuse. */
@Timeout(600)
class CommandsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PARTITIONS = 4;
    private static final String ID = DefaultExperiments.FIRST;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws Exception {
        Cli.Ended started = cli("platform", "start");
        assertThat(started.status()).as(started.err()).isZero();
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            assertThat(cli("platform", "stop").out()).isEqualTo("Stopped\n");
            assertThat(cli("platform", "status").status()).isEqualTo(1);
        } finally {
            LocalPlatform.stop(folder.toAbsolutePath(), message -> {});
        }
    }

    @Test
    void thePlatformSaysHowItIs() throws Exception {
        Cli.Ended status = cli("platform", "status");

        assertThat(status.status()).isZero();
        assertThat(status.out()).contains("broker", "registry", "s3", "connect", "127.0.0.1:");
        assertThat(status.out().lines().filter(line -> line.strip().startsWith("s3-")))
                .hasSize(4)
                .allMatch(line -> line.endsWith(" well"));
    }

    @Test
    void experimentsAreAppliedListedAndStopped() throws Exception {
        Path file = folder.resolve("experiment.yaml");
        try (InputStream shipped = DefaultExperiments.class.getResourceAsStream(DefaultExperiments.FIRST_RESOURCE)) {
            Files.write(file, Objects.requireNonNull(shipped).readAllBytes());
        }

        Cli.Ended applied = cli("experiment", "apply", file.toString());

        assertThat(applied.status()).as(applied.err()).isZero();
        assertThat(applied.out()).isEqualTo("Applied " + ID + ", version 1\n");
        AvroDecoder<ExperimentDefinition> decoder = new AvroDecoder<>(registry(), ExperimentDefinition.class);
        List<ConsumerRecord<byte[], byte[]>> definitions = read(Topics.DEFINITIONS.name());
        assertThat(definitions).hasSize(1);
        byte[] value = definitions.get(0).value();
        assertThat(decoder.decode(value)).isEqualTo(DefaultExperiments.first());
        assertThat(facts("experiment-definitions")).hasSize(PARTITIONS).allMatch(fact -> Arrays.equals(fact, value));

        String changed = Files.readString(file).replaceFirst("id: treatment, weight: 50", "id: treatment, weight: 40");
        Cli.Ended refused = cli(
                "experiment",
                "apply",
                Files.writeString(folder.resolve("changed.yaml"), changed).toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err().strip().lines().toList().get(0))
                .contains("version 1 is applied already, and these must not change within a version: variants");

        assertThat(cli("experiment", "stop", ID, "--at", "2025-08-20T00:00:00Z").status())
                .isZero();
        assertThat(facts("experiment-controls")).hasSize(PARTITIONS);
        assertThat(cli("experiment", "list").out())
                .contains(ID, "control 50 : treatment 50", "stop from 2025-08-20T00:00:00Z");
        Cli.Ended unknown = cli("experiment", "stop", "nobody");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("expected an applied experiment, found none called nobody");
    }

    @Test
    void prepareComparesWhatIsThereAndDemandsCompatibleSchemas() throws Exception {
        Cli.Ended same = cli("prepare", "--partitions", String.valueOf(PARTITIONS));
        Cli.Ended other = cli("prepare", "--partitions", "7");
        Cli.Ended nowhere = cli("prepare", "--connect", "http://127.0.0.1:1", "--connectors", folder + "/absent");
        Cli.Ended half = cli("prepare", "--connect", "http://127.0.0.1:1");

        assertThat(same.status()).as(same.err()).isZero();
        assertThat(same.err()).isEmpty();
        assertThat(same.out()).startsWith("All topics are there\nSchemas in http://127.0.0.1:");
        assertThat(other.status()).isZero();
        assertThat(other.err()).contains("prepare: topic sessions: partitions: expected 7, actual " + PARTITIONS);
        assertThat(nowhere.status()).isEqualTo(1);
        assertThat(nowhere.err()).contains("--connectors: expected a folder, found none at " + folder);
        assertThat(half.status()).isEqualTo(2);
        HttpRequest rule = HttpRequest.newBuilder(
                        URI.create(Endpoints.read(folder).registry().orElseThrow() + "/config/sessions-value"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(rule, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("BACKWARD_TRANSITIVE");
    }

    @Test
    void whatIsGeneratedAsFilesIsLoadedWhole() throws Exception {
        Path out = folder.resolve("bulk");
        Cli.Ended generated = Cli.run(
                folder,
                PATIENCE,
                "generate",
                "bulk",
                "--start-date",
                "2025-09-01",
                "--end-date",
                "2025-09-01",
                "--events",
                "5000",
                "--out",
                out.toString());
        assertThat(generated.status()).as(generated.err()).isZero();
        Path events = out.resolve("2025-09-01").resolve("events.jsonl");
        long lines = Files.readAllLines(events).size();
        assertThat(JSON.readTree(out.resolve("truth.json").toFile())
                        .path("accounting")
                        .path("in")
                        .asLong())
                .isEqualTo(lines);
        long before = events(Topics.RAW.name());

        Cli.Ended loaded = cli("load", events.toString(), "--format", "jsonl", "--json");

        assertThat(loaded.status()).as(loaded.err()).isZero();
        assertThat(loaded.err()).contains("is not checked");
        JsonNode report = JSON.readTree(loaded.out());
        assertThat(report.path("read").asLong()).isEqualTo(lines);
        assertThat(report.path("sent").asLong()).isEqualTo(lines);
        assertThat(report.path("rejectFile").isNull()).isTrue();
        assertThat(events(Topics.RAW.name()) - before).isEqualTo(lines);
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws Exception {
        assertThat(cli("dump", "no-such-topic"))
                .satisfies(ended -> assertThat(ended.status()).isEqualTo(1))
                .satisfies(ended -> assertThat(ended.err())
                        .contains("expected a topic no-such-topic")
                        .hasLineCount(1));
        assertThat(cli("accounting"))
                .satisfies(ended -> assertThat(ended.status()).isEqualTo(1))
                .satisfies(ended -> assertThat(ended.err())
                        .startsWith("trialstream accounting: expected a running instance")
                        .hasLineCount(1));
        assertThat(cli("replay", "--diff"))
                .satisfies(ended -> assertThat(ended.status()).isEqualTo(1))
                .satisfies(ended -> assertThat(ended.err())
                        .startsWith("trialstream replay: expected the topics ")
                        .contains("so there is nothing to compare")
                        .hasLineCount(1));
        assertThat(Cli.run(folder, PATIENCE, "experiment"))
                .satisfies(ended -> assertThat(ended.status()).isEqualTo(2));
    }

    /** On the platform's folder. */
    private static Cli.Ended cli(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        return Cli.run(folder, PATIENCE, all.toArray(String[]::new));
    }

    private static long events(String topic) {
        return read(topic).stream().filter(record -> record.value() != null).count();
    }

    /** Values of the facts of one topic in the raw topic. */
    private static List<byte[]> facts(String topic) {
        List<byte[]> facts = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : read(Topics.RAW.name())) {
            Header from = record.headers().lastHeader("trialstream-fact");
            if (from != null && new String(from.value(), StandardCharsets.UTF_8).equals(topic)) {
                facts.add(record.headers().lastHeader("trialstream-fact-value").value());
            }
        }
        return facts;
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        String bootstrap = Endpoints.read(folder).bootstrap().orElseThrow();
        new TopicReader(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap))
                .read(topic, null, records::add);
        return records;
    }

    private static SchemaRegistryClient registry() {
        return SchemaRegistryClient.of(Endpoints.read(folder).registry().orElseThrow());
    }
}
