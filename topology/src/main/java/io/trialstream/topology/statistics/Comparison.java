package io.trialstream.topology.statistics;

import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A treatment against its baseline. What the data cannot tell is empty; nothing here is ever NaN or infinite.
 *
 * @param absolute the difference R_T − R_C
 * @param relative the lift R_T/R_C − 1, by Fieller's inversion of the very interval of {@code absolute}: excludes 0 exactly when
 *     that one does
 * @param linear the lift by the linear delta method: for comparison with others' figures only
 * @param pValue of the absolute difference; empty without a positive standard error
 */
public record Comparison(Difference absolute, Lift relative, LinearLift linear, OptionalDouble pValue) {

    /** R_T − R_C. */
    public record Difference(OptionalDouble estimate, OptionalDouble standardError, Bounds bounds) {}

    /**
     * R_T/R_C − 1. With a negative baseline a positive lift is a treatment further from zero: look at the difference then.
     */
    public record Lift(OptionalDouble estimate, Bounds bounds) {}

    /** (R_T − R_C)/|R_C| with an interval and a p-value of the same kind as those of the difference. */
    public record LinearLift(
            OptionalDouble estimate, OptionalDouble standardError, Bounds bounds, OptionalDouble pValue) {}

    /** How an interval is built: a multiplier of the standard error, and the p-value of an estimate in standard errors. */
    interface Scale {
        /** Half-width in standard errors, positive. */
        double multiplier();

        /** p-value of an estimate that lies {@code z} standard errors above zero. */
        double pValue(double z);
    }

    /**
     * Welch's interval: a fixed-horizon test, valid for one look at a time chosen beforehand.
     *
     * <p>Degrees of freedom by Satterthwaite (Biometrics Bulletin 2, 1946; Welch, Biometrika 34, 1947), computed
     * on Z = M − R·D: (V_C + V_T)² / Σ c²/(n − 1).
     *
     * @param alpha error probability, in (0, 1)
     */
    public static Comparison welch(RatioEstimate baseline, RatioEstimate treatment, double alpha, Side side) {
        requireProbability("alpha", alpha);
        double variance = totalVariance(baseline, treatment);
        if (!(variance > 0)) {
            return withoutTest(baseline, treatment);
        }
        double freedom = variance * variance / (baseline.satterthwaite() + treatment.satterthwaite());
        if (!Double.isFinite(freedom) || freedom <= 0) {
            return withoutTest(baseline, treatment);
        }
        return of(baseline, treatment, side, student(TDistribution.of(freedom), alpha, side));
    }

    private static Scale student(TDistribution t, double alpha, Side side) {
        return new Scale() {
            @Override
            public double multiplier() {
                return t.inverseSurvivalProbability(side == Side.TWO ? alpha / 2 : alpha);
            }

            @Override
            public double pValue(double z) {
                return switch (side) {
                    case TWO -> Math.min(1, 2 * t.survivalProbability(Math.abs(z)));
                    case GREATER -> t.survivalProbability(z);
                    case LESS -> t.cumulativeProbability(z);
                };
            }
        };
    }

    /** V_C + V_T; NaN where either is unknown. */
    static double totalVariance(RatioEstimate baseline, RatioEstimate treatment) {
        return baseline.variance().orElse(Double.NaN) + treatment.variance().orElse(Double.NaN);
    }

    static void requireProbability(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected more than 0 and less than 1, got " + value);
        }
    }

    /** Estimates alone: without a positive variance there is neither interval nor p-value. */
    static Comparison withoutTest(RatioEstimate baseline, RatioEstimate treatment) {
        OptionalDouble none = OptionalDouble.empty();
        double c = baseline.ratio().orElse(Double.NaN);
        double t = treatment.ratio().orElse(Double.NaN);
        OptionalDouble error = Bounds.finite(Math.sqrt(totalVariance(baseline, treatment)));
        return new Comparison(
                new Difference(Bounds.finite(t - c), error, Bounds.NONE),
                new Lift(Bounds.finite(t / c - 1), Bounds.NONE),
                new LinearLift(Bounds.finite((t - c) / Math.abs(c)), none, Bounds.NONE, none),
                none);
    }

    /** Both ratios and variances must be known, their variances not both zero. */
    static Comparison of(RatioEstimate baseline, RatioEstimate treatment, Side side, Scale scale) {
        double c = baseline.ratio().orElseThrow();
        double t = treatment.ratio().orElseThrow();
        double error = Math.sqrt(totalVariance(baseline, treatment));
        double k = scale.multiplier();
        Difference absolute =
                new Difference(Bounds.finite(t - c), Bounds.finite(error), Bounds.around(t - c, k * error, side));
        Lift relative = new Lift(Bounds.finite(t / c - 1), fieller(baseline, treatment, k, side));
        return new Comparison(
                absolute,
                relative,
                linear(baseline, treatment, side, scale),
                Bounds.finite(scale.pValue((t - c) / error)));
    }

    /**
     * The lifts λ that the test does not refuse: |R_T − (1 + λ)·R_C| ≤ k·√(V_T + (1 + λ)²·V_C). Fieller, "Some Problems in
     * Interval Estimation" (JRSS B 16, 1954); with A = R_C² − k²·V_C the bounds are
     * [R_C·R_T ± √(R_C²·R_T² − A·(R_T² − k²·V_T))]/A − 1. Where A ≤ 0 the baseline is not told from zero and there are no bounds.
     * The root is taken of k²·(R_T²·V_C + A·V_T), the same number without cancellation, and never negative.
     */
    private static Bounds fieller(RatioEstimate baseline, RatioEstimate treatment, double k, Side side) {
        double c = baseline.ratio().orElseThrow();
        double t = treatment.ratio().orElseThrow();
        double vc = baseline.variance().orElseThrow();
        double vt = treatment.variance().orElseThrow();
        double a = c * c - k * k * vc;
        if (!(a > 0)) {
            return Bounds.NONE;
        }
        double root = k * Math.sqrt(t * t * vc + a * vt);
        return Bounds.of((c * t - root) / a - 1, (c * t + root) / a - 1, c > 0 ? side : opposite(side));
    }

    /** Dividing by a negative baseline turns a lower bound of the difference into an upper bound of the lift. */
    private static Side opposite(Side side) {
        return switch (side) {
            case TWO -> Side.TWO;
            case GREATER -> Side.LESS;
            case LESS -> Side.GREATER;
        };
    }

    /** Variance V_T/R_C² + R_T²·V_C/R_C⁴ (the delta method of Deng et al. 2018 for the ratio of two independent arms). */
    private static LinearLift linear(RatioEstimate baseline, RatioEstimate treatment, Side side, Scale scale) {
        double c = baseline.ratio().orElseThrow();
        double t = treatment.ratio().orElseThrow();
        double vc = baseline.variance().orElseThrow();
        double vt = treatment.variance().orElseThrow();
        double estimate = (t - c) / Math.abs(c);
        double error = Math.sqrt(vt + (t / c) * (t / c) * vc) / Math.abs(c);
        return new LinearLift(
                Bounds.finite(estimate),
                Bounds.finite(error),
                Bounds.around(estimate, scale.multiplier() * error, side),
                Double.isFinite(estimate / error)
                        ? Bounds.finite(scale.pValue(estimate / error))
                        : OptionalDouble.empty());
    }
}
