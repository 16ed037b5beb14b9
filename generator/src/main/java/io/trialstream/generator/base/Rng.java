package io.trialstream.generator.base;

/**
 * SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a deterministic generator with a specification, so that a seed
 * gives the same events on every JVM. Not thread-safe; not for secrets.
 */
public final class Rng {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT_53_BITS = 0x1.0p-53;

    private long state;

    public Rng(long state) {
        this.state = state;
    }

    /** Restarts the sequence from another state, to spare an allocation an event. */
    public void restart(long newState) {
        state = newState;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    public double unit() {
        return (nextLong() >>> 11) * UNIT_53_BITS;
    }

    /** Uniform in [0, bound), for 0 &lt; bound ≤ 2^31 − 1; the bias of the multiplication is below 2^−32. */
    public int below(int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /** Uniform in [low, high], both included. */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** Exponentially distributed, by inversion. Strict arithmetic: the same on every JVM. */
    public double exponential(double mean) {
        return -mean * StrictMath.log1p(-unit());
    }

    /** Geometrically distributed from 1 on, by inversion, for a mean of at least 1. */
    public int geometric(double mean) {
        return mean <= 1 ? 1 : 1 + (int) (StrictMath.log1p(-unit()) / StrictMath.log1p(-1 / mean));
    }

    /** The index of the weight a uniform draw falls on; {@code cumulative} ascends and ends with the total. */
    public int pick(double[] cumulative) {
        double draw = unit() * cumulative[cumulative.length - 1];
        int index = 0;
        while (index < cumulative.length - 1 && draw >= cumulative[index]) {
            index++;
        }
        return index;
    }

    /** The finalizer of SplitMix64: a bijection of 64 bits that spreads every bit over all. */
    public static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A state that depends on every part, in order. */
    public static long derive(long first, long second) {
        return mix(mix(first + GOLDEN_GAMMA) ^ (second + GOLDEN_GAMMA));
    }

    public static long derive(long first, long second, long third) {
        return derive(derive(first, second), third);
    }

    public static long derive(long first, long second, long third, long fourth) {
        return derive(derive(first, second, third), fourth);
    }

    /** Cumulative sums of weights, for {@link #pick}. */
    public static double[] cumulative(double... weights) {
        double[] sums = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            sums[i] = sum;
        }
        return sums;
    }
}
