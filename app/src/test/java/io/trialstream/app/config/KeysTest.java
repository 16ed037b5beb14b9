package io.trialstream.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeysTest {
    private static final Path DATA = Path.of("data");

    /** Each key with a value other than its default. A key that is not listed here fails a test. */
    private static final Map<String, String> OTHER = new HashMap<>();

    static {
        OTHER.put("application.id", "other");
        OTHER.put("kafka.bootstrap", "broker:1");
        OTHER.put("kafka.timeout", "PT5S");
        OTHER.put("registry.url", "https://registry/path");
        OTHER.put("registry.serde", "org.example.Other");
        OTHER.put("input.topic", "raw");
        OTHER.put("input.ingest-time", "none");
        OTHER.put("input.markers", "off");
        OTHER.put("time.window", "PT30M");
        OTHER.put("time.grace", "PT1M");
        OTHER.put("time.max-clock-skew", "PT1M");
        OTHER.put("time.oldest-event", "2001-01-01T00:00:00Z");
        OTHER.put("time.watermark-from", "records");
        OTHER.put("time.max-jump", "PT2H");
        OTHER.put("time.idle-timeout", "PT2M");
        OTHER.put("time.all-idle", "wall-clock");
        OTHER.put("dedupe.memory", "PT48H");
        OTHER.put("sessions.gap", "PT1M");
        OTHER.put("sessions.click-events", "a");
        OTHER.put("sessions.impression-events", "b");
        OTHER.put("sessions.conversion-events", "c");
        OTHER.put("bots.rules.volume.per-minute", "1");
        OTHER.put("bots.rules.volume.per-hour", "2");
        OTHER.put("bots.rules.burst-interval.gaps", "3");
        OTHER.put("bots.rules.burst-interval.below", "PT0.1S");
        OTHER.put("bots.rules.user-agent.enabled", "off");
        OTHER.put("bots.automatic-events", "d");
        OTHER.put("metrics.file", "m.yaml");
        OTHER.put("scorecard.every", "PT2S");
        OTHER.put("merge.partitions", "2");
        OTHER.put("outputs.clean-events", "off");
        OTHER.put("state.dir", "elsewhere");
        OTHER.put("state.standbys", "1");
        OTHER.put("state.rocksdb-megabytes", "17");
        OTHER.put("streams.threads", "3");
        OTHER.put("streams.commit-interval", "PT0.2S");
        OTHER.put("streams.cache-megabytes", "1");
        OTHER.put("streams.transaction-timeout", "PT2M");
        OTHER.put("streams.thread-replacements", "1");
        OTHER.put("streams.close-timeout", "PT1M");
        OTHER.put("relay.batch", "1");
        OTHER.put("relay.max-backoff", "PT1S");
        OTHER.put("http.listen", "0.0.0.0:80");
        OTHER.put("http.advertised", "host:80");
        OTHER.put("http.query-timeout", "PT1S");
        OTHER.put("http.max-request-bytes", "2048");
        OTHER.put("http.max-stream-clients", "1");
    }

    /** Keys with one possible value: any other must be refused, and that is their effect. */
    private static final Map<String, String> REFUSED = Map.of("input.format", "json", "input.keyed-by-user", "false");

    static Iterable<Key<?>> keys() {
        return Keys.all();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyHasAnEffect(Key<?> key) {
        String refused = REFUSED.get(key.name());
        if (refused != null) {
            assertThatThrownBy(() -> new ConfigLoader()
                            .flags(Map.of(key.name(), refused))
                            .load())
                    .isInstanceOf(ConfigException.class);
            return;
        }
        String other = OTHER.get(key.name());
        assertThat(other).as("a value of %s other than its default", key.name()).isNotNull();
        assertThat(typed(Map.of(key.name(), String.valueOf(other)))).isNotEqualTo(typed(Map.of()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyDefaultIsWhatItsTypeExpects(Key<?> key) {
        String text = key.defaultText();
        if (text != null) {
            assertThat((Object) key.type().parse(text)).as(key.name()).isNotNull();
        }
        assertThat(key.doc()).endsWith(".");
    }

    @Test
    void nothingIsTriedThatIsNoKey() {
        TreeSet<String> tried = new TreeSet<>(OTHER.keySet());
        tried.addAll(REFUSED.keySet());
        assertThat(tried)
                .containsExactlyElementsOf(
                        new TreeSet<>(Keys.all().stream().map(Key::name).toList()));
    }

    @Test
    void theDocumentationIsMadeFromTheKeys() throws IOException {
        Path page = repository().resolve("docs/configuration.md");
        Path made = Path.of("target/configuration.md");
        Files.createDirectories(made.toAbsolutePath().getParent());
        Files.writeString(made, ConfigDoc.markdown());
        assertThat(page)
                .as("docs/configuration.md; what it should be is in app/target/configuration.md")
                .exists()
                .hasSameTextualContentAs(made);
    }

    private static RunConfig typed(Map<String, String> flags) {
        return RunConfig.of(new ConfigLoader().flags(flags).load(), DATA);
    }

    private static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("docs")) || !Files.exists(at.resolve("pom.xml"))) {
            at = at.getParent();
            if (at == null) {
                throw new IllegalStateException("expected to run inside the repository, which has pom.xml and docs");
            }
        }
        return at;
    }
}
