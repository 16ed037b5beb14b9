package io.trialstream.generator.stream;

import io.trialstream.generator.Models;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Fingerprint;
import io.trialstream.generator.model.Model;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stream.
 *
 * @param model who and what; {@link Sizing#fit} fits it to a number of events
 * @param events how many there are from the stream's start to its end, for the progress; 0: to be counted
 * @param start start of the first interval
 * @param intervals how many intervals of 15 minutes, at least 1
 * @param pace how fast
 * @param resume whether intervals that an earlier run completed are passed over; else they are refused
 * @param closeAtEnd whether to end with a watermark record that closes all windows and sessions. No later run can
 *     continue a closed stream: its events would be late.
 * @param threads how many work, 1 to 256; the content does not depend on it
 * @param truthFile where the ledger goes at the end, or null
 */
public record StreamOptions(
        Model model,
        long events,
        Instant start,
        int intervals,
        Pace pace,
        boolean resume,
        boolean closeAtEnd,
        int threads,
        @Nullable Path truthFile) {
    /** Events of the default demonstration. */
    public static final long DEMO_EVENTS = 1_000_000;

    /** 100 years; more is a slip of the keyboard. */
    private static final int MAX_INTERVALS = 100 * 366 * 96;

    /** @throws IllegalArgumentException where a value is out of its range */
    public StreamOptions {
        Intervals.index("start-date", start);
        if (intervals < 1 || intervals > MAX_INTERVALS) {
            throw new IllegalArgumentException("num-intervals is " + intervals + ", expected 1 to " + MAX_INTERVALS);
        }
    }

    /** A run with defaults: full speed, nothing passed over, no close, a thread a processor, no file. */
    public static StreamOptions of(Model model, Instant start, int intervals) {
        int threads = Runtime.getRuntime().availableProcessors();
        return new StreamOptions(model, 0, start, intervals, Pace.max(), false, false, threads, null);
    }

    /**
     * The demonstration: so many events over five days from 2025-08-08 in Asia/Seoul, closed at the end.
     *
     * @throws IllegalArgumentException where the number is not positive
     */
    public static StreamOptions demo(long events, long seed, @Nullable Path truthFile) {
        Sizing.Sized sized = Models.demo(events, seed, Runtime.getRuntime().availableProcessors());
        Instant start = Models.DEMO_START.atStartOfDay(sized.model().zone()).toInstant();
        int intervals = Math.toIntExact(Models.DEMO_LENGTH.dividedBy(Intervals.LENGTH));
        return of(sized.model(), start, intervals)
                .sized(sized)
                .withCloseAtEnd(true)
                .withTruthFile(truthFile);
    }

    /** The same of a model that is sized to this period. */
    public StreamOptions sized(Sizing.Sized sized) {
        return new StreamOptions(
                sized.model(), sized.events(), start, intervals, pace, resume, closeAtEnd, threads, truthFile);
    }

    /** The same at another pace. */
    public StreamOptions withPace(Pace other) {
        return new StreamOptions(model, events, start, intervals, other, resume, closeAtEnd, threads, truthFile);
    }

    /** The same, with complete intervals passed over or refused. */
    public StreamOptions withResume(boolean other) {
        return new StreamOptions(model, events, start, intervals, pace, other, closeAtEnd, threads, truthFile);
    }

    /** The same, closed at the end or not. */
    public StreamOptions withCloseAtEnd(boolean other) {
        return new StreamOptions(model, events, start, intervals, pace, resume, other, threads, truthFile);
    }

    /** The same with another number of threads. */
    public StreamOptions withThreads(int other) {
        return new StreamOptions(model, events, start, intervals, pace, resume, closeAtEnd, other, truthFile);
    }

    /** The same with another place for the ledger. */
    public StreamOptions withTruthFile(@Nullable Path other) {
        return new StreamOptions(model, events, start, intervals, pace, resume, closeAtEnd, threads, other);
    }

    /** {@link Fingerprint} of the model: runs that continue each other have the same. */
    public String fingerprint() {
        return Fingerprint.of(model);
    }

    /** The end of the last interval. */
    public Instant end() {
        return start.plus(Intervals.LENGTH.multipliedBy(intervals));
    }
}
