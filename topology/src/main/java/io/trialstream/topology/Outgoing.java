package io.trialstream.topology;

/**
 * A record on its way out of a processor.
 *
 * @param value bytes as they will be written
 */
public record Outgoing(Destination destination, byte[] value) {
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
