package io.trialstream.oracle;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration of {@code run} says about the meaning of numbers. All durations and times in milliseconds.
 *
 * @param partitions of the raw topic
 * @param metrics the registry
 * @param deviceClass from a user agent to the class of its device
 */
public record OracleSettings(
        int partitions,
        Time time,
        Bots bots,
        SessionEvents sessionEvents,
        List<MetricDefinition> metrics,
        Function<String, String> deviceClass) {

    /** What moves the watermark. */
    public enum WatermarkFrom {
        /** Events, and watermark records. */
        EVENTS,
        /** Watermark records alone. */
        RECORDS
    }

    /**
     * The clock of a partition.
     *
     * @param window length of a tumbling window; whole minutes, dividing an hour
     * @param grace how long past a window's end its events are accepted
     * @param gap the longest pause within a session
     * @param skew how far an event may be ahead of its ingest
     * @param oldestEvent the earliest event time believed
     * @param maxJump how far one unit alone may move the watermark
     * @param memory how long an event id is remembered
     */
    public record Time(
            long window,
            long grace,
            long gap,
            long skew,
            long oldestEvent,
            WatermarkFrom watermarkFrom,
            long maxJump,
            long memory) {

        /** Start of the window that holds {@code t}. */
        long windowStart(long t) {
            return Math.floorDiv(t, window) * window;
        }

        /** Whether the window that holds {@code t} is closed at this watermark. */
        boolean closed(long t, long watermark) {
            return watermark >= windowStart(t) + window + grace;
        }

        /** Whether a session that ends at {@code end} is closed at this watermark. */
        boolean sessionClosed(long end, long watermark) {
            return closed(end + gap, watermark);
        }

        /** Start of the oldest window not closed: the least a with {@code watermark < a + window + grace}. */
        long oldestOpenWindow(long watermark) {
            return watermark == PartitionWatermark.NONE
                    ? PartitionWatermark.NONE
                    : windowStart(watermark - window - grace) + window;
        }
    }

    /**
     * When a unit is a bot.
     *
     * @param perMinute acts in an aligned minute that are still believed
     * @param perHour the same for an hour
     * @param burstGaps short gaps in an hour that prove
     * @param burstBelow a gap shorter than this is short
     * @param automaticEvents names of what a page does by itself; all else are acts
     * @param crawler whether a user agent is a crawler's or a headless client's
     */
    public record Bots(
            long perMinute,
            long perHour,
            int burstGaps,
            long burstBelow,
            Set<String> automaticEvents,
            Predicate<String> crawler) {}

    /** Names of the events a session counts. */
    public record SessionEvents(Set<String> clicks, Set<String> impressions, Set<String> conversions) {}

    /** The defaults of the configuration, for this many partitions. User agents are all taken for people's desktops. */
    public static OracleSettings defaults(int partitions) {
        return new OracleSettings(
                partitions,
                new Time(
                        900_000,
                        600_000,
                        1_800_000,
                        300_000,
                        946_684_800_000L,
                        WatermarkFrom.EVENTS,
                        3_600_000,
                        86_400_000),
                new Bots(300, 10_000, 10, 10, Set.of("heartbeat", "load_asset", "ad_impression"), agent -> false),
                new SessionEvents(
                        Set.of("click_recipe", "click_bookmark", "click_like", "ad_click"),
                        Set.of("ad_impression"),
                        Set.of("click_bookmark", "write_comment", "create_recipe")),
                List.of(MetricDefinition.ratio("ad_ctr", Set.of("ad_click"), Set.of("ad_impression"))),
                agent -> "desktop");
    }

    /** The same with other times. */
    public OracleSettings with(Time newTime) {
        return new OracleSettings(partitions, newTime, bots, sessionEvents, metrics, deviceClass);
    }

    /** The same with other bounds for bots. */
    public OracleSettings with(Bots newBots) {
        return new OracleSettings(partitions, time, newBots, sessionEvents, metrics, deviceClass);
    }

    /** The same with other metrics. */
    public OracleSettings with(List<MetricDefinition> newMetrics) {
        return new OracleSettings(partitions, time, bots, sessionEvents, newMetrics, deviceClass);
    }

    /** The same with another reading of user agents. */
    public OracleSettings with(Predicate<String> crawler, Function<String, String> newDeviceClass) {
        Bots b = bots;
        return new OracleSettings(
                partitions,
                time,
                new Bots(b.perMinute, b.perHour, b.burstGaps, b.burstBelow, b.automaticEvents, crawler),
                sessionEvents,
                metrics,
                newDeviceClass);
    }

    /** The metric of this id; null where the registry has none. */
    @Nullable
    MetricDefinition metric(String id) {
        return metrics.stream().filter(m -> m.id().equals(id)).findFirst().orElse(null);
    }
}
