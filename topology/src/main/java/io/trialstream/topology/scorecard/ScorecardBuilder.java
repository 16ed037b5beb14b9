package io.trialstream.topology.scorecard;

import io.trialstream.schemas.Scorecard;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.ExperimentSums;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.settings.TopologySettings;

/** x. */
public final class ScorecardBuilder {
    public ScorecardBuilder(TopologySettings settings) {}

    /** x. */
    public record Completeness(int partitions, long reporting, long watermark) {}

    public Scorecard build(
            Experiment experiment, ExperimentSums sums, Accounting accounting, Completeness completeness, long now) {
        throw new UnsupportedOperationException();
    }
}
