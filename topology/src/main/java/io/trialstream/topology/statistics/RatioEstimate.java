package io.trialstream.topology.statistics;

import java.util.OptionalDouble;

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
}
