package io.trialstream.topology.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowsTest {
    private final Windows windows = new Windows(900, 600);

    @Test
    void closesAtTheExactMillisecond() {
        assertThat(windows.isClosed(899, 1_499)).isFalse();
        assertThat(windows.isClosed(899, 1_500)).isTrue();
        assertThat(windows.isClosed(900, 1_500)).isFalse();
        assertThat(windows.isClosed(Long.MIN_VALUE / 8, Windows.NONE)).isFalse();
    }

    @Test
    void windowsBeforeTheEpochAreWindowsToo() {
        assertThat(windows.start(-1)).isEqualTo(-900);
        assertThat(windows.end(-900)).isEqualTo(0);
    }

    @Test
    void theFirstEndThatProvesATime() {
        for (long time = -3_000; time < 3_000; time++) {
            long end = windows.firstEndClosingAt(time);
            assertThat(end % 900).isZero();
            assertThat(end + 600).as("closing %s needs this watermark", end).isGreaterThanOrEqualTo(time);
            assertThat(end - 900 + 600).as("an earlier one does not").isLessThan(time);
        }
    }
}
