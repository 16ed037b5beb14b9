package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.generator.DefaultExperiment;
import io.trialstream.platform.Endpoints;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The images as Jib has packed them, unpacked and run on this machine's JVM against a real broker and registry. */
@Tag("images")
@Timeout(600)
class ImagesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EVENTS = 2_000;

    @TempDir
    static Path folder;

    private static LocalPlatform platform;

    @BeforeAll
    static void start() throws Exception {
        // The images' user is to enter it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        platform = LocalPlatform.start(PlatformOptions.in(folder.resolve("platform")).anyPorts());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void theApplicationsImageServesGeneratesAndStopsCleanly() throws Exception {
        UnpackedImage image = UnpackedImage.built("trialstream", folder);
        assertWellMade(image);
        assertThat(image.tags()).containsExactly("trialstream:" + version(image));
        assertThat(ran(image, "--version")).isEqualTo("trialstream " + version(image) + "\n");
        assertThat(ran(image, "prepare")).contains("Created replay-user-events,", "must be BACKWARD_TRANSITIVE");
        assertThat(ran(image, "prepare")).contains("All topics are there");
        try (InputStream shipped = DefaultExperiment.class.getResourceAsStream(DefaultExperiment.RESOURCE)) {
            Files.write(
                    folder.resolve("experiment.yaml"),
                    Objects.requireNonNull(shipped).readAllBytes());
        }
        assertThat(ran(image, "experiment", "apply", folder.resolve("experiment.yaml").toString()))
                .isEqualTo("Applied " + DefaultExperiment.ID + ", version 1\n");

        Path data = image.workingDirectory().resolve(".trialstream");
        Map<String, String> environment = new HashMap<>(addresses());
        environment.put("TRIALSTREAM_HTTP_LISTEN", "127.0.0.1:0");
        try (RunProcess run = RunProcess.start(
                data, folder.resolve("image-run.log"), image.command(environment, "run"))) {
            run.awaitReady();
            assertThat(healthOf("processor-1", 8080, Endpoints.read(data).http().orElseThrow()))
                    .isZero();
            ran(
                    image,
                    "generate",
                    "stream",
                    "--start-date",
                    "2025-08-08-00-00",
                    "--num-intervals",
                    "8",
                    "--events",
                    String.valueOf(EVENTS),
                    "--close");
            JsonNode ledger = new ObjectMapper()
                    .readTree(image.workingDirectory().resolve("truth.json").toFile());
            long sent = ledger.path("accounting").path("in").asLong();
            assertThat(sent).isPositive();
            JsonNode accounting =
                    run.await("/api/v1/accounting", counts -> counts.path("in").asLong() == sent);
            assertThat(accounting.path("balanced").asBoolean()).isTrue();
            assertMetricsOfDashboardAndRules(run);
            assertThat(run.stop()).isZero();
        }
        assertThat(healthOf("processor-1", 8080, "http://127.0.0.1:1")).isNotZero();
    }

    /** Kafka Streams' metrics of tasks and stores are found at most a minute after these have come. */
    private static void assertMetricsOfDashboardAndRules(RunProcess run) throws Exception {
        Set<String> wanted = MetricNames.wanted(UnpackedImage.home().resolve("docker"));
        assertThat(wanted).hasSizeGreaterThan(20).contains("trialstream_events", "jvm_memory_used_bytes");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String scrape = run.text("/metrics");
        while (!MetricNames.exported(scrape).containsAll(wanted) && System.nanoTime() < deadline) {
            TimeUnit.SECONDS.sleep(1);
            scrape = run.text("/metrics");
        }
        String scraped = scrape;
        assertThat(MetricNames.exported(scraped)).containsAll(wanted);
        assertThat(scraped).contains("kafka_stream_topic_records_produced_total{", "topic=\"sessions\"", "topic=\"variant-ctr\"");
        JsonNode reasons = run.await("/api/v1/accounting", data -> true).path("byReason");
        assertThat(reasons.path("invalid")).isNotEmpty();
        for (String outcome : List.of("invalid", "late", "bot")) {
            reasons.path(outcome).properties().forEach(reason -> assertThat(scraped)
                    .contains("trialstream_events_by_reason{outcome=\"" + outcome + "\",reason=\"" + reason.getKey()
                            + "\"} " + reason.getValue().asLong() + ".0"));
        }
    }

    /** What holds for each of our images. */
    private static void assertWellMade(UnpackedImage image) {
        JsonNode config = image.config();
        assertThat(config.path("Entrypoint").path(0).asText()).isEqualTo("java");
        assertThat(config.path("Entrypoint").toString()).contains("-XX:MaxRAMPercentage=");
        assertThat(config.path("User").asText()).matches("[1-9][0-9]*:0");
        JsonNode labels = config.path("Labels");
        for (String label : List.of("title", "description", "version", "licenses", "source", "base.name")) {
            assertThat(labels.path("org.opencontainers.image." + label).asText())
                    .as(label)
                    .isNotEmpty();
        }
        assertThat(config.path("Env").toString()).doesNotContainIgnoringCase("password").doesNotContain("SECRET_ACCESS_KEY=");
    }

    private static String version(UnpackedImage image) {
        return image.config()
                .path("Labels")
                .path("org.opencontainers.image.version")
                .asText();
    }

    /** Standard output of a command of the image that must succeed. */
    private static String ran(UnpackedImage image, String... arguments) throws Exception {
        try (Cli cli = Cli.start(folder, image.command(addresses(), arguments))) {
            Cli.Ended ended = cli.await(PATIENCE);
            assertThat(ended.status()).as(ended.err()).isZero();
            return ended.out();
        }
    }

    private static Map<String, String> addresses() {
        return Map.of(
                "TRIALSTREAM_KAFKA_BOOTSTRAP", platform.bootstrap(), "TRIALSTREAM_REGISTRY_URL", platform.registry());
    }

    /** The status of the compose file's check of a service, asked of where the service is in truth. */
    private static int healthOf(String service, int port, String address) throws Exception {
        List<String> command = new ArrayList<>();
        for (Object word : ComposeFile.read().healthCheck(service)) {
            command.add(String.valueOf(word)
                    .replace("/" + port, "/" + URI.create(address).getPort()));
        }
        assertThat(command.remove(0)).isEqualTo("CMD");
        Process check = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(check.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return check.exitValue();
    }
}
