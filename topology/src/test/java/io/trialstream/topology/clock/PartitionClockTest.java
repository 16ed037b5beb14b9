package io.trialstream.topology.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.topology.codec.ByteWriter;
import org.junit.jupiter.api.Test;

class PartitionClockTest {
    private static final long HOUR = 3_600_000;

    private final PartitionClock clock = new PartitionClock(HOUR);

    @Test
    void oneWrongClockMovesNothing() {
        agreeOn(0);
        clock.onEvent("a", 24 * HOUR);
        clock.onEvent("a", 25 * HOUR);
        clock.onEvent("b", 24 * HOUR);
        assertThat(clock.watermark()).isEqualTo(0);
    }

    @Test
    void threeUnitsJumpToTheLeastOfTheirClaimsAndThenOnWithinReach() {
        agreeOn(0);
        clock.onEvent("a", 24 * HOUR);
        clock.onEvent("b", 10 * HOUR + 5);
        clock.onEvent("c", 10 * HOUR);
        // c's time is the least; b's lies within an hour of it; a's does not.
        assertThat(clock.watermark()).isEqualTo(10 * HOUR + 5);
    }

    @Test
    void aUnitsOwnLaterClaimReplacesItsEarlier() {
        agreeOn(0);
        clock.onEvent("a", 5 * HOUR);
        clock.onEvent("a", 9 * HOUR);
        clock.onEvent("b", 8 * HOUR);
        clock.onEvent("c", 30 * HOUR);
        assertThat(clock.watermark()).isEqualTo(9 * HOUR);
    }

    @Test
    void exactlyAnHourAheadNeedsNoWitness() {
        agreeOn(0);
        clock.onEvent("a", HOUR);
        assertThat(clock.watermark()).isEqualTo(HOUR);
        clock.onEvent("a", 2 * HOUR + 1);
        assertThat(clock.watermark()).isEqualTo(HOUR);
    }

    @Test
    void theSlowestWriterCountsAndARulingCountsAlone() {
        clock.onRecord("w1", 100);
        assertThat(clock.watermark()).isEqualTo(100);
        clock.onRecord("w2", 50);
        clock.onRecord("w1", 300);
        assertThat(clock.watermark()).as("never back, and no further than w2").isEqualTo(100);
        clock.onRecord("w2", 200);
        assertThat(clock.watermark()).isEqualTo(200);
        clock.onRecord(PartitionClock.RULING_WRITER, 1_000);
        assertThat(clock.watermark()).isEqualTo(1_000);
    }

    @Test
    void writersAreBounded() {
        for (int i = 0; i < PartitionClock.MAX_WRITERS; i++) {
            assertThat(clock.onRecord("w" + i, 10)).isTrue();
        }
        assertThat(clock.onRecord("one more", 10)).isFalse();
        assertThat(clock.onRecord("w0", 20)).isTrue();
    }

    @Test
    void whatIsWrittenIsRestored() {
        agreeOn(0);
        clock.onEvent("a", 5 * HOUR);
        clock.onEvent("b", 6 * HOUR);
        clock.onRecord("w", 7);
        PartitionClock restored = new PartitionClock(HOUR);
        restored.restore(clock.toBytes(new ByteWriter()));
        restored.onEvent("c", 4 * HOUR);
        assertThat(restored.watermark()).as("a's and b's claims were kept").isEqualTo(6 * HOUR);
    }

    private void agreeOn(long time) {
        clock.onEvent("x", time);
        clock.onEvent("y", time);
        clock.onEvent("z", time);
        assertThat(clock.watermark()).isEqualTo(time);
    }
}
