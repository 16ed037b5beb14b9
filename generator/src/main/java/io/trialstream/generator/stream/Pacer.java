package io.trialstream.generator.stream;

import io.trialstream.generator.RunResult.Pacing;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Holds deliveries back to a pace. Each has its time on one schedule that begins with the first delivery, so what a
 * stall delays is caught up afterwards and nothing drifts. When the run is to stop it holds nothing back, so that the
 * interval ends soon.
 */
final class Pacer {
    /** Below this it is not worth to park. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The longest park before the stop flag is asked again. */
    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final double NANOS_PER_SECOND = 1e9;

    private final Pace pace;
    private final long eventStartMs;
    private final BooleanSupplier stop;
    private final Clock clock;

    private boolean started;
    private boolean released;
    private long startNanos;
    private long paced;
    private long scheduleNanos;
    private long elapsedNanos;
    private long worstBehindNanos;

    /** The time, and a way to let it pass. */
    interface Clock {
        /** Nanoseconds from a moment of the clock's choice. */
        long nanos();

        /** Waits for so long, or less. */
        void park(long nanos);

        /** The machine's. */
        Clock SYSTEM = new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void park(long nanos) {
                LockSupport.parkNanos(nanos);
            }
        };
    }

    /** @param eventStartMs event time at which the schedule of {@link Pace.Mode#REALTIME} begins, ms since the epoch */
    Pacer(Pace pace, long eventStartMs, BooleanSupplier stop, Clock clock) {
        this.pace = pace;
        this.eventStartMs = eventStartMs;
        this.stop = stop;
        this.clock = clock;
    }

    /** Waits until a delivery may go that is due at this event time, ms. */
    void awaitDelivery(long dueMs) {
        switch (pace.mode()) {
            case MAX -> {}
            case RATE -> await((long) (paced++ / pace.eventsPerSecond() * NANOS_PER_SECOND));
            case REALTIME -> await(TimeUnit.MILLISECONDS.toNanos(dueMs - eventStartMs));
        }
    }

    /** Waits until event time has come to an interval's end, where the pace is real time. */
    void awaitIntervalEnd(long endMs) {
        if (pace.mode() == Pace.Mode.REALTIME) {
            await(TimeUnit.MILLISECONDS.toNanos(endMs - eventStartMs));
        }
    }

    /** What became of the pace so far. */
    Pacing pacing() {
        double asked = pace.mode() == Pace.Mode.RATE ? pace.eventsPerSecond() : 1;
        double ofSchedule = elapsedNanos > 0 ? (double) scheduleNanos / elapsedNanos : 1;
        long worstMs = TimeUnit.NANOSECONDS.toMillis(worstBehindNanos);
        return switch (pace.mode()) {
            case MAX -> Pacing.NONE;
            case RATE -> new Pacing("events/s", asked, asked * ofSchedule, worstMs);
            case REALTIME -> new Pacing("s of event time/s", asked, asked * ofSchedule, worstMs);
        };
    }

    private void await(long dueNanos) {
        if (!started) {
            started = true;
            startNanos = clock.nanos();
        }
        long elapsed = clock.nanos() - startNanos;
        while (dueNanos - elapsed > SLACK_NANOS) {
            released = released || stop.getAsBoolean();
            if (released) {
                return;
            }
            clock.park(Math.min(dueNanos - elapsed, PARK_NANOS));
            elapsed = clock.nanos() - startNanos;
        }
        if (!released) {
            scheduleNanos = dueNanos;
            elapsedNanos = elapsed;
            worstBehindNanos = Math.max(worstBehindNanos, elapsed - dueNanos);
        }
    }
}
