package io.trialstream.app.replay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Event time from the start of a window to the start of another: {@code [from, to)}.
 *
 * @param from null: from the first
 * @param to null: as far as there is anything final
 */
record Span(@Nullable Instant from, @Nullable Instant to) {

    /**
     * @param window length of a window
     * @throws IllegalArgumentException naming the flag, and the nearest times that would do
     */
    static Span of(@Nullable Instant from, @Nullable Instant to, Duration window) {
        requireAligned("--from", from, window);
        requireAligned("--to", to, window);
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("--to: expected a time after --from " + from + ", found " + to);
        }
        return new Span(from, to);
    }

    private static void requireAligned(String flag, @Nullable Instant time, Duration window) {
        if (time == null) {
            return;
        }
        long into = Math.floorMod(time.toEpochMilli(), window.toMillis());
        if (into != 0 || time.getNano() % 1_000_000 != 0) {
            Instant before = Instant.ofEpochMilli(time.toEpochMilli() - into);
            throw new IllegalArgumentException(flag + ": expected the start of a window of " + window + ", found "
                    + time + "; the nearest are " + before + " and " + before.plus(window));
        }
    }

    /** Epoch ms; the least there is where there is no begin. */
    long fromMs() {
        return from == null ? Long.MIN_VALUE : from.toEpochMilli();
    }

    /** Epoch ms; the greatest there is where there is no end. */
    long toMs() {
        return to == null ? Long.MAX_VALUE : to.toEpochMilli();
    }

    @Override
    public String toString() {
        return (from == null ? "the beginning" : from.toString()) + " to " + (to == null ? "the last final" : to);
    }
}
