package io.trialstream.generator;

import java.time.Instant;

/**
 * What a run did.
 *
 * @param truth the ledger from the stream's origin to {@code end}
 * @param events delivered by this run, watermark records not counted
 * @param seconds it took
 * @param end event time up to which all is delivered; a run that continues starts here
 * @param stopped whether it was asked to stop before its last interval
 * @param behindMs how far it was behind the asked pace at its end; 0 where the pace was held or none was asked
 * @param sink back-pressure
 */
public record RunResult(
        Truth truth,
        long events,
        double seconds,
        Instant end,
        boolean stopped,
        long behindMs,
        EventSink.SinkStats sink) {

    /** Events a second. */
    public double eventsPerSecond() {
        return seconds > 0 ? events / seconds : 0;
    }
}
