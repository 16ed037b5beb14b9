package io.trialstream.generator;

import io.trialstream.generator.plan.Day;
import io.trialstream.generator.plan.DayPlan;
import java.util.Arrays;
import java.util.List;

/**
 * Some consecutive intervals that are planned at a time: some days, or a part of one.
 *
 * @param parts in order of time
 */
record Span(List<Part> parts) {

    /**
     * Intervals of one day.
     *
     * @param from, to of the day's intervals, the second exclusive
     * @param plans by shard
     */
    record Part(Day day, int from, int to, List<DayPlan> plans) {
        boolean holds(long interval) {
            return interval >= day.firstInterval() + from && interval < day.firstInterval() + to;
        }

        /** All deliveries of an interval in order, those of events before the origin left out. */
        long[] deliveries(long interval, long origin) {
            int count = 0;
            for (DayPlan plan : plans) {
                count += plan.deliveryCount(interval);
            }
            long[] all = new long[count];
            int at = 0;
            for (DayPlan plan : plans) {
                at += plan.copyDeliveries(interval, all, at);
            }
            if (origin > day.firstInterval()) {
                all = Arrays.stream(all)
                        .filter(delivery ->
                                plans.get(DayPlan.shard(delivery)).interval(DayPlan.row(delivery)) >= origin)
                        .toArray();
            }
            Arrays.sort(all);
            return all;
        }
    }

    /** The part that holds an interval. */
    Part part(long interval) {
        return parts.stream()
                .filter(part -> part.holds(interval))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("interval " + interval + " is not in the span"));
    }

    /** The interval after the last. */
    long to() {
        Part last = parts.get(parts.size() - 1);
        return last.day().firstInterval() + last.to();
    }
}
