package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.app.command.ExperimentCommand;
import io.trialstream.app.command.PrepareCommand;
import io.trialstream.app.command.generate.GenerateCommand;
import io.trialstream.app.run.RunCommand;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** What can be known of {@code docker/} without an engine. The images themselves: {@link ImagesIT}. */
class ComposeIT {
    private static final List<String> PROCESSORS = List.of("processor-1", "processor-2");
    /** They do their work and end. */
    private static final Set<String> ONE_SHOT = Set.of("topics", "experiment", "connectors", "generator");

    /** What the broker image's start script takes for itself; everything else of KAFKA_ it writes into the configuration. */
    private static final Set<String> OF_START_SCRIPT = Set.of("KAFKA_HEAP_OPTS");

    private static final Map<String, Object> COMMANDS = Map.of(
            "run", new RunCommand(),
            "prepare", new PrepareCommand(),
            "experiment", new ExperimentCommand(),
            "generate", new GenerateCommand());

    @TempDir
    private Path folder;

    private final ComposeFile compose;

    ComposeIT() throws IOException {
        compose = ComposeFile.read();
    }

    @Test
    void dockerComposeReadsWhatWeRead() throws Exception {
        Cli.Ended config = Tool.run(
                folder,
                "docker/compose.yaml by Compose itself",
                "docker-compose",
                "-f",
                ComposeFile.folder().resolve("compose.yaml").toString(),
                "config");

        assertThat(config.status()).as(config.err()).isZero();
        ComposeFile read = ComposeFile.parse(config.out());
        assertThat(read.names()).isEqualTo(compose.names());
        for (String service : compose.names()) {
            assertThat(read.text(service, "image")).isEqualTo(compose.text(service, "image"));
            assertThat(read.environment(service)).isEqualTo(compose.environment(service));
            assertThat(read.list(service, "command")).isEqualTo(compose.list(service, "command"));
            assertThat(read.dependencies(service)).isEqualTo(compose.dependencies(service));
        }
    }

    @Test
    void everyImageIsPinnedAndOursAreOfThisVersion() throws Exception {
        String version =
                firstMatch("<version>([^<]+)</version>", UnpackedImage.home().resolve("pom.xml"));
        for (String service : compose.names()) {
            String image = compose.text(service, "image");
            assertThat(image).matches("[\\w./-]+:v?[0-9]+\\.[0-9]+\\.[0-9]+[\\w.-]*");
            if (!image.contains("/")) {
                assertThat(image).isIn("trialstream:" + version, "trialstream-connect:" + version);
            }
        }
    }

    @Test
    void portsArePublishedOnLoopbackOnlyAndOnceEach() {
        List<String> published = new ArrayList<>();
        for (String service : compose.names()) {
            for (String port : compose.list(service, "ports")) {
                assertThat(port).matches("127\\.0\\.0\\.1:[0-9]+:[0-9]+");
                published.add(port.split(":")[1]);
            }
        }
        assertThat(published).doesNotHaveDuplicates().hasSize(8);
    }

    @Test
    void everyServiceIsBoundedAndWaitsForWhatCanBeWaitedFor() {
        for (String service : compose.names()) {
            boolean oneShot = ONE_SHOT.contains(service);
            assertThat(compose.member(service, "mem_limit")).as(service).isNotNull();
            assertThat(compose.member(service, "cpus")).as(service).isNotNull();
            assertThat(compose.text(service, "restart"))
                    .as(service)
                    .isIn(oneShot ? List.of("no", "on-failure") : List.of("unless-stopped"));
            assertThat(compose.healthCheck(service).isEmpty()).as(service).isEqualTo(oneShot);
            compose.dependencies(service)
                    .forEach((other, condition) -> assertThat(condition)
                            .as(service + " waits for " + other)
                            .isEqualTo(
                                    ONE_SHOT.contains(other) ? "service_completed_successfully" : "service_healthy"));
        }
    }

