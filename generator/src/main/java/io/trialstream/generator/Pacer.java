package io.trialstream.generator;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Holds deliveries back to a pace. When the run is to stop it holds nothing back, so that the interval ends soon. */
final class Pacer {
    /** Below this it is not worth to park. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The longest park before the stop flag is asked again. */
    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Pace pace;
    private final long eventStartMs;
    private final long startNanos;
    private final BooleanSupplier stop;
    private long sent;
    private long behindNanos;

    Pacer(Pace pace, long eventStartMs, BooleanSupplier stop) {
        this.pace = pace;
        this.eventStartMs = eventStartMs;
        this.stop = stop;
        startNanos = System.nanoTime();
    }

    /** Waits until a delivery may go that is due at this event time, ms. */
    void awaitDelivery(long dueMs) {
        switch (pace.mode()) {
            case MAX -> {}
            case RATE -> await((long) (sent / pace.eventsPerSecond() * 1e9));
            case REALTIME -> await(TimeUnit.MILLISECONDS.toNanos(dueMs - eventStartMs));
        }
        sent++;
    }

    /** Waits until event time has come to an interval's end, where the pace is real time. */
    void awaitIntervalEnd(long endMs) {
        if (pace.mode() == Pace.Mode.REALTIME) {
            await(TimeUnit.MILLISECONDS.toNanos(endMs - eventStartMs));
        }
    }

    /** How far the last delivery was behind its pace, ms. */
    long behindMs() {
        return TimeUnit.NANOSECONDS.toMillis(behindNanos);
    }

    private void await(long scheduleNanos) {
        long ahead = scheduleNanos - (System.nanoTime() - startNanos);
        behindNanos = Math.max(0, -ahead);
        while (ahead > SLACK_NANOS && !stop.getAsBoolean()) {
            LockSupport.parkNanos(Math.min(ahead, PARK_NANOS));
            ahead = scheduleNanos - (System.nanoTime() - startNanos);
        }
    }
}
