package io.trialstream.app.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A user's session: events with never more than {@link #GAP_MS} between one and the next.
 *
 * @param start time of the first event, ms
 * @param end time of the last
 * @param events how many
 * @param steps the steps of the funnel that were taken, as {@link FunnelStep#bit}s
 */
record Visit(long start, long end, int events, int steps) {
    /** Inactivity that ends a session. */
    static final long GAP_MS = 30 * 60_000;

    static Visit of(long time, int steps) {
        return new Visit(time, time, 1, steps);
    }

    /** Whether both belong together: not more than the gap lies between them. */
    boolean touches(Visit other) {
        return start - GAP_MS <= other.end && other.start <= end + GAP_MS;
    }

    Visit with(Visit other) {
        return new Visit(
                Math.min(start, other.start), Math.max(end, other.end), events + other.events, steps | other.steps);
    }

    long minutes() {
        return (end - start) / 60_000;
    }

    /**
     * Adds to sessions that are ordered and do not touch each other, so that they are so afterwards, in whatever order events
     * come.
     */
    static void add(List<Visit> visits, Visit added) {
        Visit joined = added;
        int at = visits.size();
        while (at > 0 && visits.get(at - 1).end + GAP_MS >= joined.start) {
            at--;
        }
        List<Visit> later = new ArrayList<>(visits.subList(at, visits.size()));
        visits.subList(at, visits.size()).clear();
        int next = 0;
        while (next < later.size() && joined.touches(later.get(next))) {
            joined = joined.with(later.get(next++));
        }
        visits.add(joined);
        visits.addAll(later.subList(next, later.size()));
    }
}
