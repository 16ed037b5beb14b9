package io.trialstream.generator;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A stream into Kafka.
 *
 * @param model who and what; {@link Simulation#sized} fits it to a number of events
 * @param start start of the first interval
 * @param intervals how many intervals of 15 minutes, at least 1
 * @param pace how fast
 * @param origin where the stream began that this run continues, or null: local midnight of the start's day, or
 *     {@code start} where the topic is empty. From it on the ledger counts.
 * @param closeAtEnd whether to end with a watermark record that closes all windows and sessions. A later run must not
 *     continue a closed stream: its events would be late.
 * @param truthFile where the ledger goes at the end, or null
 */
public record StreamOptions(
        Model model,
        Instant start,
        int intervals,
        Pace pace,
        @Nullable Instant origin,
        boolean closeAtEnd,
        @Nullable Path truthFile) {
    /** Start of the default demonstration, in the zone of the model. */
    public static final LocalDate DEMO_START = LocalDate.of(2025, 8, 8);

    /** Length of the default demonstration. */
    public static final Duration DEMO_LENGTH = Duration.ofDays(5);

    /** Events of the default demonstration. */
    public static final long DEMO_EVENTS = 1_000_000;

    /** 100 years; more is a slip of the keyboard. */
    private static final int MAX_INTERVALS = 100 * 366 * 96;

    /** @throws IllegalArgumentException where a value is out of its range */
    public StreamOptions {
        long first = Intervals.index("start-date", start);
        if (intervals < 1 || intervals > MAX_INTERVALS) {
            throw new IllegalArgumentException("num-intervals is " + intervals + ", expected 1 to " + MAX_INTERVALS);
        }
        if (origin != null && Intervals.index("origin", origin) > first) {
            throw new IllegalArgumentException("origin is " + origin + ", expected not after start-date, " + start);
        }
    }

    /** A run with defaults: full speed, no close, no file. */
    public static StreamOptions of(Model model, Instant start, int intervals) {
        return new StreamOptions(model, start, intervals, Pace.max(), null, false, null);
    }

    /**
     * The demonstration: so many events over five days from 2025-08-08 in Asia/Seoul, closed at the end.
     *
     * @throws IllegalArgumentException where the number is not positive
     */
    public static StreamOptions demo(long events, long seed, @Nullable Path truthFile) {
        Instant start = DEMO_START.atStartOfDay(Model.DEFAULT_ZONE).toInstant();
        Model model = Simulation.sized(Model.defaults(seed, 1), events, start, start.plus(DEMO_LENGTH));
        int intervals = Math.toIntExact(DEMO_LENGTH.dividedBy(Intervals.LENGTH));
        return new StreamOptions(model, start, intervals, Pace.max(), start, true, truthFile);
    }

    /** The end of the last interval. */
    public Instant end() {
        return start.plus(Intervals.LENGTH.multipliedBy(intervals));
    }

    /** The origin that holds when the sink is, or is not, pristine. */
    Instant effectiveOrigin(boolean pristine) {
        if (origin != null) {
            return origin;
        }
        ZoneId zone = model.zone();
        return pristine
                ? start
                : start.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }
}
