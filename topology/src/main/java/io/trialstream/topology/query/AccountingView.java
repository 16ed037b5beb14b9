package io.trialstream.topology.query;

import java.util.Map;

/**
 * Where every event went. {@code in = invalid + late + duplicate + bot + kept} exactly when {@link #balanced()}.
 *
 * @param byReason {@code invalid}, {@code late} and {@code bot}, each reason → events
 */
public record AccountingView(
        long in,
        long invalid,
        long late,
        long duplicate,
        long bot,
        long kept,
        long watermarks,
        long facts,
        Map<String, Map<String, Long>> byReason) {

    /** Whether the identity holds. */
    public boolean balanced() {
        return in == invalid + late + duplicate + bot + kept;
    }
}
