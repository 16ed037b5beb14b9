package io.trialstream.topology.settings;

import io.trialstream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * All that shapes the topology's results. Immutable; every value is checked on construction.
 *
 * @param input where events come from
 * @param time windows and watermarks
 * @param dedupeMemory how long an accepted event id is remembered, in event time
 * @param sessions session rules
 * @param bots bot rules
 * @param metrics the metric registry
 * @param scorecardEvery wall-clock time between snapshots and between scorecards
 * @param outputs what is written, and where
 * @param mergePartitions partitions of the merge, 1 to 4: experiments are spread over them
 */
public record TopologySettings(
        Input input,
        Time time,
        Duration dedupeMemory,
        Sessions sessions,
        Bots bots,
        MetricRegistry metrics,
        Duration scorecardEvery,
        Outputs outputs,
        int mergePartitions) {

    public TopologySettings {
        if (mergePartitions < 1 || mergePartitions > 4) {
            throw new IllegalArgumentException("merge partitions: expected 1 to 4, got " + mergePartitions);
        }
        positive("dedupe.memory", dedupeMemory);
        positive("scorecard.every", scorecardEvery);
    }

    /** Where the ingest time of an event is read. */
    public enum IngestTime {
        /** The record's timestamp, which the broker set when it appended it. */
        LOG_APPEND,
        /** The header {@code trialstream-ingest}; the record's timestamp where it is absent. */
        HEADER,
        /** Unknown: the check against clocks that run ahead is left out. */
        NONE
    }

    /** What moves the watermark besides watermark records. */
    public enum WatermarkFrom {
        EVENTS,
        RECORDS
    }

    /**
     * @param topic the raw topic
     * @param partitions its number of partitions, 1 to 10,000
     * @param ingestTime where ingest times are read
     */
    public record Input(String topic, int partitions, IngestTime ingestTime) {
        public Input {
            if (partitions < 1 || partitions > 10_000) {
                throw new IllegalArgumentException("input partitions: expected 1 to 10000, got " + partitions);
            }
        }
    }

    /**
     * @param window length of a window; divides an hour, or is a whole number of hours
     * @param grace how long after its end a window still takes events, in event time
     * @param maxClockSkew how far an event may lie ahead of its ingest time
     * @param oldestEvent events before are invalid
     * @param watermarkFrom what moves the watermark
     * @param maxJump how far ahead of the watermark a single unit can move it
     */
    public record Time(
            Duration window,
            Duration grace,
            Duration maxClockSkew,
            Instant oldestEvent,
            WatermarkFrom watermarkFrom,
            Duration maxJump) {
        public Time {
            positive("time.window", window);
            notNegative("time.grace", grace);
            notNegative("time.max-clock-skew", maxClockSkew);
            positive("time.max-jump", maxJump);
            long hour = Duration.ofHours(1).toMillis();
            if (hour % window.toMillis() != 0 && window.toMillis() % hour != 0) {
                throw new IllegalArgumentException(
                        "time.window: expected a length that divides an hour or is whole hours, got " + window);
            }
        }

        /** The defaults of the contracts: 15-minute windows, 10 minutes of grace. */
        public static Time defaults() {
            return new Time(
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(5),
                    Instant.parse("2000-01-01T00:00:00Z"),
                    WatermarkFrom.EVENTS,
                    Duration.ofHours(1));
        }
    }

    /**
     * @param gap inactivity that ends a session when exceeded
     * @param clickEvents names counted as clicks
     * @param impressionEvents names counted as impressions
     * @param conversionEvents names counted as conversions
     */
    public record Sessions(
            Duration gap, Set<String> clickEvents, Set<String> impressionEvents, Set<String> conversionEvents) {
        public Sessions {
            positive("sessions.gap", gap);
            clickEvents = Set.copyOf(clickEvents);
            impressionEvents = Set.copyOf(impressionEvents);
            conversionEvents = Set.copyOf(conversionEvents);
        }

        /** 30 minutes, and the event names of the recipe service. */
        public static Sessions defaults() {
            return new Sessions(
                    Duration.ofMinutes(30),
                    Set.of("click_recipe", "click_bookmark", "click_like", "ad_click"),
                    Set.of("ad_impression"),
                    Set.of("click_bookmark", "write_comment", "create_recipe"));
        }
    }

    /**
     * @param volumePerMinute acts in an aligned minute that are still a person's
     * @param volumePerHour acts in an aligned hour that are still a person's
     * @param burstGaps short gaps within an hour that prove a machine
     * @param burstBelow a gap shorter than this is short
     * @param userAgent whether declared crawlers are flagged
     * @param automaticEvents names of what a page does by itself
     */
    public record Bots(
            int volumePerMinute,
            int volumePerHour,
            int burstGaps,
            Duration burstBelow,
            boolean userAgent,
            Set<String> automaticEvents) {
        public Bots {
            atLeastOne("bots.rules.volume.per-minute", volumePerMinute);
            atLeastOne("bots.rules.volume.per-hour", volumePerHour);
            atLeastOne("bots.rules.burst-interval.gaps", burstGaps);
            positive("bots.rules.burst-interval.below", burstBelow);
            automaticEvents = Set.copyOf(automaticEvents);
        }

        /** 300 a minute, 10,000 an hour, 10 gaps under 10 ms. */
        public static Bots defaults() {
            return new Bots(
                    300, 10_000, 10, Duration.ofMillis(10), true, Set.of("heartbeat", "load_asset", "ad_impression"));
        }
    }

    /**
     * @param topicPrefix stands before the name of every topic that is written; empty for the live application, whose topics bear the names of
     *     the contract
     * @param cleanEvents whether {@code clean-events} is written
     */
    public record Outputs(String topicPrefix, boolean cleanEvents) {
        /** The contract's topics, all of them. */
        public static Outputs defaults() {
            return new Outputs("", true);
        }

        /** The name of the topic that is written in this one's place. */
        public String topic(Topic topic) {
            return topicPrefix + topic.name();
        }
    }

    /** The same results, written elsewhere. */
    public TopologySettings with(Outputs others) {
        return new TopologySettings(
                input, time, dedupeMemory, sessions, bots, metrics, scorecardEvery, others, mergePartitions);
    }

    /** The defaults of the contracts for a raw topic with so many partitions. */
    public static TopologySettings defaults(int partitions) {
        return new TopologySettings(
                new Input("replay-user-events", partitions, IngestTime.LOG_APPEND),
                Time.defaults(),
                Duration.ofHours(24),
                Sessions.defaults(),
                Bots.defaults(),
                MetricRegistry.defaults(),
                Duration.ofSeconds(1),
                Outputs.defaults(),
                1);
    }

    static void positive(String key, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(key + ": expected a duration of at least 1 ms, got " + value);
        }
    }

    private static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(key + ": expected a duration of 0 or more, got " + value);
        }
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + ": expected 1 or more, got " + value);
        }
    }
}
