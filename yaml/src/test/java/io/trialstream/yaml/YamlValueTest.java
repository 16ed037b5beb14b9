package io.trialstream.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlValueTest {
    @Test
    void scalarsAreWhatStandsInTheFile() {
        YamlValue root = YamlValue.parse("f", "a: 1.10\nb: no\nc: 2025-08-08T00:00:00+09:00\nd: ~\n");

        assertThat(root.get("a").text()).isEqualTo("1.10");
        assertThat(root.get("b").text()).isEqualTo("no");
        assertThat(root.get("c").text()).isEqualTo("2025-08-08T00:00:00+09:00");
        assertThat(root.find("d")).isEmpty();
    }

    @Test
    void complaintsNameTheirPlace() {
        YamlValue root = YamlValue.parse("f.yaml", "a:\n  - b: 1\n  - b: x\n");
        YamlValue second = root.get("a").items().get(1).get("b");

        assertThatThrownBy(() -> second.integer(0, 9))
                .hasMessage("f.yaml:3: a[1].b: expected a whole number from 0 to 9, found \"x\"");
        assertThatThrownBy(() -> root.get("a").members()).hasMessage("f.yaml:2: a: expected a map, found a list");
        assertThatThrownBy(() -> root.get("z")).hasMessage("f.yaml:1: the key z is missing");
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        assertThatThrownBy(() -> YamlValue.parse("f", "")).hasMessage("f: expected a YAML document, found nothing");
        assertThatThrownBy(() -> YamlValue.parse("f", "a: [1\nb: 2"))
                .hasMessageStartingWith("f:2: expected YAML, found: ");
        assertThatThrownBy(() -> YamlValue.parse("f", "a: 1\nb: 2\na: 3").members())
                .hasMessage("f:3: the key a stands twice");
        assertThatThrownBy(() -> YamlValue.parse("f", "a: " + "x".repeat(2 << 20)))
                .hasMessageStartingWith("f: expected YAML, found: ");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        ".5, 0.5",
        "1., 1",
        "+0.25, 0.25",
        "2.5e-1, 0.25",
        "1.5, ",
        "-0.1, ",
        "1d, ",
        "0x1p-1, ",
        "NaN, ",
        "x, "
    })
    void decimals(String text, @Nullable Double expected) {
        YamlValue value = YamlValue.parse("f", "a: " + text).get("a");

        if (expected == null) {
            assertThatThrownBy(() -> value.decimal(0, 1))
                    .hasMessage("f:1: a: expected a number from 0 to 1, found \"" + text + "\"");
        } else {
            assertThat(value.decimal(0, 1)).isEqualTo(expected);
        }
    }

    @Test
    void boundsAreShownAsPeopleWriteThem() {
        assertThatThrownBy(() -> YamlValue.parse("f", "x").decimal(.0001, 1e9))
                .hasMessage("f:1: expected a number from 0.0001 to 1000000000, found \"x\"");
    }

    @ParameterizedTest
    @CsvSource({
        "PT1S, 1000",
        "PT2M, 120000",
        "PT1.5S, 1500",
        "PT0.999S, ",
        "PT2M0.001S, ",
        "PT1.0001S, ",
        "-PT5S, ",
        "5, ",
        "PT9999999999999999999S, "
    })
    void durations(String text, @Nullable Long millis) {
        YamlValue value = YamlValue.parse("f", "a: " + text).get("a");
        Duration low = Duration.ofSeconds(1);
        Duration high = Duration.ofMinutes(2);

        if (millis == null) {
            assertThatThrownBy(() -> value.duration(low, high))
                    .hasMessage(
                            "f:1: a: expected an ISO-8601 duration in whole milliseconds from PT1S to PT2M, found \""
                                    + text + "\"");
        } else {
            assertThat(value.duration(low, high)).isEqualTo(Duration.ofMillis(millis));
        }
    }

    @Test
    void entriesKnowTheLineOfTheirKey() {
        List<YamlValue.Entry> hours = YamlValue.parse("f", "hours:\n  9:\n    - 1\n  24: x\n")
                .get("hours")
                .entries();

        assertThat(hours).extracting(entry -> entry.key().text()).containsExactly("9", "24");
        assertThat(hours.get(0).key().line()).isEqualTo(2);
        assertThat(hours.get(0).value().line()).isEqualTo(3);
        assertThatThrownBy(() -> hours.get(1).key().integer(0, 23))
                .hasMessage("f:4: hours.24: expected a whole number from 0 to 23, found \"24\"");
    }

    @Test
    void anUnknownKeyIsToldWhereItStandsAndWhatIsNear() {
        YamlValue root = YamlValue.parse("f", "faults:\n  lat:\n    share: 1\n");

        assertThatThrownBy(() -> root.get("faults").allow("duplicate", "late"))
                .hasMessage(
                        "f:2: faults.lat: unknown key, expected one of duplicate, late; the nearest known key is late");
        assertThatThrownBy(() -> root.allow("bots")).hasMessage("f:1: faults: unknown key, expected one of bots");
    }
}
