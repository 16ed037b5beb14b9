package io.trialstream.topology.scorecard;

import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Trust;
import io.trialstream.schemas.TrustCheck;
import io.trialstream.schemas.TrustVerdict;
import io.trialstream.schemas.Variant;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.ArmKey;
import io.trialstream.topology.aggregate.ArmSums;
import io.trialstream.topology.aggregate.ExperimentSums;
import io.trialstream.topology.aggregate.MetricSums;
import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.statistics.BurnIn;
import io.trialstream.topology.statistics.SampleRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a scorecard's numbers may be believed, and if not, why: docs/statistics.md says what each check is for. */
final class TrustChecks {
    /** An alarm is false once in a thousand experiments, however often one looks. */
    private static final double SRM_THRESHOLD = 0.001;

    /** How close to the weights a mismatch is expected: DESIGN §4.8. */
    private static final double SRM_KAPPA = 1_000;

    private final ExperimentVersion version;
    private final ExperimentSums sums;
    private final Accounting accounting;
    private final ScorecardBuilder.Completeness completeness;
    private final @Nullable MetricDefinition primary;

    TrustChecks(
            ExperimentVersion version,
            ExperimentSums sums,
            Accounting accounting,
            ScorecardBuilder.Completeness completeness,
            @Nullable MetricDefinition primary) {
        this.version = version;
        this.sums = sums;
        this.accounting = accounting;
        this.completeness = completeness;
        this.primary = primary;
    }

    /** {@code untrusted} where a check of the data fails, {@code pending} where there is too little of it yet. */
    Trust trust() {
        TrustCheck srm = sampleRatio();
        TrustCheck balanced = balanced();
        TrustCheck complete = complete();
        TrustCheck burnIn = burnIn();
        boolean failed = Boolean.FALSE.equals(srm.getPassed()) || Boolean.FALSE.equals(balanced.getPassed());
        boolean waiting = !Boolean.TRUE.equals(complete.getPassed()) || !Boolean.TRUE.equals(burnIn.getPassed());
        TrustVerdict verdict = failed ? TrustVerdict.untrusted : waiting ? TrustVerdict.pending : TrustVerdict.trusted;
        return new Trust(verdict, List.of(srm, balanced, complete, burnIn));
    }

    /** Units at first exposure against the weights of their phase. */
    private TrustCheck sampleRatio() {
        List<SampleRatio.Split> phases = new ArrayList<>();
        long[] total = new long[version.getVariants().size()];
        for (Phase phase : version.getPhases()) {
            long[] counts = new long[total.length];
            double[] weights = new double[total.length];
            for (int i = 0; i < total.length; i++) {
                Variant v = version.getVariants().get(i);
                ArmSums arm = sums.arms().get(new ArmKey(version.getVersion(), phase.getId(), v.getId()));
                counts[i] = arm == null ? 0 : arm.exposedUsers();
                weights[i] = weight(phase, v);
                total[i] += counts[i];
            }
            phases.add(new SampleRatio.Split(counts, weights));
        }
        if (java.util.Arrays.stream(total).sum() == 0) {
            return new TrustCheck("srm", null, null, SRM_THRESHOLD, "no unit is exposed yet");
        }
        double p = SampleRatio.sequentialPValue(SampleRatio.logBayesFactor(phases, SRM_KAPPA));
        return new TrustCheck("srm", p >= SRM_THRESHOLD, p, SRM_THRESHOLD, sampleRatioDetail(total, phases));
    }

    private static double weight(Phase phase, Variant variant) {
        for (Variant v : phase.getVariants()) {
            if (v.getId().equals(variant.getId())) {
                return v.getWeight();
            }
        }
        return phase.getVariants().isEmpty() ? variant.getWeight() : 0;
    }

    private String sampleRatioDetail(long[] total, List<SampleRatio.Split> phases) {
        List<String> arms = new ArrayList<>();
        for (int i = 0; i < total.length; i++) {
            arms.add(version.getVariants().get(i).getId() + " " + total[i]);
        }
        String counts = "exposed units: " + String.join(", ", arms);
        if (phases.size() > 1) {
            return counts;
        }
        SampleRatio.ChiSquare chiSquare = SampleRatio.chiSquare(phases.get(0));
        return String.format(
                Locale.ROOT, "%s; chi-square %.4g, p %.4g", counts, chiSquare.statistic(), chiSquare.pValue());
    }

    private TrustCheck balanced() {
        long out = Accounting.total(accounting.invalidByReason())
                + Accounting.total(accounting.lateByReason())
                + accounting.duplicate()
                + Accounting.total(accounting.botByReason())
                + accounting.kept();
        boolean passed = accounting.in() == out;
        String detail = accounting.in() + " events in, " + out + " accounted for";
        return new TrustCheck("accounting", passed, null, null, detail);
    }

    private TrustCheck complete() {
        boolean passed = completeness.reporting() == completeness.partitions();
        String detail = completeness.reporting() + " of " + completeness.partitions() + " partitions have a watermark";
        return new TrustCheck("completeness", passed, null, null, detail);
    }

    /** Too few units, or too few with a success, for the normal approximation behind every interval. */
    private TrustCheck burnIn() {
        if (primary == null) {
            return new TrustCheck(
                    "burn-in",
                    false,
                    null,
                    null,
                    "the primary metric " + version.getPrimary() + " is not defined here");
        }
        MetricDefinition metric = primary;
        List<String> missing = new ArrayList<>();
        for (Variant v : version.getVariants()) {
            ArmSums arm = ScorecardBuilder.total(version, v.getId(), sums);
            long positive =
                    arm.metrics().getOrDefault(metric.key(), new MetricSums()).positiveUnits();
            if (!BurnIn.DEFAULT.met(arm.users(), positive)) {
                missing.add(
                        "about " + BurnIn.DEFAULT.unitsMissing(arm.users(), positive) + " more users in " + v.getId());
            }
        }
        String need = "needs " + BurnIn.DEFAULT.minUnits() + " users an arm, " + BurnIn.DEFAULT.minPositiveUnits()
                + " of them with " + metric.id() + " above 0";
        String detail =
                missing.isEmpty() ? need : need + ": " + missing.stream().collect(Collectors.joining(", "));
        return new TrustCheck("burn-in", missing.isEmpty(), null, null, detail);
    }
}
