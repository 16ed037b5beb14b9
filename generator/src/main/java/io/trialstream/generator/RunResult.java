package io.trialstream.generator;

import io.trialstream.generator.ledger.Truth;
import java.time.Instant;

/**
 * What a run did.
 *
 * @param truth the ledger from the stream's origin to {@code end}
 * @param events of the intervals that this run completed, watermark records not counted
 * @param seconds it took
 * @param end event time up to which all is delivered; a run that continues starts here
 * @param stopped whether it was asked to stop before its last interval
 * @param pacing how the pace was kept
 * @param sink how the receiver was felt
 */
public record RunResult(
        Truth truth, long events, double seconds, Instant end, boolean stopped, Pacing pacing, SinkReport sink) {

    /** Events a second. */
    public double eventsPerSecond() {
        return seconds > 0 ? events / seconds : 0;
    }

    /**
     * A pace asked for and what became of it, from the first delivery to the last, or to the moment of a stop.
     *
     * @param unit of both rates: events, or seconds of event time, a second
     * @param asked the rate asked for; 0 where none was
     * @param reached the rate reached
     * @param worstBehindMs the most that a delivery was behind its time, ms
     */
    public record Pacing(String unit, double asked, double reached, long worstBehindMs) {
        /** No pace was asked for. */
        public static final Pacing NONE = new Pacing("", 0, 0, 0);

        private static final double TOLERANCE = .01;

        /** Whether the rate reached is the one asked for, within 1 %. */
        public boolean held() {
            return Math.abs(reached - asked) <= TOLERANCE * asked;
        }
    }

    /**
     * How the receiver was felt, and what was found there.
     *
     * @param blockedMs time that sends waited for room in the producer's buffer, in total
     * @param flushMs time spent waiting for acknowledgements at the ends of intervals, in total
     * @param alreadyThere records not sent because an earlier run's broken-off interval holds them
     * @param foreign records found after the last complete interval that are neither markers nor of this stream
     */
    public record SinkReport(long blockedMs, long flushMs, long alreadyThere, long foreign) {
        /** Nothing was felt or found. */
        public static final SinkReport NONE = new SinkReport(0, 0, 0, 0);
    }
}
