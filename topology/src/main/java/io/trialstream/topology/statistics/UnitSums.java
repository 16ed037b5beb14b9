package io.trialstream.topology.statistics;

/**
 * Sums over the units of one arm: numerator M and denominator D of each unit, as exact integers. A unit's contribution can be
 * taken out again, and what remains is bit for bit what it was before: the sums never drift, in whatever order units come,
 * change and go. An overflow is an error, never a wrapped number.
 *
 * @param units number of units, n
 * @param sumM ΣM
 * @param sumD ΣD
 * @param sumMM ΣM²
 * @param sumDD ΣD²
 * @param sumMD ΣM·D
 */
public record UnitSums(long units, long sumM, long sumD, long sumMM, long sumDD, long sumMD) {

    /** No unit at all. */
    public static final UnitSums NONE = new UnitSums(0, 0, 0, 0, 0, 0);

    public UnitSums {
        if (units < 0) {
            throw new IllegalArgumentException("units: expected 0 or more, got " + units);
        }
    }

    /** The sums of a single unit. */
    public static UnitSums ofUnit(long m, long d) {
        return new UnitSums(1, m, d, Math.multiplyExact(m, m), Math.multiplyExact(d, d), Math.multiplyExact(m, d));
    }

    /**
     * These sums with one more unit.
     *
     * @throws ArithmeticException if a sum leaves 64 bits
     */
    public UnitSums add(long m, long d) {
        return merge(ofUnit(m, d));
    }

    /**
     * These sums without a unit that was added with the same {@code m} and {@code d}.
     *
     * @throws ArithmeticException if a sum leaves 64 bits
     * @throws IllegalArgumentException if there is no unit to take out
     */
    public UnitSums subtract(long m, long d) {
        UnitSums gone = ofUnit(m, d);
        return new UnitSums(
                units - 1,
                Math.subtractExact(sumM, gone.sumM),
                Math.subtractExact(sumD, gone.sumD),
                Math.subtractExact(sumMM, gone.sumMM),
                Math.subtractExact(sumDD, gone.sumDD),
                Math.subtractExact(sumMD, gone.sumMD));
    }

    /**
     * The sums over the units of both; no unit may be in both.
     *
     * @throws ArithmeticException if a sum leaves 64 bits
     */
    public UnitSums merge(UnitSums other) {
        return new UnitSums(
                Math.addExact(units, other.units),
                Math.addExact(sumM, other.sumM),
                Math.addExact(sumD, other.sumD),
                Math.addExact(sumMM, other.sumMM),
                Math.addExact(sumDD, other.sumDD),
                Math.addExact(sumMD, other.sumMD));
    }
}
