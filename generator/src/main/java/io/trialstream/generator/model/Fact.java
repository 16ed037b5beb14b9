package io.trialstream.generator.model;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.ExperimentDefinition;

/** Something the pipeline must know before the events of an interval. Facts are idempotent: twice is harmless. */
public sealed interface Fact {
    /** An experiment with all its versions: concerns every partition. */
    record Definition(ExperimentDefinition definition) implements Fact {}

    /**
     * A unit was given a variant: concerns the unit's partition.
     *
     * @param unit the record key of its events
     */
    record Assigned(String unit, Assignment assignment) implements Fact {}
}
