package io.trialstream.topology.statistics;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How many units a comparison needs, by the normal approximation: an effect δ is found with probability {@code power} when
 * δ ≥ (k + z_power)·√(v·(1/f + 1/(1 − f))/N). k is the normal quantile for a test at a fixed horizon (Lachin, Controlled Clinical
 * Trials 2, 1981), or the multiplier of a {@link ConfidenceSequence} at N for one that is looked at always; the latter is
 * the number at which the sequence excludes 0 with that probability <em>then</em>: mostly it does earlier.
 *
 * @param varianceOfUnit v: n·V of an arm, see {@link RatioEstimate#variancePerUnit}; positive
 * @param treatmentShare f, the treatment's share of both arms' units, in (0, 1)
 */
public record SampleSize(double varianceOfUnit, double treatmentShare) {

    /** Nobody has more units than this. */
    private static final long MAX_UNITS = 1_000_000_000_000_000L;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    public SampleSize {
        if (!(varianceOfUnit > 0) || Double.isInfinite(varianceOfUnit)) {
            throw new IllegalArgumentException("variance: expected a positive number, got " + varianceOfUnit);
        }
        Comparison.requireProbability("share", treatmentShare);
    }

    /** The multiplier of a test at a fixed horizon, the same at every N. */
    public static DoubleUnaryOperator fixedHorizon(double alpha, Side side) {
        Comparison.requireProbability("alpha", alpha);
        double quantile = NORMAL.inverseSurvivalProbability(side == Side.TWO ? alpha / 2 : alpha);
        return units -> quantile;
    }

    /** √(v·(1/f + 1/(1 − f))/N). */
    public double standardError(double units) {
        return Math.sqrt(varianceOfUnit * (1 / treatmentShare + 1 / (1 - treatmentShare)) / units);
    }

    /**
     * The least number of units, both arms together, that finds the effect; empty if 10¹⁵ do not.
     *
     * @param effect absolute difference, not 0; its sign does not matter
     * @param power probability of finding it, in (0, 1)
     * @param multiplier k as a function of the units in both arms
     */
    public OptionalLong units(double effect, double power, DoubleUnaryOperator multiplier) {
        if (effect == 0 || !Double.isFinite(effect)) {
            throw new IllegalArgumentException("effect: expected a number other than 0, got " + effect);
        }
        Comparison.requireProbability("power", power);
        if (minimumDetectableEffect(MAX_UNITS, power, multiplier).orElse(Double.POSITIVE_INFINITY) > Math.abs(effect)) {
            return OptionalLong.empty();
        }
        long low = 1;
        long high = MAX_UNITS;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (minimumDetectableEffect(middle, power, multiplier).orElse(Double.POSITIVE_INFINITY)
                    <= Math.abs(effect)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalLong.of(low);
    }

    /** The smallest absolute effect that so many units find with that probability; empty if it is not finite. */
    public OptionalDouble minimumDetectableEffect(long units, double power, DoubleUnaryOperator multiplier) {
        Comparison.requireProbability("power", power);
        double quantile = NORMAL.inverseCumulativeProbability(power);
        return Bounds.finite(
                Math.max(0, multiplier.applyAsDouble((double) units) + quantile) * standardError((double) units));
    }

    /** The probability that so many units find an effect of that size, in its direction. */
    public double power(double effect, long units, DoubleUnaryOperator multiplier) {
        return NORMAL.cumulativeProbability(
                Math.abs(effect) / standardError((double) units) - multiplier.applyAsDouble((double) units));
    }
}
