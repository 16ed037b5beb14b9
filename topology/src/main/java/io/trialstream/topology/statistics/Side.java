package io.trialstream.topology.statistics;

/** What a test looks for in the treatment, compared with the baseline. */
public enum Side {
    /** A difference in either direction; the interval has both bounds. */
    TWO,
    /** Treatment above baseline; the interval for the difference has a lower bound only. */
    GREATER,
    /** Treatment below baseline; the interval for the difference has an upper bound only. */
    LESS
}
