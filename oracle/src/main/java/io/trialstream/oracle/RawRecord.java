package io.trialstream.oracle;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.UserEvent;
import org.jspecify.annotations.Nullable;

/**
 * One record of the raw topic, decoded: whether bytes can be read is not the oracle's business.
 *
 * @param partition 0-based
 * @param offset ascending within a partition
 * @param key as it came
 * @param ingestTime the broker's append time, epoch milliseconds
 * @param body what the value and the headers say
 */
public record RawRecord(int partition, long offset, byte @Nullable [] key, long ingestTime, Body body) {

    /** What a record says. */
    public sealed interface Body {}

    /** An event that could be read. */
    public record Event(UserEvent event) implements Body {}

    /** An event record that could not be read: {@code no-value}, {@code undecodable}, {@code unknown-schema}. */
    public record Bad(String reason) implements Body {}

    /** A watermark record; writer is empty where the header is absent, the value is as it came. */
    public record Watermark(String writer, String value) implements Body {}

    /** A relayed assignment; the unit is the marker's key. */
    public record AssignmentFact(String unit, Assignment assignment) implements Body {}

    /** A relayed definition. */
    public record DefinitionFact(ExperimentDefinition definition) implements Body {}

    /** A relayed control. */
    public record ControlFact(Control control) implements Body {}
}
