package io.trialstream.topology.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Two arms over an experiment's phases. Phases may have different splits and different users; pooling them would compare
 * different mixtures (Simpson's paradox). So phases are strata with weights w = N_h/N over both arms: M̄ = Σ w·M̄_h,
 * D̄ = Σ w·D̄_h, R = M̄/D̄, V = Σ w²·Var_h(M − R·D)/n_h / D̄² (Cochran, "Sampling Techniques", 3rd edition 1977, chapter 5, for
 * the stratified mean; Deng et al. 2018 for the ratio).
 *
 * @param baseline estimate over the phases used
 * @param treatment estimate over the phases used
 * @param unitsLeftOut units of phases in which an arm has fewer than two units: nothing can be compared within them
 */
public record StratifiedComparison(RatioEstimate baseline, RatioEstimate treatment, long unitsLeftOut) {

    private static final MathContext PRECISION = new MathContext(50);

    /** Both arms within one phase. */
    public record Phase(Sample baseline, Sample treatment) {

        long units() {
            return Math.addExact(baseline.units(), treatment.units());
        }

        boolean comparable() {
            return baseline.units() >= 2 && treatment.units() >= 2;
        }
    }

    /** The stratified estimates; the order of phases does not matter, and with one phase they are the plain ones. */
    public static StratifiedComparison of(List<Phase> phases) {
        List<Phase> used = phases.stream().filter(Phase::comparable).toList();
        long unitsUsed = used.stream().mapToLong(Phase::units).reduce(0, Math::addExact);
        long unitsAll = phases.stream().mapToLong(Phase::units).reduce(0, Math::addExact);
        if (used.isEmpty() && phases.size() == 1) {
            return new StratifiedComparison(
                    phases.get(0).baseline().estimate(),
                    phases.get(0).treatment().estimate(),
                    0);
        }
        if (used.size() == 1) {
            return new StratifiedComparison(
                    used.get(0).baseline().estimate(), used.get(0).treatment().estimate(), unitsAll - unitsUsed);
        }
        return new StratifiedComparison(
                estimate(used, Phase::baseline, unitsUsed),
                estimate(used, Phase::treatment, unitsUsed),
                unitsAll - unitsUsed);
    }

    private static RatioEstimate estimate(List<Phase> phases, Function<Phase, Sample> arm, long unitsInAll) {
        BigDecimal total = BigDecimal.valueOf(unitsInAll);
        BigDecimal meanM = BigDecimal.ZERO;
        BigDecimal meanD = BigDecimal.ZERO;
        long units = 0;
        List<BigDecimal> weights = new ArrayList<>();
        for (Phase phase : phases) {
            Sample sample = arm.apply(phase);
            BigDecimal weight = BigDecimal.valueOf(phase.units()).divide(total, PRECISION);
            weights.add(weight);
            meanM = meanM.add(weight.multiply(sample.meanM()));
            meanD = meanD.add(weight.multiply(sample.meanD()));
            units = Math.addExact(units, sample.units());
        }
        if (meanD.signum() == 0) {
            return RatioEstimate.undefined(units);
        }
        BigDecimal ratio = meanM.divide(meanD, PRECISION);
        double variance = 0;
        double satterthwaite = 0;
        for (int h = 0; h < phases.size(); h++) {
            Sample sample = arm.apply(phases.get(h));
            BigDecimal weightOverD = weights.get(h).divide(meanD, PRECISION);
            double component = sample.residualVarianceOfMean(ratio)
                    .multiply(weightOverD)
                    .multiply(weightOverD)
                    .doubleValue();
            variance += component;
            satterthwaite += component * component / (sample.units() - 1);
        }
        return new RatioEstimate(
                units, OptionalDouble.of(ratio.doubleValue()), OptionalDouble.of(variance), satterthwaite);
    }
}
