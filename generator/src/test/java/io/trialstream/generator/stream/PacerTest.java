package io.trialstream.generator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.generator.RunResult.Pacing;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManualClock clock = new ManualClock();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void aRateHoldsOverAMinuteWhateverADeliveryCosts() {
        Pacer pacer = pacer(Pace.rate(10_000), 0);
        clock.pass(17 * SECOND); // What comes before the first delivery is not caught up.
        long start = clock.nanos();
        for (int i = 0; i < 600_000; i++) {
            pacer.awaitDelivery(0);
            clock.pass(40_000);
        }
        assertThat(seconds(start)).isCloseTo(60, within(.01));
        assertThat(pacer.pacing().held()).isTrue();
        assertThat(pacer.pacing().reached()).isCloseTo(10_000, within(1.0));
        assertThat(pacer.pacing().worstBehindMs()).isZero();
    }

    @Test
    void aStallIsCaughtUpAndNothingDrifts() {
        Pacer pacer = pacer(Pace.rate(1_000), 0);
        long start = clock.nanos();
        for (int i = 0; i < 60_000; i++) {
            pacer.awaitDelivery(0);
            clock.pass(i % 20_000 == 10_000 ? 3 * SECOND : 1_000);
        }
        assertThat(seconds(start)).isCloseTo(60, within(.01));
        Pacing pacing = pacer.pacing();
        assertThat(pacing.held()).isTrue();
        assertThat(pacing.worstBehindMs()).isBetween(2_990L, 3_000L);
    }

    @Test
    void aRateThatCannotBeReachedIsSaid() {
        Pacer pacer = pacer(Pace.rate(10_000), 0);
        for (int i = 0; i < 100_000; i++) {
            pacer.awaitDelivery(0);
            clock.pass(125_000);
        }
        Pacing pacing = pacer.pacing();
        assertThat(pacing.held()).isFalse();
        assertThat(pacing.asked()).isEqualTo(10_000);
        assertThat(pacing.reached()).isCloseTo(8_000, within(1.0));
        assertThat(pacing.worstBehindMs()).isCloseTo(2_500, within(1L));
        assertThat(pacing.unit()).isEqualTo("events/s");
    }

    @Test
    void realTimeKeepsEachDeliveryToItsTime() {
        Pacer pacer = pacer(Pace.realtime(), 1_000_000);
        long start = clock.nanos();
        for (int i = 0; i < 60; i++) {
            pacer.awaitDelivery(1_000_000 + i * 500L);
            assertThat(seconds(start)).isCloseTo(i * .5, within(.001));
        }
        pacer.awaitIntervalEnd(1_060_000);
        assertThat(seconds(start)).isCloseTo(60, within(.001));
        assertThat(pacer.pacing().held()).isTrue();
        clock.pass(30 * SECOND);
        pacer.awaitDelivery(1_060_000);
        assertThat(pacer.pacing()).isEqualTo(new Pacing("s of event time/s", 1, 60.0 / 90, 30_000));
    }

    @Test
    void aStopHoldsNothingBackAndIsNotHeldAgainstThePace() {
        Pacer pacer = pacer(Pace.rate(10), 0);
        for (int i = 0; i < 100; i++) {
            pacer.awaitDelivery(0);
        }
        stop.set(true);
        long start = clock.nanos();
        for (int i = 0; i < 100; i++) {
            pacer.awaitDelivery(0);
        }
        assertThat(seconds(start)).isZero();
        clock.pass(600 * SECOND);
        pacer.awaitDelivery(0);
        assertThat(pacer.pacing().reached()).isCloseTo(10, within(1e-6));
        assertThat(pacer.pacing().worstBehindMs()).isZero();
    }

    @Test
    void atFullSpeedTheClockIsNotAsked() {
        Pacer pacer = new Pacer(Pace.max(), 0, stop::get, new Pacer.Clock() {
            @Override
            public long nanos() {
                throw new AssertionError("asked");
            }

            @Override
            public void park(long nanos) {
                throw new AssertionError("parked");
            }
        });
        pacer.awaitDelivery(5);
        pacer.awaitIntervalEnd(5);
        assertThat(pacer.pacing()).isEqualTo(Pacing.NONE);
    }

    private Pacer pacer(Pace pace, long eventStartMs) {
        return new Pacer(pace, eventStartMs, stop::get, clock);
    }

    private double seconds(long since) {
        return (clock.nanos() - since) / (double) SECOND;
    }

    /** Passes when told, and when somebody parks. */
    private static final class ManualClock implements Pacer.Clock {
        private long now = -5 * SECOND;

        void pass(long nanos) {
            now += nanos;
        }

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void park(long nanos) {
            now += nanos;
        }
    }
}