    @Test
    void whatIsMountedIsThere() throws Exception {
        for (String service : compose.names()) {
            for (String volume : compose.list(service, "volumes")) {
                if (volume.startsWith(".")) {
                    assertThat(volume).endsWith(":ro");
                    assertThat(ComposeFile.folder().resolve(volume.split(":")[0]))
                            .exists();
                }
            }
        }
        assertThat(compose.environment("grafana").get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
                .isEqualTo(provisioned("dashboards/trialstream.yaml", "path") + "/trialstream.json");
        assertThat(compose.list("grafana", "volumes"))
                .contains("./grafana/dashboards:" + provisioned("dashboards/trialstream.yaml", "path") + ":ro");
        assertThat(provisioned("datasources/prometheus.yaml", "url")).isEqualTo("http://prometheus:9090");
        assertThat(compose.list("prometheus", "ports")).allMatch(port -> port.endsWith(":9090"));
    }

    @Test
    void theCommandLinesOfOurImageAreOnesThatItKnows() {
        for (String service : compose.names()) {
            if (compose.text(service, "image").startsWith("trialstream:")) {
                List<String> words = compose.list(service, "command");
                assertThat(COMMANDS).as(service).containsKey(words.get(0));
                // Throws for what is unknown, missing or not of its type.
                new CommandLine(COMMANDS.get(words.get(0)))
                        .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            }
        }
    }

    @Test
    void theProcessorsTakeTheirEnvironmentAndHaveTheTimeToClose() throws Exception {
        for (String service : PROCESSORS) {
            ProcessBuilder command = Cli.command("run", "--print-config", "--data", folder.toString());
            command.environment().putAll(compose.environment(service));
            try (Cli cli = Cli.start(folder, command)) {
                Cli.Ended ended = cli.await(Duration.ofSeconds(60));
                assertThat(ended.status()).as(ended.err()).isZero();
                Map<?, ?> config = new Yaml().load(ended.out());
                assertThat(in(config, "http", "advertised")).isEqualTo(service + ":8080");
                assertThat(in(config, "http", "listen")).isEqualTo("0.0.0.0:8080");
                assertThat(in(config, "kafka", "bootstrap")).isEqualTo("broker:9092");
                Duration grace = Duration.parse(
                        "PT" + compose.text(service, "stop_grace_period").toUpperCase(Locale.ROOT));
                assertThat(grace).isGreaterThan(Duration.parse(in(config, "streams", "close-timeout")));
            }
        }
    }

    @Test
    void prometheusScrapesTheProcessors() throws Exception {
        Map<?, ?> config = new Yaml()
                .load(Files.readString(
                        ComposeFile.folder().resolve("prometheus").resolve("prometheus.yml")));
        Map<?, ?> job = (Map<?, ?>) ((List<?>) config.get("scrape_configs")).get(0);
        Map<?, ?> targets = (Map<?, ?>) ((List<?>) job.get("static_configs")).get(0);

        assertThat(targets.get("targets"))
                .isEqualTo(PROCESSORS.stream().map(name -> name + ":8080").toList());
    }

    @Test
    void prometheusTakesItsConfigurationAndTheAlertsAreAsTheirTestsSay() throws Exception {
        String rules = "docker/prometheus";
        Path prometheus = ComposeFile.folder().resolve("prometheus");

        Cli.Ended config = Tool.run(
                folder,
                rules,
                "promtool",
                "check",
                "config",
                prometheus.resolve("prometheus.yml").toString());
        Cli.Ended tests = Tool.run(
                folder,
                rules,
                "promtool",
                "test",
                "rules",
                prometheus.resolve("rules.test.yml").toString());

        assertThat(config.status()).as(config.out() + config.err()).isZero();
        assertThat(tests.status()).as(tests.out() + tests.err()).isZero();
    }

    @Test
    void theDashboardAsksItsDataSourceAndPanelsDoNotOverlap() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(ComposeFile.folder()
                        .resolve(Path.of("grafana", "dashboards", "trialstream.json"))
                        .toFile());
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.path("datasource").path("uid").asText())
                        .isEqualTo(provisioned("datasources/prometheus.yaml", "uid"));
            }
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    String cell =
                            (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                    assertThat(cells.add(cell)).as(panel.path("title").asText()).isTrue();
                }
            }
        }
        assertThat(dashboard.findValuesAsText("expr")).hasSizeGreaterThan(30);
    }

    /** With the broker's own classes, as the platform runs them: names it knows, and values that it starts with. */
    @Test
    void theBrokerKnowsItsSettings() throws Exception {
        Path jars = UnpackedImage.home().resolve(Path.of("platform", "parts", "target", "broker"));
        Properties settings = new Properties();
        compose.environment("broker").forEach((name, value) -> {
            if (name.startsWith("KAFKA_") && !OF_START_SCRIPT.contains(name)) {
                settings.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        assertThat(namesKnownTo(jars)).containsAll(settings.stringPropertyNames());

        settings.put("log.dirs", folder.resolve("log").toString());
        Path file = folder.resolve("broker.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        ProcessBuilder format = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-cp",
                jars + File.separator + "*",
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                compose.environment("broker").get("CLUSTER_ID"),
                "--config",
                file.toString());
        try (Cli cli = Cli.start(folder, format)) {
            Cli.Ended ended = cli.await(Duration.ofSeconds(60));
            assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        }
    }

    private static Set<String> namesKnownTo(Path jars) throws Exception {
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> files = Files.list(jars)) {
            for (Path file : files.toList()) {
                urls.add(file.toUri().toURL());
            }
        }
        try (URLClassLoader broker =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Object definitions = broker.loadClass("org.apache.kafka.server.config.AbstractKafkaConfig")
                    .getField("CONFIG_DEF")
                    .get(null);
            Set<String> names = new TreeSet<>();
            for (Object name :
                    (Set<?>) definitions.getClass().getMethod("names").invoke(definitions)) {
                names.add(String.valueOf(name));
            }
            return names;
        }
    }

    private static String provisioned(String file, String member) throws IOException {
        return firstMatch(
                "\\b" + member + ": *([^\\s}]+)",
                ComposeFile.folder().resolve(Path.of("grafana", "provisioning")).resolve(file));
    }

    private static String firstMatch(String pattern, Path file) throws IOException {
        var matcher = java.util.regex.Pattern.compile(pattern).matcher(Files.readString(file));
        assertThat(matcher.find()).as(pattern + " in " + file).isTrue();
        return matcher.group(1);
    }

    private static String in(Map<?, ?> config, String section, String key) {
        Object inner = config.get(section);
        return String.valueOf(inner instanceof Map<?, ?> map ? map.get(key) : config.get(section + "." + key));
    }
}
