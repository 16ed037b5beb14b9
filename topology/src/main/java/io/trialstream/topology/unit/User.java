package io.trialstream.topology.unit;

import io.trialstream.topology.aggregate.Enrolments;
import io.trialstream.topology.aggregate.OpenWindows;
import io.trialstream.topology.assignment.Assignments;
import io.trialstream.topology.assignment.Experiment;

/** A unit's records as read for one step. */
record User(String unit, HotRecord hot, ColdRecord cold, Experiment.Places places) {
    Assignments assignments() {
        return cold.assignments();
    }

    Enrolments enrolments() {
        return cold.enrolments();
    }

    OpenWindows windows() {
        return hot.windows();
    }
}
