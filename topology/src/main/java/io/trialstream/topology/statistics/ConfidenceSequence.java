package io.trialstream.topology.statistics;

/**
 * An asymptotic confidence sequence: intervals that hold at all sample sizes at once, so that one may look after every event
 * and stop when one likes.
 *
 * <p>Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences",
 * arXiv 2103.06476: two-sided theorem 2.2 (normal mixture), one-sided its one-sided counterpart, ρ by the paper's tuning
 * for a sample size. With N units in both arms and x = N·ρ² the interval is Δ ± k·√(V_C + V_T).
 *
 * @param alpha error probability over the whole life of the sequence; in (0, 1), one-sided in (0, ½)
 * @param tuning N*, the number of units (both arms) at which the interval is to be tightest; fixed before the start
 * @param side what is looked for
 */
public record ConfidenceSequence(double alpha, double tuning, Side side) {

    public ConfidenceSequence {
        Comparison.requireProbability("alpha", alpha);
        if (side != Side.TWO && alpha >= 0.5) {
            throw new IllegalArgumentException("alpha: expected less than 0.5 for a one-sided sequence, got " + alpha);
        }
        if (!(tuning > 0) || Double.isInfinite(tuning)) {
            throw new IllegalArgumentException("tuning: expected a positive number of units, got " + tuning);
        }
    }

    /**
     * The sequence's interval at this moment. The p-value is that of this moment; over several looks their running minimum is
     * valid too. It is the interval's own inverse: at most α exactly when the interval excludes 0.
     */
    public Comparison compare(RatioEstimate baseline, RatioEstimate treatment) {
        if (!(Comparison.totalVariance(baseline, treatment) > 0)) {
            return Comparison.withoutTest(baseline, treatment);
        }
        long units = Math.addExact(baseline.units(), treatment.units());
        return Comparison.of(baseline, treatment, side, new Comparison.Scale() {
            @Override
            public double multiplier() {
                return ConfidenceSequence.this.multiplier((double) units);
            }

            @Override
            public double pValue(double z) {
                return ConfidenceSequence.this.pValue(z, (double) units);
            }
        });
    }

    /** x = N·ρ² with ρ² = (−2 ln α + ln(1 − 2 ln α))/N*; one-sided at 2α. */
    private double x(double units) {
        double a = side == Side.TWO ? alpha : 2 * alpha;
        double twoLog = -2 * Math.log(a);
        return units * (twoLog + Math.log1p(twoLog)) / tuning;
    }

    /**
     * k, the half-width in standard errors: two-sided √[2(x + 1)/x · ln(√(x + 1)/α)], one-sided
     * √[2(x + 1)/x · ln(1 + √(x + 1)/(2α))].
     *
     * @param units N, units in both arms; more than 0
     */
    public double multiplier(double units) {
        double x = x(units);
        double log =
                side == Side.TWO ? Math.log1p(x) / 2 - Math.log(alpha) : Math.log1p(Math.sqrt(x + 1) / (2 * alpha));
        return Math.sqrt(2 * (x + 1) / x * log);
    }

    /**
     * p-value of an estimate {@code z} standard errors above zero: two-sided min(1, √(x + 1)·exp(−z²x/(2(x + 1)))); one-sided
     * the inverse of its interval, min(1, √(x + 1)/(2·(exp(z²x/(2(x + 1))) − 1))), and 1 on the wrong side of zero.
     *
     * @param units N, units in both arms; more than 0
     */
    public double pValue(double z, double units) {
        double x = x(units);
        double exponent = z * z * x / (2 * (x + 1));
        if (side == Side.TWO) {
            return Math.min(1, Math.exp(Math.log1p(x) / 2 - exponent));
        }
        boolean expected = side == Side.GREATER ? z > 0 : z < 0;
        return expected ? Math.min(1, Math.sqrt(x + 1) / (2 * Math.expm1(exponent))) : 1;
    }
}
