package io.trialstream.benchmarks.layout;

/** When windows and sessions close; the numbers of the contracts' defaults. All times in ms. */
final class Clock {
    static final long WINDOW = 15 * 60_000L;
    static final long GRACE = 10 * 60_000L;
    static final long GAP = 30 * 60_000L;
    static final long MEMORY = 24 * 60 * 60_000L;

    private Clock() {}

    static long windowStart(long time) {
        return Math.floorDiv(time, WINDOW) * WINDOW;
    }

    /** The watermark at which the window that holds {@code time} closes. */
    static long closesAt(long time) {
        return windowStart(time) + WINDOW + GRACE;
    }
}
