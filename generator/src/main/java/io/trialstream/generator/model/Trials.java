package io.trialstream.generator.model;

import io.trialstream.schemas.ExperimentVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All versions of all experiments of a model, in the model's order. */
public final class Trials {
    /** Versions in the order in which they come to hold. */
    static final Comparator<ExperimentVersion> BY_START =
            Comparator.comparingLong(ExperimentVersion::getStart).thenComparingInt(ExperimentVersion::getVersion);

    private final List<Trial> trials = new ArrayList<>();
    private final double clickRate;

    public Trials(Model model) {
        clickRate = model.behaviour().ads().clickRate();
        for (SimulatedExperiment experiment : model.experiments()) {
            List<ExperimentVersion> versions =
                    new ArrayList<>(experiment.definition().getVersions());
            versions.sort(BY_START);
            for (int v = 0; v < versions.size(); v++) {
                long until = v + 1 < versions.size() ? versions.get(v + 1).getStart() : Long.MAX_VALUE;
                trials.add(new Trial(
                        experiment.definition().getId(),
                        versions.get(v),
                        versions.get(v).getStart(),
                        until,
                        experiment.effects(),
                        model.behaviour()));
            }
        }
    }

    /** How many there are. */
    public int count() {
        return trials.size();
    }

    /** By index. */
    public Trial get(int index) {
        return trials.get(index);
    }

    /** Clicks per impression where no experiment says otherwise. */
    public double clickRate() {
        return clickRate;
    }
}
