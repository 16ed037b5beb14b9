package io.trialstream.topology.clock;

import io.trialstream.topology.settings.TopologySettings;

/**
 * Tumbling windows aligned to the epoch. All times are epoch ms; an undefined watermark is {@link #NONE}.
 *
 * @param lengthMs length of a window
 * @param graceMs how long after its end a window takes events
 */
public record Windows(long lengthMs, long graceMs) {
    /** No time yet. Far enough from the edge that adding a day does not overflow. */
    public static final long NONE = Long.MIN_VALUE / 4;

    public static Windows of(TopologySettings.Time time) {
        return new Windows(time.window().toMillis(), time.grace().toMillis());
    }

    /** Start of the window that holds {@code time}. */
    public long start(long time) {
        return Math.floorDiv(time, lengthMs) * lengthMs;
    }

    /** End of the window that holds {@code time}. */
    public long end(long time) {
        return start(time) + lengthMs;
    }

    /** End of the newest window that {@code watermark} closes, which is the start of the oldest open one. */
    public long closedThrough(long watermark) {
        return watermark == NONE ? NONE : Math.floorDiv(watermark - graceMs, lengthMs) * lengthMs;
    }

    /** Whether the window that holds {@code time} is closed at {@code watermark}. */
    public boolean isClosed(long time, long watermark) {
        return end(time) <= closedThrough(watermark);
    }

    /** The first window end whose closing proves {@code watermark ≥ time}. */
    public long firstEndClosingAt(long time) {
        return -Math.floorDiv(graceMs - time, lengthMs) * lengthMs;
    }
}
