package io.trialstream.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.settings.MetricRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsFileTest {
    @Test
    void theShippedRegistryHasTheClickThroughRate() {
        MetricRegistry shipped = MetricsFile.read(Optional.empty());
        assertThat(shipped.find("ad_ctr")).isEqualTo(MetricRegistry.defaults().find("ad_ctr"));
        assertThat(shipped.definitions())
                .extracting(MetricDefinition::id)
                .containsExactly("ad_ctr", "recipes_saved", "crash_rate");
    }

    @Test
    void readsEveryKind() {
        MetricRegistry registry = MetricsFile.parse("m.yaml", """
                metrics:
                  - { id: r, version: 2, owner: o, kind: ratio, direction: down, numerator: { events: [a, b] }, denominator: { events: [c] } }
                  - { id: m, version: 1, owner: o, kind: mean, direction: up, value: { events: [purchase], sum: price } }
                  - { id: s, version: 1, owner: o, kind: share, direction: down, events: [crash] }
                """);
        assertThat(registry.find("r"))
                .isEqualTo(new MetricDefinition(
                        "r",
                        2,
                        "o",
                        MetricDefinition.Kind.RATIO,
                        MetricDefinition.Direction.DOWN,
                        Set.of("a", "b"),
                        null,
                        Set.of("c")));
        assertThat(registry.find("m"))
                .isEqualTo(new MetricDefinition(
                        "m",
                        1,
                        "o",
                        MetricDefinition.Kind.MEAN,
                        MetricDefinition.Direction.UP,
                        Set.of("purchase"),
                        "price",
                        Set.of()));
        assertThat(registry.find("s"))
                .isEqualTo(new MetricDefinition(
                        "s",
                        1,
                        "o",
                        MetricDefinition.Kind.SHARE,
                        MetricDefinition.Direction.DOWN,
                        Set.of("crash"),
                        null,
                        Set.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | m.yaml: expected a list 'metrics' with at least one metric, found none",
                "metrics: [{ id: x, version: 1, owner: o, kind: sum, direction: up }] | m.yaml: metrics[0] (x).kind: expected ratio or mean or share, found 'sum'",
                "metrics: [{ id: x, version: 1, owner: o, kind: share, direction: sideways, events: [a] }] | m.yaml: metrics[0] (x).direction: expected up or down, found 'sideways'",
                "metrics: [{ id: x, version: 1, owner: o, kind: ratio, direction: up, numerator: { events: [a] } }] | m.yaml: metrics[0] (x).denominator: expected { events: [...] }, found nothing",
                "metrics: [{ id: x, version: 1, owner: o, kind: mean, direction: up, value: { events: [a] }, events: [b] }] | m.yaml: metrics[0] (x): expected no 'events' in a metric of kind mean",
                "metrics: [{ id: x, owner: o, kind: share, direction: up, events: [a] }] | m.yaml: metrics[0] (x).version: expected a whole number, found nothing",
                "metrics: [{ id: 'a b', version: 1, owner: o, kind: share, direction: up, events: [a] }] | \"m.yaml: metric id: expected [A-Za-z0-9_.-]{1,64}, got 'a b'\"",
                "metrics: [{ id: x, wersion: 1 }] | \"m.yaml:1: unknown member 'wersion', expected one of [denominator, direction, events, id, kind, numerator, owner, value, version]\"",
            })
    void refusesSayingWhatWasExpected(String yaml, String message) {
        assertThatThrownBy(() -> MetricsFile.parse("m.yaml", yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void refusesTwoDefinitionsOfOneVersion() {
        String metric = "  - { id: x, version: 1, owner: o, kind: share, direction: up, events: [a] }\n";
        assertThatThrownBy(() -> MetricsFile.parse("m.yaml", "metrics:\n" + metric + metric))
                .hasMessage("m.yaml: metrics: x version 1 is defined twice");
    }

    @Test
    void namesTheFileThatIsNotThere() {
        assertThatThrownBy(() -> MetricsFile.read(Optional.of(Path.of("absent.yaml"))))
                .hasMessage("metrics.file: expected a file, found none at absent.yaml");
    }
}
