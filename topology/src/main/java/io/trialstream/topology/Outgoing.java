package io.trialstream.topology;

import org.jspecify.annotations.Nullable;

/**
 * A record on its way out of a processor.
 *
 * @param value bytes as they will be written; null where a rejected record had none
 */
public record Outgoing(Destination destination, byte @Nullable [] value) {
    /** Where it goes. */
    public enum Destination {
        REJECTED,
        LATE,
        CLEAN,
        VERDICTS,
        SESSIONS,
        AGGREGATES,
        FINALS,
        SCORECARDS
    }
}
