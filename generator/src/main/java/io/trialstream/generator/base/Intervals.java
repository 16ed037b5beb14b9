package io.trialstream.generator.base;

import java.time.Duration;
import java.time.Instant;

/** The intervals that a stream is made of: 15 minutes of event time, aligned to the epoch, as the pipeline's windows. */
public final class Intervals {
    /** Length of an interval, and of a window. */
    public static final Duration LENGTH = Duration.ofMinutes(15);

    public static final int LENGTH_MS = Math.toIntExact(LENGTH.toMillis());

    /** How long after its end a window takes events, in the pipeline's defaults. */
    public static final int GRACE_MS = Math.toIntExact(Duration.ofMinutes(10).toMillis());

    /** The silence that ends a session, in the pipeline's defaults. */
    public static final int SESSION_GAP_MS =
            Math.toIntExact(Duration.ofMinutes(30).toMillis());

    private Intervals() {}

    /**
     * The index of the interval that begins at an instant.
     *
     * @throws IllegalArgumentException where the instant is no boundary
     */
    public static long index(String what, Instant boundary) {
        long ms = boundary.toEpochMilli();
        if (ms < 0 || ms % LENGTH_MS != 0 || boundary.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    what + " is " + boundary + ", expected a whole quarter of an hour after 1970");
        }
        return ms / LENGTH_MS;
    }

    /** The interval that holds a time, ms since the epoch. */
    public static long containing(long time) {
        return Math.floorDiv(time, LENGTH_MS);
    }

    public static long start(long index) {
        return index * LENGTH_MS;
    }

    public static long end(long index) {
        return (index + 1) * LENGTH_MS;
    }
}
