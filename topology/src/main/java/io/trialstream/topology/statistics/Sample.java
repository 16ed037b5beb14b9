package io.trialstream.topology.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/**
 * What is known of one arm: the number of units and the exact sums of numerator M and denominator D over them. Integers and
 * decimals alike are kept exactly; products such as n·ΣM² − (ΣM)² are formed exactly and rounded once, at the end, so nothing
 * is lost by cancellation.
 *
 * @param units number of units, n
 * @param sumM ΣM
 * @param sumD ΣD
 * @param sumMM ΣM²
 * @param sumDD ΣD²
 * @param sumMD ΣM·D
 * @param divisor what the sum of squared deviations is divided by
 */
public record Sample(
        long units,
        BigDecimal sumM,
        BigDecimal sumD,
        BigDecimal sumMM,
        BigDecimal sumDD,
        BigDecimal sumMD,
        Divisor divisor) {

    /** Divisor of a variance. */
    public enum Divisor {
        /** n − 1: the unbiased sample variance, used everywhere but for {@link Sample#proportion}. */
        UNITS_MINUS_ONE,
        /** n: for 0/1 data this is p(1 − p). */
        UNITS
    }

    /** More digits, or a larger exponent, than this are refused: exact arithmetic would run out of memory. */
    static final int MAX_DIGITS = 100;

    /** Below this share of its terms a variance is rounding of R, hence zero. R carries 50 digits, a variance is quadratic in it. */
    private static final BigDecimal ROUNDING = new BigDecimal("1e-40");

    private static final MathContext R_PRECISION = new MathContext(50);
    private static final MathContext RESULT_PRECISION = MathContext.DECIMAL128;

    public Sample {
        if (units < 0) {
            throw new IllegalArgumentException("n: expected 0 or more, got " + units);
        }
        checkSize("sum", sumM);
        checkSize("denominatorSum", sumD);
        checkSize("sumSquares", sumMM);
        checkSize("denominatorSumSquares", sumDD);
        checkSize("crossProductSum", sumMD);
    }

    private static void checkSize(String name, BigDecimal value) {
        if (value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_DIGITS) {
            throw new IllegalArgumentException(name + ": expected at most " + MAX_DIGITS + " digits, got "
                    + value.precision() + " digits with scale " + value.scale());
        }
    }

    /** The same sums, exactly. */
    public static Sample of(UnitSums sums) {
        return ratio(
                sums.units(),
                BigDecimal.valueOf(sums.sumM()),
                BigDecimal.valueOf(sums.sumMM()),
                BigDecimal.valueOf(sums.sumD()),
                BigDecimal.valueOf(sums.sumDD()),
                BigDecimal.valueOf(sums.sumMD()));
    }

    /** A ratio ΣM/ΣD. */
    public static Sample ratio(
            long units, BigDecimal sumM, BigDecimal sumMM, BigDecimal sumD, BigDecimal sumDD, BigDecimal sumMD) {
        return new Sample(units, sumM, sumD, sumMM, sumDD, sumMD, Divisor.UNITS_MINUS_ONE);
    }

    /** A mean per unit: every unit's denominator is 1. */
    public static Sample mean(long units, BigDecimal sum, BigDecimal sumSquares) {
        BigDecimal n = BigDecimal.valueOf(units);
        return ratio(units, sum, sumSquares, n, n, sum);
    }

    /** A share of units, with the variance p(1 − p). */
    public static Sample proportion(long units, long successes) {
        if (successes < 0 || successes > units) {
            throw new IllegalArgumentException("successes: expected 0 to " + units + ", got " + successes);
        }
        BigDecimal n = BigDecimal.valueOf(units);
        BigDecimal x = BigDecimal.valueOf(successes);
        return new Sample(units, x, n, x, n, x, Divisor.UNITS);
    }

    /**
     * R = ΣM/ΣD with the variance of the delta method.
     *
     * <p>V = (s²_M − 2R·s_MD + R²·s²_D) / (n·D̄²): Deng, Knoblich, Lu, "Applying the Delta Method in Metric Analytics" (KDD
     * 2018), the variance of a ratio of two means. Since Σ(M − R·D) = 0, that is exactly
     * n·Σ(M − R·D)² / ((n − 1)·(ΣD)²), hence with P = ΣM and Q = ΣD: n·(Q²·ΣM² − 2PQ·ΣMD + P²·ΣD²) / ((n − 1)·Q⁴).
     *
     * @throws IllegalArgumentException if no data can have these sums: the variance would be negative
     */
    public RatioEstimate estimate() {
        if (sumD.signum() == 0) {
            return RatioEstimate.undefined(units);
        }
        double ratio = sumM.divide(sumD, RESULT_PRECISION).doubleValue();
        long freedom = divisor == Divisor.UNITS ? units : units - 1;
        if (units < 2) {
            return RatioEstimate.of(units, ratio, OptionalDouble.empty());
        }
        BigDecimal squares = sumD.multiply(sumD)
                .multiply(sumMM)
                .subtract(sumM.multiply(sumD).multiply(sumMD).multiply(BigDecimal.valueOf(2)))
                .add(sumM.multiply(sumM).multiply(sumDD));
        requirePossible(squares);
        BigDecimal denominator = sumD.pow(4).multiply(BigDecimal.valueOf(freedom));
        double variance = squares.multiply(BigDecimal.valueOf(units))
                .divide(denominator, RESULT_PRECISION)
                .doubleValue();
        return RatioEstimate.of(units, ratio, Bounds.finite(variance));
    }

    /** M̄; units must be at least 1. */
    BigDecimal meanM() {
        return sumM.divide(BigDecimal.valueOf(units), R_PRECISION);
    }

    /** D̄; units must be at least 1. */
    BigDecimal meanD() {
        return sumD.divide(BigDecimal.valueOf(units), R_PRECISION);
    }

    /** Var(M − R·D) / n for an R from elsewhere; units must be at least 2. */
    BigDecimal residualVarianceOfMean(BigDecimal r) {
        BigDecimal n = BigDecimal.valueOf(units);
        BigDecimal size = sumMM.add(r.multiply(r).multiply(sumDD));
        BigDecimal squares = size.subtract(r.multiply(sumMD).multiply(BigDecimal.valueOf(2)));
        BigDecimal sum = sumM.subtract(r.multiply(sumD));
        BigDecimal deviations = n.multiply(squares).subtract(sum.multiply(sum));
        if (deviations.abs().compareTo(n.multiply(size.abs()).multiply(ROUNDING)) <= 0) {
            return BigDecimal.ZERO;
        }
        requirePossible(deviations);
        long freedom = divisor == Divisor.UNITS ? units : units - 1;
        return deviations.divide(n.multiply(n).multiply(BigDecimal.valueOf(freedom)), R_PRECISION);
    }

    private void requirePossible(BigDecimal squaredDeviations) {
        if (squaredDeviations.signum() < 0) {
            throw new IllegalArgumentException(
                    "sums: expected those of some data, got a negative variance of M − R·D for " + this);
        }
    }
}
