package io.trialstream.topology.settings;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One metric: what counts, and how it is read.
 *
 * @param id {@code [A-Za-z0-9_.-]{1,64}}
 * @param version 1 or more; a changed definition is a new version
 * @param owner who answers for it
 * @param kind how numerator and denominator come about
 * @param direction which way is good
 * @param numeratorEvents names that add to a unit's numerator
 * @param sumProperty for {@link Kind#MEAN}: the property summed instead of counting events, rounded half up to whole numbers; null to count
 * @param denominatorEvents for {@link Kind#RATIO}: names that add to a unit's denominator; else empty
 */
public record MetricDefinition(
        String id,
        int version,
        String owner,
        Kind kind,
        Direction direction,
        Set<String> numeratorEvents,
        @Nullable String sumProperty,
        Set<String> denominatorEvents) {

    public MetricDefinition {
        if (!id.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException("metric id: expected [A-Za-z0-9_.-]{1,64}, got '" + id + "'");
        }
        if (version < 1) {
            throw new IllegalArgumentException("metric " + id + ": expected a version of 1 or more, got " + version);
        }
        numeratorEvents = Set.copyOf(numeratorEvents);
        denominatorEvents = Set.copyOf(denominatorEvents);
        if (numeratorEvents.isEmpty()) {
            throw new IllegalArgumentException("metric " + id + ": expected at least one event that counts, got none");
        }
        if ((kind == Kind.RATIO) == denominatorEvents.isEmpty()) {
            throw new IllegalArgumentException(
                    "metric " + id + ": expected denominator events for a ratio and none otherwise, got "
                            + denominatorEvents + " for " + kind);
        }
        if (sumProperty != null && kind != Kind.MEAN) {
            throw new IllegalArgumentException("metric " + id + ": only a mean can sum a property, got " + kind);
        }
    }

    /** Names this version of the metric in state. */
    public String key() {
        return id + "@" + version;
    }

    /** How a unit's numerator and denominator come about. */
    public enum Kind {
        /** Events over events. */
        RATIO,
        /** Events, or a property's sum, per user. */
        MEAN,
        /** Users with at least one such event, over users. */
        SHARE
    }

    /** Which way is good. */
    public enum Direction {
        UP,
        DOWN
    }
}
