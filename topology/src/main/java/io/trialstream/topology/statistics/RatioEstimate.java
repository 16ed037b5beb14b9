package io.trialstream.topology.statistics;

import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A ratio R with the variance of that estimate.
 *
 * @param units number of units it rests on
 * @param ratio R; empty where ΣD = 0 (no units, or none with a denominator)
 * @param variance V of the estimate R (not of a unit); empty where R is, or with fewer than two units
 * @param satterthwaite Σ c²/(n − 1) over the independent components c of V (one a phase): what this arm adds to the
 *     denominator of Satterthwaite's degrees of freedom; 0 where V is empty
 */
public record RatioEstimate(long units, OptionalDouble ratio, OptionalDouble variance, double satterthwaite) {

    static RatioEstimate undefined(long units) {
        return new RatioEstimate(units, OptionalDouble.empty(), OptionalDouble.empty(), 0);
    }

    static RatioEstimate of(long units, double ratio, OptionalDouble variance) {
        double share = variance.isEmpty() ? 0 : variance.getAsDouble() * variance.getAsDouble() / (units - 1);
        return new RatioEstimate(units, Bounds.finite(ratio), variance, share);
    }

    /** √V; empty where V is. */
    public OptionalDouble standardError() {
        return variance.isEmpty() ? variance : OptionalDouble.of(Math.sqrt(variance.getAsDouble()));
    }

    /** V·n: what one unit contributes; what sample sizes are planned with. */
    public OptionalDouble variancePerUnit() {
        return variance.isEmpty() ? variance : Bounds.finite(variance.getAsDouble() * units);
    }

    /**
     * R ± t·√V with units − 1 degrees of freedom: a fixed-horizon interval, valid for one look. None where V is empty or 0.
     *
     * @param alpha error probability, in (0, 1)
     */
    public Bounds bounds(double alpha) {
        Comparison.requireProbability("alpha", alpha);
        double error = standardError().orElse(0);
        if (ratio.isEmpty() || !(error > 0)) {
            return Bounds.NONE;
        }
        double quantile = TDistribution.of((double) units - 1).inverseSurvivalProbability(alpha / 2);
        return Bounds.around(ratio.getAsDouble(), quantile * error, Side.TWO);
    }
}
