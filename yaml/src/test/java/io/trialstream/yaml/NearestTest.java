package io.trialstream.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "lat, late",
        "laet, ",
        "duplicats, duplicate",
        "dupliactse, duplicate",
        "volume, bots.volume",
        "xyzzy, ",
    })
    void fewEditsOrTheEnd(String word, @Nullable String expected) {
        List<String> known = List.of("late", "lost", "duplicate", "bots.volume");

        assertThat(Nearest.of(word, known).orElse(null)).isEqualTo(expected);
    }
}
