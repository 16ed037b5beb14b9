package io.trialstream.topology.scorecard;

import io.trialstream.schemas.Basis;
import io.trialstream.schemas.Comparison;
import io.trialstream.schemas.ExperimentAccounting;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Interval;
import io.trialstream.schemas.MetricValue;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.ScorecardStatus;
import io.trialstream.schemas.Variant;
import io.trialstream.schemas.VariantTotals;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.ArmKey;
import io.trialstream.topology.aggregate.ArmSums;
import io.trialstream.topology.aggregate.ExperimentSums;
import io.trialstream.topology.aggregate.MetricSums;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.settings.TopologySettings;
import io.trialstream.topology.statistics.Bounds;
import io.trialstream.topology.statistics.Sample;
import io.trialstream.topology.statistics.Side;
import io.trialstream.topology.statistics.StratifiedComparison;
import io.trialstream.topology.statistics.UnitSums;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes an experiment's scorecard from its sums: a pure function but for the time of making. The comparisons are on the running
 * basis: everything to date, bots out, descriptive, with no guarantee to who stops on them.
 */
public final class ScorecardBuilder {
    private final TopologySettings settings;

    public ScorecardBuilder(TopologySettings settings) {
        this.settings = settings;
    }

    /**
     * How far the source partitions have come.
     *
     * @param partitions how many there are
     * @param reporting how many have a watermark
     * @param watermark the least of them, epoch ms; {@link Windows#NONE} while one has none
     */
    public record Completeness(int partitions, long reporting, long watermark) {}

    /**
     * @param sums of all partitions
     * @param accounting of all partitions
     * @param now when the scorecard is made, epoch ms
     */
    public Scorecard build(
            Experiment experiment, ExperimentSums sums, Accounting accounting, Completeness completeness, long now) {
        ExperimentVersion version = versionShown(experiment, completeness.watermark());
        Phase phase = phaseShown(version, completeness.watermark());
        TrustChecks checks = new TrustChecks(version, sums, accounting, completeness, primary(version));
        return new Scorecard(
                experiment.id(),
                version.getVersion(),
                phase.getId(),
                isFinal(experiment, completeness.watermark()) ? ScorecardStatus.final$ : ScorecardStatus.provisional,
                now,
                completeness.watermark() == Windows.NONE ? null : completeness.watermark(),
                checks.trust(),
                variants(version, experiment.metrics(version.getVersion()), sums),
                comparisons(version, experiment.metrics(version.getVersion()), sums),
                accounting(sums, accounting.kept()));
    }

    /** The version in force at the watermark; before the first one, that. */
    private static ExperimentVersion versionShown(Experiment experiment, long watermark) {
        ExperimentVersion version = experiment.versionAt(watermark);
        return version != null ? version : experiment.definition().getVersions().get(0);
    }

    private static Phase phaseShown(ExperimentVersion version, long watermark) {
        Phase phase = Experiment.phaseAt(version, watermark);
        return phase != null ? phase : version.getPhases().get(0);
    }

    /** Whether nothing can be added any more: every horizon has closed everywhere. */
    private boolean isFinal(Experiment experiment, long watermark) {
        Windows windows = Windows.of(settings.time());
        return watermark != Windows.NONE
                && experiment.definition().getVersions().stream()
                        .allMatch(v ->
                                windows.isClosed(v.getEnd() + v.getDecision().getHorizonMs(), watermark));
    }

    private @Nullable MetricDefinition primary(ExperimentVersion version) {
        return settings.metrics().find(version.getPrimary());
    }

    private List<VariantTotals> variants(
            ExperimentVersion version, List<MetricDefinition> metrics, ExperimentSums sums) {
        List<VariantTotals> variants = new ArrayList<>();
        for (Variant v : version.getVariants()) {
            ArmSums total = total(version, v.getId(), sums);
            Map<String, MetricValue> values = new TreeMap<>();
            for (MetricDefinition metric : metrics) {
                MetricSums m = total.metrics().getOrDefault(metric.key(), new MetricSums());
                Double value = m.sumD() == 0 ? null : (double) m.sumM() / m.sumD();
                values.put(metric.id(), new MetricValue(m.sumM(), m.sumD(), value));
            }
            variants.add(new VariantTotals(
                    v.getId(), v.getWeight(), total.users(), total.botUsers(), total.multiExposedUsers(), values));
        }
        return variants;
    }

    /** A variant over all phases of its version. */
    static ArmSums total(ExperimentVersion version, String variant, ExperimentSums sums) {
        ArmSums total = new ArmSums();
        sums.arms().forEach((key, arm) -> {
            if (key.version() == version.getVersion() && key.variant().equals(variant)) {
                total.add(arm);
            }
        });
        return total;
    }

    private List<Comparison> comparisons(
            ExperimentVersion version, List<MetricDefinition> metrics, ExperimentSums sums) {
        List<Comparison> comparisons = new ArrayList<>();
        for (MetricDefinition metric : metrics) {
            for (Variant v : version.getVariants()) {
                if (!v.getId().equals(version.getBaseline())) {
                    comparisons.add(compare(version, metric, v.getId(), sums));
                }
            }
        }
        return comparisons;
    }

    private static Comparison compare(
            ExperimentVersion version, MetricDefinition metric, String variant, ExperimentSums sums) {
        List<StratifiedComparison.Phase> phases = new ArrayList<>();
        for (Phase phase : version.getPhases()) {
            Sample baseline = sample(version, phase, version.getBaseline(), metric, sums);
            Sample treatment = sample(version, phase, variant, metric, sums);
            if (baseline.units() + treatment.units() > 0 || version.getPhases().size() == 1) {
                phases.add(new StratifiedComparison.Phase(baseline, treatment));
            }
        }
        StratifiedComparison stratified = StratifiedComparison.of(phases);
        var result = io.trialstream.topology.statistics.Comparison.welch(
                stratified.baseline(),
                stratified.treatment(),
                version.getDecision().getAlpha(),
                Side.TWO);
        return new Comparison(
                metric.id(),
                variant,
                version.getBaseline(),
                Basis.running,
                List.of(
                        total(version, version.getBaseline(), sums).users(),
                        total(version, variant, sums).users()),
                interval(result.relative().estimate(), result.relative().bounds()),
                interval(result.absolute().estimate(), result.absolute().bounds()),
                orNull(result.pValue()),
                false);
    }

    private static Sample sample(
            ExperimentVersion version, Phase phase, String variant, MetricDefinition metric, ExperimentSums sums) {
        ArmSums arm = sums.arms().get(new ArmKey(version.getVersion(), phase.getId(), variant));
        MetricSums m = arm == null ? null : arm.metrics().get(metric.key());
        return arm == null || m == null
                ? Sample.of(UnitSums.NONE)
                : Sample.ratio(
                        arm.users(),
                        BigDecimal.valueOf(m.sumM()),
                        new BigDecimal(m.sumMM()),
                        BigDecimal.valueOf(m.sumD()),
                        new BigDecimal(m.sumDD()),
                        new BigDecimal(m.sumMD()));
    }

    private static Interval interval(OptionalDouble estimate, Bounds bounds) {
        return new Interval(orNull(estimate), orNull(bounds.low()), orNull(bounds.high()));
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static ExperimentAccounting accounting(ExperimentSums sums, long kept) {
        return new ExperimentAccounting(
                kept,
                sums.unassigned(),
                sums.multiExposed(),
                kept - sums.unassigned() - sums.multiExposed() - sums.counted(),
                sums.counted(),
                sums.retracted(),
                sums.flaggedAfter());
    }
}
