package io.trialstream.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

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
}
