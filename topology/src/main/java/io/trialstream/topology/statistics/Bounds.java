package io.trialstream.topology.statistics;

import java.util.OptionalDouble;

/**
 * An interval. A bound is empty when it does not exist: the other side of a one-sided interval, or an interval that the data
 * cannot bound.
 */
public record Bounds(OptionalDouble low, OptionalDouble high) {

    /** Nothing is known. */
    public static final Bounds NONE = new Bounds(OptionalDouble.empty(), OptionalDouble.empty());

    /** {@code estimate ± margin}, of which {@code side} keeps the bounds it is about. */
    static Bounds around(double estimate, double margin, Side side) {
        return of(estimate - margin, estimate + margin, side);
    }

    /** The bounds that {@code side} is about; numbers that are not finite are no bounds. */
    static Bounds of(double low, double high, Side side) {
        return new Bounds(
                side == Side.LESS ? OptionalDouble.empty() : finite(low),
                side == Side.GREATER ? OptionalDouble.empty() : finite(high));
    }

    /** Whether the value lies outside; false where there are no bounds. */
    public boolean excludes(double value) {
        return (low.isPresent() && value < low.getAsDouble()) || (high.isPresent() && value > high.getAsDouble());
    }

    /** The number, or empty for NaN and the infinities: neither ever leaves this package. */
    static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
