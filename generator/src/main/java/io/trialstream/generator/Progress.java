package io.trialstream.generator;

import java.time.Instant;

/**
 * How far a run has come.
 *
 * @param events delivered so far
 * @param total that will be delivered in all
 * @param eventsPerSecond on average since the start
 * @param position event time up to which all is delivered
 */
public record Progress(long events, long total, double eventsPerSecond, Instant position) {

    /** Told when a run begins and at the end of each interval or day, from the generating thread. */
    @FunctionalInterface
    public interface Listener {
        void progress(Progress progress);
    }
}
