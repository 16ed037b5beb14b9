package io.trialstream.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    @ParameterizedTest
    @CsvSource({
        "2025-08-08T09:00:00+09:00, 2025-08-08T00:00:00Z",
        "2025-08-08T09:00:00Z, 2025-08-08T09:00:00Z",
        "2025-08-08T09:00:00.250, 2025-08-08T00:00:00.250Z",
        "2025-08-08T09:00, 2025-08-08T00:00:00Z",
        "2025-08-08, 2025-08-07T15:00:00Z",
    })
    void theZoneIsForWhatHasNoOffset(String text, Instant expected) {
        assertThat(Times.parse(text, SEOUL)).isEqualTo(expected);
    }

    @Test
    void anythingElseIsToldWithAnExample() {
        assertThatThrownBy(() -> Times.parse("08.08.2025", SEOUL))
                .isInstanceOf(DateTimeException.class)
                .hasMessage("expected a time like 2025-08-08T00:00:00Z, found '08.08.2025'");
    }
}
