package io.trialstream.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.platform.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir
    Path dir = Path.of("");

    @Test
    void flagWinsOverEnvironmentOverFileOverDefault() throws IOException {
        Path file = write("time: { grace: PT1M, window: PT30M, max-jump: PT2H }");
        Config config = new ConfigLoader()
                .file(file)
                .environment(Map.of("TRIALSTREAM_TIME_GRACE", "PT2M", "TRIALSTREAM_TIME_WINDOW", "PT20M"))
                .flags(Map.of("time.grace", "PT3M"))
                .load();
        assertThat(config.get(Keys.GRACE)).isEqualTo(Duration.ofMinutes(3));
        assertThat(config.origin(Keys.GRACE)).hasToString("--set time.grace");
        assertThat(config.get(Keys.WINDOW)).isEqualTo(Duration.ofMinutes(20));
        assertThat(config.origin(Keys.WINDOW)).hasToString("TRIALSTREAM_TIME_WINDOW");
        assertThat(config.get(Keys.MAX_JUMP)).isEqualTo(Duration.ofHours(2));
        assertThat(config.origin(Keys.MAX_JUMP)).hasToString(file + ":1");
        assertThat(config.get(Keys.SESSION_GAP)).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.origin(Keys.SESSION_GAP)).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void addressesComeFromTheDataFolderUnlessSomebodySaysOtherwise() throws IOException {
        Endpoints.put(dir, Map.of("bootstrap", "127.0.0.1:1111", "registry", "http://127.0.0.1:2222/apis"));
        Path file = write("kafka.bootstrap: broker:3333");
        Config config = new ConfigLoader().endpoints(dir).file(file).load();
        assertThat(config.get(Keys.BOOTSTRAP)).isEqualTo("broker:3333");
        assertThat(config.get(Keys.REGISTRY_URL)).hasToString("http://127.0.0.1:2222/apis");
        assertThat(config.origin(Keys.REGISTRY_URL))
                .hasToString(dir.resolve("endpoints.json").toString());
    }

    @Test
    void nestedAndDottedNamesSayTheSame() throws IOException {
        Path file = write("""
                application.id: other
                bots:
                  rules:
                    volume: { per-minute: 100 }
                    burst-interval.gaps: 7
                  automatic-events: [ping, pong]
                """);
        Config config = new ConfigLoader().file(file).load();
        assertThat(config.get(Keys.APPLICATION_ID)).isEqualTo("other");
        assertThat(config.get(Keys.VOLUME_PER_MINUTE)).isEqualTo(100);
        assertThat(config.get(Keys.BURST_GAPS)).isEqualTo(7);
        assertThat(config.get(Keys.AUTOMATIC_EVENTS)).isEqualTo(List.of("ping", "pong"));
        assertThat(config.origin(Keys.BURST_GAPS)).hasToString(file + ":5");
    }

    @Test
    void theContractsExampleIsTheDefaults() throws IOException {
        Path file = write("""
                application.id: trialstream
                kafka:      { bootstrap: "127.0.0.1:9092", properties: {} }   # any client or Streams key passes through
                registry:   { url: "http://127.0.0.1:8081", properties: {} }
                input:      { topic: replay-user-events, format: avro, keyed-by-user: true, ingest-time: log-append, markers: on }
                time:       { window: PT15M, grace: PT10M, max-clock-skew: PT5M, oldest-event: "2000-01-01T00:00:00Z", watermark-from: events, max-jump: PT1H, idle-timeout: PT1M, all-idle: hold }
                dedupe:     { memory: PT24H }
                sessions:   { gap: PT30M }
                bots:       { rules: { volume: { per-minute: 300, per-hour: 10000 } }, automatic-events: [heartbeat, load_asset, ad_impression] }
                scorecard:  { every: PT1S }
                outputs:    { clean-events: true }
                state:      { dir: .trialstream/state, standbys: 0 }
                http:       { listen: "127.0.0.1:8080", advertised: null, query-timeout: PT2S }
                """);
        RunConfig fromFile = RunConfig.of(new ConfigLoader().file(file).load(), Path.of(".trialstream"));
        RunConfig defaults = RunConfig.of(new ConfigLoader().load(), Path.of(".trialstream"));
        // A port that somebody wrote down is no longer a default to be replaced; all else is equal.
        assertThat(fromFile)
                .usingRecursiveComparison()
                .ignoringFields("http.portIsDefault")
                .isEqualTo(defaults);
        assertThat(fromFile.http().portIsDefault()).isFalse();
        assertThat(defaults.http().portIsDefault()).isTrue();
    }

    @Test
    void propertiesPassThroughFromEverySource() throws IOException {
        Path file = write("kafka: { properties: { security.protocol: SSL, ssl: { key.password: hidden } } }");
        Config config = new ConfigLoader()
                .file(file)
                .environment(Map.of(
                        "TRIALSTREAM_KAFKA_PROPERTIES_CLIENT_RACK",
                        "a",
                        "TRIALSTREAM_REGISTRY_PROPERTIES_BASIC_AUTH_USER_INFO",
                        "u:p"))
                .flags(Map.of("kafka.properties.fetch.min.bytes", "1"))
                .load();
        assertThat(config.properties(Keys.KAFKA_PROPERTIES))
                .containsOnly(
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("ssl.key.password", "hidden"),
                        Map.entry("client.rack", "a"),
                        Map.entry("fetch.min.bytes", "1"));
        assertThat(config.properties(Keys.REGISTRY_PROPERTIES)).containsOnly(Map.entry("basic.auth.user.info", "u:p"));
    }

    @Test
    void whatIsPrintedReadsBackAndHidesSecrets() throws IOException {
        Config config = new ConfigLoader()
                .file(write("metrics.file: 'a \"b\" \\ c.yaml'"))
                .flags(Map.of(
                        "kafka.properties.sasl.jaas.config", "hunter2",
                        "kafka.properties.ssl.truststore.location", "/etc/trust",
                        "registry.properties.basic.auth.user.info", "user:hunter2",
                        "registry.url", "http://user:hunter2@registry:8081/path",
                        "sessions.click-events", "a,b"))
                .load();
        String yaml = config.toYaml();
        assertThat(yaml)
                .doesNotContain("hunter2")
                .contains("kafka.properties.sasl.jaas.config: \"********\"  # --set kafka.properties.sasl.jaas.config")
                .contains("kafka.properties.ssl.truststore.location: \"/etc/trust\"")
                .contains("registry.url: \"http://********@registry:8081/path\"")
                .contains("time.window: \"PT15M\"  # default");
        Config again = new ConfigLoader().file(write(yaml)).load();
        for (Key<?> key : Keys.all()) {
            if (!key.equals(Keys.REGISTRY_URL)) {
                assertThat(again.find(key)).as(key.name()).isEqualTo(config.find(key));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time.gracee=PT1M   | --set time.gracee: unknown key time.gracee; the nearest known key is time.grace",
                "volume.per-minute=3 | --set volume.per-minute: unknown key volume.per-minute; the nearest known key is bots.rules.volume.per-minute",
                "xyzzy=3            | --set xyzzy: unknown key xyzzy",
                "time.grace=10m     | --set time.grace: time.grace: expected a duration from PT0S to PT168H, found '10m'",
                "time.grace=-PT1M   | --set time.grace: time.grace: expected a duration from PT0S to PT168H, found '-PT1M'",
                "state.standbys=six | --set state.standbys: state.standbys: expected a whole number from 0 to 5, found 'six'",
                "state.standbys=6   | --set state.standbys: state.standbys: expected a whole number from 0 to 5, found '6'",
                "input.markers=yes  | --set input.markers: input.markers: expected on or off, found 'yes'",
                "time.all-idle=wait | --set time.all-idle: time.all-idle: expected hold or wall-clock, found 'wait'",
                "http.listen=8080   | --set http.listen: http.listen: expected host:port, found '8080'",
                "http.listen=a:99999 | --set http.listen: http.listen: expected host:port, found 'a:99999'",
                "registry.url=broker:8081 | --set registry.url: registry.url: expected a URL such as http://127.0.0.1:8081, found 'broker:8081'",
                "time.oldest-event=2000-01-01 | --set time.oldest-event: time.oldest-event: expected a time such as 2000-01-01T00:00:00Z, found '2000-01-01'",
                "sessions.click-events=, | --set sessions.click-events: sessions.click-events: expected a list of names, found ','",
                "input.format=json  | --set input.format: input.format: expected avro (the only format of this release), found 'json'",
            })
    void refusesSayingWhatWasExpectedWhatWasFoundAndWhere(String setting, String message) {
        String[] parts = setting.strip().split("=", 2);
        assertThatThrownBy(() ->
                        new ConfigLoader().flags(Map.of(parts[0], parts[1])).load())
                .isInstanceOf(ConfigException.class)
                .hasMessage(message.strip());
    }

    @Test
    void namesFileAndLine() throws IOException {
        Path unknown = write("time:\n  window: PT15M\n  grase: PT1M\n");
        assertThatThrownBy(() -> new ConfigLoader().file(unknown))
                .hasMessage(unknown + ":3: unknown key time.grase; the nearest known key is time.grace");
        Path wrong = write("time:\n  window: PT15M\n  grace: soon\n");
        assertThatThrownBy(() -> new ConfigLoader().file(wrong).load())
                .hasMessage(wrong + ":3: time.grace: expected a duration from PT0S to PT168H, found 'soon'");
        Path twice = write("time.grace: PT1M\ntime:\n  grace: PT2M\n");
        assertThatThrownBy(() -> new ConfigLoader().file(twice))
                .hasMessage(twice + ":3: time.grace is set twice, first in " + twice + ":1");
        Path unset = write("\ntime.grace: null\n");
        assertThatThrownBy(() -> new ConfigLoader().file(unset).load())
                .hasMessage(unset + ":2: time.grace: expected a duration from PT0S to PT168H, found nothing");
        Path alias = write("metrics.file: &a x\nsessions.gap: *a\n");
        assertThatThrownBy(() -> new ConfigLoader().file(alias))
                .hasMessage(alias + ":2: sessions.gap: expected a value, found the alias *a");
        Path broken = write("time: {\n  window: PT15M\n");
        assertThatThrownBy(() -> new ConfigLoader().file(broken))
                .hasMessageStartingWith(broken + ":")
                .hasMessageContaining("not YAML");
        Path list = write("- a\n");
        assertThatThrownBy(() -> new ConfigLoader().file(list))
                .hasMessageContaining(":1: expected one mapping of keys to values");
        assertThatThrownBy(() -> new ConfigLoader().file(dir.resolve("absent.yaml")))
                .hasMessage("configuration file: expected a file, found none at " + dir.resolve("absent.yaml"));
    }

    @Test
    void unknownVariablesAreRefusedButNotThoseOfTheLauncherAndOfKubernetes() {
        assertThatThrownBy(() -> new ConfigLoader().environment(Map.of("TRIALSTREAM_TIME_GRASE", "PT1M")))
                .hasMessage("TRIALSTREAM_TIME_GRASE: unknown key time.grase; the nearest known key is time.grace");
        Config config = new ConfigLoader()
                .environment(Map.of(
                        "TRIALSTREAM_HOME", "/opt",
                        "TRIALSTREAM_SERVICE_HOST", "10.0.0.1",
                        "TRIALSTREAM_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "PATH", "/bin"))
                .load();
        assertThat(config.toYaml()).isEqualTo(new ConfigLoader().load().toYaml());
    }

    /** Who starts the Connect worker from the same shell has them set for `run`, too. */
    @Test
    void variablesThatTheConnectorsAskForAreNoneOfOurs() throws IOException {
        Map<String, String> variables = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of("..", "connect-config", "trialstream"))) {
            for (Path file : files.toList()) {
                Pattern.compile("\\$\\{env:([A-Z0-9_]+)}")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(found -> variables.put(found.group(1), "http://registry"));
            }
        }
        assertThat(variables).hasSizeGreaterThan(3).containsKey("TRIALSTREAM_S3_BUCKET");

        Config config = new ConfigLoader().environment(variables).load();

        assertThat(config.get(Keys.REGISTRY_URL)).hasToString("http://registry");
    }

    @Test
    void variablesOfTwoKeysNeverMeet() {
        assertThat(Keys.all().stream().map(Key::variable)).doesNotHaveDuplicates();
    }

    @Test
    void whatTrialstreamSetsItselfIsNotPassedThrough() {
        Config config = new ConfigLoader()
                .flags(Map.of("kafka.properties.application.id", "x"))
                .load();
        assertThatThrownBy(() -> RunConfig.of(config, dir))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("kafka.properties.application.id: expected it to be left to application.id");
    }

    @Test
    void valuesThatContradictEachOtherAreRefused() {
        Config config = new ConfigLoader().flags(Map.of("time.window", "PT7M")).load();
        assertThatThrownBy(() -> RunConfig.of(config, dir))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("time.window: expected a length that divides an hour");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "run", ".yaml"), yaml);
    }
}
