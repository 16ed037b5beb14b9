package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.platform.Endpoints;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.S3Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The images as Jib has packed them, unpacked and run on this machine's JVM against a real broker, registry and S3 store. */
@Tag("images")
@Timeout(600)
class ImagesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EVENTS = 2_000;
    /** What the JVM says when SIGTERM has run its shutdown hooks. */
    private static final int TERMINATED = 128 + 15;

    @TempDir
    static Path folder;

    private static LocalPlatform platform;
    private static UnpackedImage application;
    private static UnpackedImage connect;

    @BeforeAll
    static void start() throws Exception {
        // The images' user is to enter it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        application = UnpackedImage.built("trialstream", folder);
        connect = UnpackedImage.built("connect", folder);
        platform = LocalPlatform.start(
                PlatformOptions.in(platformFolder()).withS3().anyPorts());
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void theImagesAreLabelledHoldNoSecretAndDoNotRunAsRoot() throws Exception {
        assertWellMade(application, "trialstream");
        assertWellMade(connect, "trialstream-connect");
        assertThat(ran("--version")).isEqualTo("trialstream " + version(application) + "\n");
    }

    /** What the compose file starts, in its order, from first topic to object. */
    @Test
    void togetherTheyCountEveryEventAndBringItToS3() throws Exception {
        assertThat(ran("prepare")).contains("Created replay-user-events,", "must be BACKWARD_TRANSITIVE");
        assertThat(ran("prepare")).contains("All topics are there");
        assertThat(ran("experiment", "apply", experiment().toString()))
                .isEqualTo("Applied " + DefaultExperiments.FIRST + ", version 1\n");
        Path data = application.workingDirectory().resolve(".trialstream");
        Map<String, String> environment = new HashMap<>(addresses());
        environment.put("TRIALSTREAM_HTTP_LISTEN", "127.0.0.1:0");
        URI worker = URI.create("http://127.0.0.1:" + freePort());
        try (RunProcess run =
                        RunProcess.start(data, folder.resolve("run.log"), application.command(environment, "run"));
                Cli connecting = Cli.start(folder, connect.command(workerEnvironment(worker), connectFile()))) {
            awaitConnect(worker, connecting);
            assertThat(ran("prepare", "--connect", worker.toString(), "--connectors", connectors()))
                    .contains("Connector s3-clean-events is as in ");
            run.awaitReady();
            assertHealth("processor-1", 8080, Endpoints.read(data).http().orElseThrow(), 0);

            long sent = generate();
            JsonNode counts =
                    run.await("/api/v1/accounting", now -> now.path("in").asLong() == sent);
            assertThat(counts.path("balanced").asBoolean()).isTrue();
            assertMetricsOfDashboardAndRules(run);
            counts = run.await("/api/v1/accounting", now -> true);
            long clean = counts.path("kept").asLong() + counts.path("bot").asLong();
            await("clean events in S3", ImagesIT::cleanEventsInS3, clean);

            connecting.terminate();
            assertThat(connecting.await(PATIENCE).status()).isEqualTo(TERMINATED);
            assertThat(connecting.err()).contains("Kafka Connect stopped");
            assertThat(run.stop()).isZero();
            assertHealth("connect", 8083, worker.toString(), 1);
        }
    }

    private static void assertWellMade(UnpackedImage image, String name) {
        JsonNode config = image.config();
        assertThat(image.tags()).containsExactly(name + ":" + version(image));
        assertThat(config.path("Entrypoint").path(0).asText()).isEqualTo("java");
        assertThat(config.path("Entrypoint").toString()).contains("-XX:MaxRAMPercentage=");
        assertThat(config.path("User").asText()).matches("[1-9][0-9]*:0");
        for (String label : List.of("title", "description", "version", "licenses", "source", "base.name")) {
            assertThat(config.path("Labels")
                            .path("org.opencontainers.image." + label)
                            .asText())
                    .as(label)
                    .isNotEmpty();
        }
        assertThat(config.path("Env").toString()).doesNotContainPattern("(?i)secret|password|access_key");
    }

    private static void awaitConnect(URI worker, Cli connecting) throws Exception {
        await(
                "the worker is healthy, or says why not: " + connecting.err(),
                () -> {
                    assertThat(connecting.alive()).as(connecting.err()).isTrue();
                    return health("connect", 8083, worker.toString());
                },
                0);
        HttpRequest plugins = HttpRequest.newBuilder(worker.resolve("/connector-plugins?connectorsOnly=false"))
                .timeout(PATIENCE)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(plugins, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("io.trialstream.connect.s3.S3SinkConnector", "io.trialstream.connect.avro.AvroConverter");
    }

    /** Kafka Streams' metrics of tasks and stores are found at most a minute after these have come. */
    private static void assertMetricsOfDashboardAndRules(RunProcess run) throws Exception {
        Set<String> wanted = MetricNames.wanted(ComposeFile.folder());
        assertThat(wanted).hasSizeGreaterThan(20).contains("trialstream_events", "jvm_memory_used_bytes");
        await("metrics that are asked for", () -> missing(wanted, run.text("/metrics")), Set.of());

        String scrape = run.text("/metrics");
        JsonNode reasons = run.await("/api/v1/accounting", now -> true).path("byReason");
        assertThat(scrape).contains("topic=\"sessions\"", "topic=\"variant-ctr\"");
        assertThat(reasons.path("invalid")).isNotEmpty();
        for (String outcome : List.of("invalid", "late", "bot")) {
            reasons.path(outcome)
                    .properties()
                    .forEach(reason -> assertThat(scrape)
                            .contains("trialstream_events_by_reason{outcome=\"" + outcome + "\",reason=\""
                                    + reason.getKey() + "\"} "
                                    + reason.getValue().asLong() + ".0"));
        }
    }

    private static Set<String> missing(Set<String> wanted, String scrape) {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(MetricNames.exported(scrape));
        return missing;
    }

    /** @return events that the generator's ledger has */
    private static long generate() throws Exception {
        ran(
                "generate",
                "stream",
                "--start-date",
                "2025-08-08-00-00",
                "--num-intervals",
                "8",
                "--events",
                String.valueOf(EVENTS),
                "--close");
        Path ledger = application.workingDirectory().resolve("truth.json");
        long sent = new ObjectMapper()
                .readTree(ledger.toFile())
                .path("accounting")
                .path("in")
                .asLong();
        assertThat(sent).isBetween(EVENTS / 2L, EVENTS * 2L);
        return sent;
    }

    private static long cleanEventsInS3() throws IOException {
        Path objects = S3Store.folder(platformFolder()).resolve("staging_area").resolve("clean-events");
        long lines = 0;
        try (Stream<Path> files = Files.walk(objects)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                lines += Files.readAllLines(file).size();
            }
        } catch (NoSuchFileException notYet) {
            return 0;
        }
        return lines;
    }

    private static String version(UnpackedImage image) {
        return image.config()
                .path("Labels")
                .path("org.opencontainers.image.version")
                .asText();
    }

    /** Standard output of a command of the application's image that must succeed. */
    private static String ran(String... arguments) throws Exception {
        try (Cli cli = Cli.start(folder, application.command(addresses(), arguments))) {
            Cli.Ended ended = cli.await(PATIENCE);
            assertThat(ended.status()).as(ended.err()).isZero();
            return ended.out();
        }
    }

    private static Map<String, String> addresses() {
        return Map.of(
                "TRIALSTREAM_KAFKA_BOOTSTRAP", platform.bootstrap(), "TRIALSTREAM_REGISTRY_URL", platform.registry());
    }

    /** The compose file's variables of the worker, with the places that are here. */
    private static Map<String, String> workerEnvironment(URI worker) throws IOException {
        Map<String, String> environment = new HashMap<>(ComposeFile.read().environment("connect"));
        environment.replace("CONNECT_BOOTSTRAP_SERVERS", platform.bootstrap());
        environment.replace("TRIALSTREAM_REGISTRY_URL", platform.registry());
        environment.replace("TRIALSTREAM_S3_ENDPOINT", platform.s3().endpoint().toString());
        environment.replace("TRIALSTREAM_S3_ACCESS_KEY_ID", S3Store.ACCESS_KEY_ID);
        environment.replace("TRIALSTREAM_S3_SECRET_ACCESS_KEY", S3Store.SECRET_ACCESS_KEY);
        environment.replace("TRIALSTREAM_S3_BUCKET", S3Store.BUCKET);
        environment.put("CONNECT_LISTENERS", worker.toString());
        return environment;
    }

    private static String connectFile() {
        return connect.config().path("Cmd").path(0).asText();
    }

    private static Path platformFolder() {
        return folder.resolve("platform");
    }

    private static String connectors() {
        return UnpackedImage.home()
                .resolve("connect-config")
                .resolve("trialstream")
                .toString();
    }

    private static Path experiment() throws IOException {
        try (InputStream shipped = DefaultExperiments.class.getResourceAsStream(DefaultExperiments.FIRST_RESOURCE)) {
            return Files.write(
                    folder.resolve("experiment.yaml"),
                    Objects.requireNonNull(shipped).readAllBytes());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertHealth(String service, int port, String address, int status) throws Exception {
        assertThat(health(service, port, address)).as("health of " + service).isEqualTo(status);
    }

    /** The status of the compose file's check of a service, asked of where the service is in truth. */
    private static int health(String service, int port, String address) throws Exception {
        List<String> command = new ArrayList<>();
        for (String word : ComposeFile.read().healthCheck(service)) {
            command.add(word.replace("/" + port, "/" + URI.create(address).getPort()));
        }
        assertThat(command.remove(0)).isEqualTo("CMD");
        Process check = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(check.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return check.exitValue();
    }

    private static <T> void await(String what, Callable<T> asked, T expected) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T answer = asked.call();
        while (!expected.equals(answer) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
            answer = asked.call();
        }
        assertThat(answer).as(what).isEqualTo(expected);
    }
}
