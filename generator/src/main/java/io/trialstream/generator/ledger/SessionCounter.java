package io.trialstream.generator.ledger;

import io.trialstream.generator.base.Intervals;

/**
 * Counts sessions by the window whose closing closes them (docs/semantics.md §7): the one that holds the session's last
 * event plus the gap. Events must come interval by interval.
 */
final class SessionCounter {
    /** More than the windows a session can wait for: gap, grace and its own window reach four. */
    private static final int RING = 16;

    private final long[] openByWindow = new long[RING];
    private long open;
    private long closed;
    private long nextWindow = -1;

    void begin(long time) {
        long window = closingWindow(time);
        if (nextWindow < 0) {
            nextWindow = window - RING / 2;
        }
        openByWindow[slot(window)]++;
        open++;
    }

    /** A session that ended at {@code from} now ends at {@code to}. */
    void extend(long from, long to) {
        openByWindow[slot(closingWindow(from))]--;
        openByWindow[slot(closingWindow(to))]++;
    }

    /** Closes what the watermark closes. */
    long advance(long watermark) {
        long before = closed;
        while (nextWindow >= 0 && open > 0 && Intervals.end(nextWindow) + Intervals.GRACE_MS <= watermark) {
            long count = openByWindow[slot(nextWindow)];
            openByWindow[slot(nextWindow)] = 0;
            open -= count;
            closed += count;
            nextWindow++;
        }
        if (open == 0) {
            nextWindow = -1;
        }
        return closed - before;
    }

    long open() {
        return open;
    }

    long closed() {
        return closed;
    }

    private static long closingWindow(long lastEvent) {
        return Intervals.containing(lastEvent + Intervals.SESSION_GAP_MS);
    }

    private static int slot(long window) {
        return (int) (window % RING);
    }
}
