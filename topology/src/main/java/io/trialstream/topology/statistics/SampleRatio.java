package io.trialstream.topology.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Sample-ratio mismatch: did the arms receive the shares of units they were to receive? An arm of weight zero is left out. With
 * fewer than two arms, or no unit at all, there is nothing to test and p = 1.
 */
public final class SampleRatio {

    private SampleRatio() {}

    /** Counts of one phase beside the weights that held in it; arms of weight zero are already left out. */
    public static final class Split {

        private final long[] counts;
        private final double[] weights;

        /**
         * Takes copies.
         *
         * @param counts units per arm, 0 or more
         * @param weights shares asked for, in any unit, 0 or more; as many as counts. A single count may stand beside more
         *     weights: only one arm has reported
         * @throws IllegalArgumentException if a number is out of range, or the numbers of arms differ
         */
        public Split(long[] counts, double[] weights) {
            if (counts.length != weights.length && counts.length > 1) {
                throw new IllegalArgumentException(
                        "counts: expected as many as weights (" + weights.length + "), got " + counts.length);
            }
            if (Arrays.stream(counts).anyMatch(count -> count < 0)) {
                throw new IllegalArgumentException("counts: expected 0 or more, got " + Arrays.toString(counts));
            }
            if (Arrays.stream(weights).anyMatch(weight -> !(weight >= 0) || Double.isInfinite(weight))) {
                throw new IllegalArgumentException("weights: expected 0 or more, got " + Arrays.toString(weights));
            }
            int arms = Math.min(counts.length, weights.length);
            int[] kept = IntStream.range(0, arms).filter(i -> weights[i] > 0).toArray();
            double total = Arrays.stream(kept).mapToDouble(i -> weights[i]).sum();
            this.counts = Arrays.stream(kept).mapToLong(i -> counts[i]).toArray();
            this.weights =
                    Arrays.stream(kept).mapToDouble(i -> weights[i] / total).toArray();
        }

        /** Units per arm of positive weight. */
        public long[] counts() {
            return counts.clone();
        }

        /** θ: the weights of the arms of positive weight, summing to 1. */
        public double[] weights() {
            return weights.clone();
        }

        long units() {
            return Arrays.stream(counts).reduce(0, Math::addExact);
        }

        boolean testable() {
            return counts.length >= 2 && units() > 0;
        }
    }

    /**
     * A chi-square test's result.
     *
     * @param statistic Σ (observed − expected)²/expected
     * @param degreesOfFreedom arms − 1; 0 where there is nothing to test
     * @param pValue upper tail of the chi-square distribution
     */
    public record ChiSquare(double statistic, int degreesOfFreedom, double pValue) {}

    /**
     * Pearson's chi-square test (Philosophical Magazine 50, 1900). Valid for one look at a time chosen beforehand: for display
     * beside {@link #sequentialPValue}, which may be looked at always.
     */
    public static ChiSquare chiSquare(Split split) {
        if (!split.testable()) {
            return new ChiSquare(0, 0, 1);
        }
        double units = split.units();
        double statistic = 0;
        for (int i = 0; i < split.counts.length; i++) {
            double expected = units * split.weights[i];
            double deviation = split.counts[i] - expected;
            statistic += deviation * deviation / expected;
        }
        int freedom = split.counts.length - 1;
        return new ChiSquare(
                statistic, freedom, ChiSquaredDistribution.of(freedom).survivalProbability(statistic));
    }

    /**
     * ln of the Bayes factor of "the shares are others" against "the shares are θ", with a Dirichlet(a) prior over the others:
     * ln Γ(A) − ln Γ(A + n) + Σ [ln Γ(a_i + n_i) − ln Γ(a_i) − n_i·ln θ_i], A = Σ a_i. Lindon and Malek, "Anytime-Valid Inference
     * For Multinomial Count Data", arXiv 2011.03567, the Bayes factor of its multinomial test; the multinomial coefficient is in both and cancels.
     *
     * @param prior a, one positive number for each arm of positive weight
     */
    public static double logBayesFactor(Split split, double[] prior) {
        if (prior.length != split.counts.length) {
            throw new IllegalArgumentException(
                    "prior: expected " + split.counts.length + " numbers, got " + prior.length);
        }
        if (Arrays.stream(prior).anyMatch(a -> !(a > 0) || Double.isInfinite(a))) {
            throw new IllegalArgumentException("prior: expected positive numbers, got " + Arrays.toString(prior));
        }
        if (!split.testable()) {
            return 0;
        }
        double total = Arrays.stream(prior).sum();
        double log = LogGamma.value(total) - LogGamma.value(total + split.units());
        for (int i = 0; i < prior.length; i++) {
            long count = split.counts[i];
            log += LogGamma.value(prior[i] + count) - LogGamma.value(prior[i]) - count * Math.log(split.weights[i]);
        }
        return log;
    }

    /**
     * The same summed over phases, each with the prior κθ of its own weights: the larger κ, the closer to θ a mismatch is
     * expected.
     *
     * @param kappa κ, positive
     */
    public static double logBayesFactor(List<Split> phases, double kappa) {
        if (!(kappa > 0) || Double.isInfinite(kappa)) {
            throw new IllegalArgumentException("kappa: expected a positive number, got " + kappa);
        }
        return phases.stream()
                .mapToDouble(phase -> logBayesFactor(
                        phase,
                        Arrays.stream(phase.weights).map(theta -> kappa * theta).toArray()))
                .sum();
    }

    /** min(1, 1/BF): valid at every look (Ville's inequality; Lindon and Malek, the sequential p-value of their multinomial test). */
    public static double sequentialPValue(double logBayesFactor) {
        return Math.min(1, Math.exp(-logBayesFactor));
    }
}
