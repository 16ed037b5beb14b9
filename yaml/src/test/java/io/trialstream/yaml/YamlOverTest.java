package io.trialstream.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlOverTest {
    private static final YamlValue DEFAULTS =
            YamlValue.parse("default.yaml", "faults:\n  late: .1\n  lost: .2\nhours: [1, 2]\nseed: 7\n");

    /**
     * The examples of RFC 7396, appendix A, whose target and patch are maps, and more. One differs: a null with nothing below
     * it stands, so that its key can be refused; to {@code find} it is absent.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{a: b} | {a: c} | {a: c}",
                "{a: b} | {b: c} | {a: b, b: c}",
                "{a: b} | {a: null} | {}",
                "{a: b, b: c} | {a: null} | {b: c}",
                "{a: [b]} | {a: c} | {a: c}",
                "{a: c} | {a: [b]} | {a: [b]}",
                "{a: {b: c}} | {a: {b: d, c: null}} | {a: {b: d, c: null}}",
                "{a: {b: c, x: y}} | {a: {b: d, x: null}} | {a: {b: d}}",
                "{a: [{b: c}]} | {a: [1]} | {a: [1]}",
                "{a: b} | {a: {c: d}} | {a: {c: d}}",
                "{a: {c: d}} | {a: b} | {a: b}",
                "{a: {c: d}} | {a: {}} | {a: {c: d}}",
                "{z: 1, y: {q: 1, p: 2}} | {x: 3, y: {p: 4, o: 5}} | {z: 1, y: {q: 1, p: 4, o: 5}, x: 3}",
            })
    void mapsAreMergedAllElseIsReplaced(String below, String above, String expected) {
        YamlValue merged = YamlValue.parse("above", above).over(YamlValue.parse("below", below));

        assertThat(shown(merged)).isEqualTo(expected);
    }

    @Test
    void threeFilesOneOverTheOther() {
        YamlValue top = YamlValue.parse("top", "{a: {x: 1}}");
        YamlValue middle = YamlValue.parse("middle", "{a: {x: 2, y: 2}}");
        YamlValue bottom = YamlValue.parse("bottom", "{a: {x: 3, y: 3, z: 3}}");

        assertThat(shown(top.over(middle).over(bottom))).isEqualTo("{a: {x: 1, y: 2, z: 3}}");
        assertThat(shown(top.over(middle.over(bottom)))).isEqualTo("{a: {x: 1, y: 2, z: 3}}");
        assertThat(shown(top)).isEqualTo("{a: {x: 1}}");
    }

    @Test
    void complaintsNameTheFileAValueCameFrom() {
        YamlValue merged =
                YamlValue.parse("mine.yaml", "# mine\nfaults:\n  late: 3\n").over(DEFAULTS);

        assertThatThrownBy(() -> merged.get("faults").get("late").decimal(0, 1))
                .hasMessage("mine.yaml:3: faults.late: expected a number from 0 to 1, found \"3\"");
        assertThatThrownBy(() -> merged.get("faults").get("lost").flag())
                .hasMessage("default.yaml:3: faults.lost: expected true or false, found \".2\"");
        assertThatThrownBy(() -> merged.get("hours").items().get(1).flag())
                .hasMessage("default.yaml:4: hours[1]: expected true or false, found \"2\"");
        assertThatThrownBy(() -> merged.get("faults").get("ancient"))
                .hasMessage("mine.yaml:3: faults: the key ancient is missing");
    }

    @Test
    void unknownKeysOfEitherFileAreRefused() {
        YamlValue mine = YamlValue.parse("mine.yaml", "faults: {}\nsed: 3\n");
        YamlValue empty = YamlValue.parse("mine.yaml", "{}");

        assertThatThrownBy(() -> mine.over(DEFAULTS).allow("faults", "hours", "seed"))
                .hasMessage("mine.yaml:2: sed: unknown key, expected one of faults, hours, seed;"
                        + " the nearest known key is seed");
        assertThatThrownBy(() -> empty.over(DEFAULTS).allow("faults", "hours"))
                .hasMessage("default.yaml:5: seed: unknown key, expected one of faults, hours");
    }

    @Test
    void anUnknownKeyWithoutAValueIsStillUnknown() {
        YamlValue mine = YamlValue.parse("mine.yaml", "sed: ~");

        assertThatThrownBy(() -> mine.over(DEFAULTS).allow("faults", "hours", "seed"))
                .hasMessageStartingWith("mine.yaml:1: sed: unknown key");
    }

    @Test
    void aDocumentThatIsNoMapIsNotHiddenByTheDefaults() {
        assertThatThrownBy(
                        () -> YamlValue.parse("mine.yaml", "- a").over(DEFAULTS).members())
                .hasMessage("mine.yaml:1: expected a map, found a list");
        assertThatThrownBy(() -> YamlValue.parse("mine.yaml", "faults: 3")
                        .over(DEFAULTS)
                        .get("faults")
                        .members())
                .hasMessage("mine.yaml:1: faults: expected a map, found \"3\"");
    }

    /** In YAML's flow style. */
    private static String shown(YamlValue value) {
        if (value.isMap()) {
            return value.entries().stream()
                    .map(entry -> entry.key().text() + ": " + shown(entry.value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        try {
            return value.items().stream().map(YamlOverTest::shown).collect(Collectors.joining(", ", "[", "]"));
        } catch (YamlException e) {
            return value.isNull() ? "null" : value.text();
        }
    }
}
