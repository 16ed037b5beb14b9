package io.trialstream.benchmarks.layout;

import java.time.Duration;
import java.util.List;

/**
 * A stretch of events that is measured by itself.
 *
 * <p>Pace is made by commits. At live pace {@code liveRate} events come in the second between two commits, at 150 times live
 * 150 times as many; what a layout writes depends on that number alone, because the record cache writes each changed key once
 * a commit. So events are read as fast as they can be and a commit is asked for after as many as the pace would have brought.
 *
 * @param name also that of its topic, after the prefix
 * @param history whether a record is a user's whole day
 * @param events in the phase; of the history: users
 * @param recordsPerCommit infinite where the clock commits, once a second
 * @param cached whether a record cache stands before the stores
 */
record Phase(String name, boolean history, int events, double recordsPerCommit, boolean cached) {
    /** Between two commits, at whatever pace. */
    static final Duration COMMIT = Duration.ofSeconds(1);

    /** A day of everybody, then a stretch at each pace, contiguous in event time. */
    static List<Phase> population(int users, double liveRate, int scalePercent) {
        return List.of(
                new Phase("history", true, users, Double.POSITIVE_INFINITY, true),
                new Phase("live", false, 20_000 * scalePercent / 100, liveRate, true),
                new Phase("150x", false, 100_000 * scalePercent / 100, 150 * liveRate, true),
                new Phase("1500x", false, 200_000 * scalePercent / 100, 1_500 * liveRate, true),
                new Phase("max", false, 180_000 * scalePercent / 100, Double.POSITIVE_INFINITY, true));
    }

    /** One user: 10,000 events in the day before, then more at the same rate, each written by itself as at live pace. */
    static List<Phase> heavyUser() {
        return List.of(
                new Phase("heavy-history", true, 10_000, Double.POSITIVE_INFINITY, true),
                new Phase("heavy", false, 1_000, Double.POSITIVE_INFINITY, false));
    }

    String topic() {
        return "layout-events-" + name;
    }
}
