package io.trialstream.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpanTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @Test
    void boundsAreStartsOfWindows() {
        Span span = Span.of(Instant.parse("2025-08-08T00:15:00Z"), Instant.parse("2025-08-08T00:30:00Z"), QUARTER);
        assertThat(span.fromMs()).isEqualTo(1_754_612_100_000L);
        assertThat(span.toMs()).isEqualTo(1_754_613_000_000L);
        assertThat(span).hasToString("2025-08-08T00:15:00Z to 2025-08-08T00:30:00Z");
    }

    @Test
    void whatIsNotTheStartOfAWindowIsToldWithTheNearestThatAre() {
        assertThatThrownBy(() -> Span.of(Instant.parse("2025-08-08T00:16:00Z"), null, QUARTER))
                .hasMessage(
                        "--from: expected the start of a window of PT15M, found 2025-08-08T00:16:00Z; the nearest are"
                                + " 2025-08-08T00:15:00Z and 2025-08-08T00:30:00Z");
        assertThatThrownBy(() -> Span.of(null, Instant.parse("1969-12-31T23:59:59.999Z"), QUARTER))
                .hasMessage("--to: expected the start of a window of PT15M, found 1969-12-31T23:59:59.999Z; the nearest"
                        + " are 1969-12-31T23:45:00Z and 1970-01-01T00:00:00Z");
        assertThatThrownBy(() -> Span.of(Instant.parse("2025-08-08T00:15:00.000000001Z"), null, QUARTER))
                .hasMessageStartingWith("--from: expected the start of a window of PT15M");
    }

    @Test
    void anEmptySpanIsRefused() {
        Instant time = Instant.parse("2025-08-08T00:15:00Z");
        assertThatThrownBy(() -> Span.of(time, time, QUARTER))
                .hasMessage("--to: expected a time after --from 2025-08-08T00:15:00Z, found 2025-08-08T00:15:00Z");
    }

    @Test
    void withoutBoundsItIsAllThereIs() {
        Span span = Span.of(null, null, QUARTER);
        assertThat(span.fromMs()).isEqualTo(Long.MIN_VALUE);
        assertThat(span.toMs()).isEqualTo(Long.MAX_VALUE);
    }
}
