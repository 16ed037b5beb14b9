package io.trialstream.generator.plan;

import io.trialstream.generator.base.Intervals;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A local day in intervals.
 *
 * @param epochDay its number since 1970-01-01
 * @param firstInterval its first interval since the epoch
 * @param intervals how many it has: 96, where clocks change 92 or 100
 */
public record Day(int epochDay, long firstInterval, int intervals) {
    private static final int MONDAY_OF_EPOCH_DAY = 3;
    private static final int DAYS_OF_WEEK = 7;

    /** @throws IllegalArgumentException where the day does not begin and end at whole quarters of an hour */
    public static Day of(LocalDate date, ZoneId zone) {
        long first = Intervals.index(
                "the start of " + date + " in " + zone, date.atStartOfDay(zone).toInstant());
        long next = Intervals.index(
                "the end of " + date + " in " + zone,
                date.plusDays(1).atStartOfDay(zone).toInstant());
        return new Day(Math.toIntExact(date.toEpochDay()), first, Math.toIntExact(next - first));
    }

    /** The day that holds an interval. */
    public static Day holding(long interval, ZoneId zone) {
        return of(Instant.ofEpochMilli(Intervals.start(interval)).atZone(zone).toLocalDate(), zone);
    }

    /** 0 for Monday to 6 for Sunday. */
    public int weekday() {
        return Math.floorMod(epochDay + MONDAY_OF_EPOCH_DAY, DAYS_OF_WEEK);
    }
}
