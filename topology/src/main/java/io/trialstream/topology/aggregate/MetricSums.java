package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;

/**
 * Exact sums of one metric over units: M is a unit's numerator, D its denominator. Adding a unit and subtracting it again leaves no
 * trace. Overflow of 64 bits is an {@link ArithmeticException}, never a wrong number. Not thread-safe.
 */
public final class MetricSums {
    private long sumM;
    private long sumD;
    private long sumMM;
    private long sumDD;
    private long sumMD;
    private long positiveUnits;

    /** The sums of a single unit. */
    static MetricSums ofUnit(long m, long d) {
        MetricSums s = new MetricSums();
        s.sumM = m;
        s.sumD = d;
        s.sumMM = Math.multiplyExact(m, m);
        s.sumDD = Math.multiplyExact(d, d);
        s.sumMD = Math.multiplyExact(m, d);
        s.positiveUnits = m > 0 ? 1 : 0;
        return s;
    }

    /** Adds {@code sign} times the other. */
    void add(MetricSums other, int sign) {
        sumM = plus(sumM, other.sumM, sign);
        sumD = plus(sumD, other.sumD, sign);
        sumMM = plus(sumMM, other.sumMM, sign);
        sumDD = plus(sumDD, other.sumDD, sign);
        sumMD = plus(sumMD, other.sumMD, sign);
        positiveUnits = plus(positiveUnits, other.positiveUnits, sign);
    }

    static long plus(long a, long b, int sign) {
        return sign > 0 ? Math.addExact(a, b) : Math.subtractExact(a, b);
    }

    public long sumM() {
        return sumM;
    }

    public long sumD() {
        return sumD;
    }

    public long sumMM() {
        return sumMM;
    }

    public long sumDD() {
        return sumDD;
    }

    public long sumMD() {
        return sumMD;
    }

    /** Units with M > 0. */
    public long positiveUnits() {
        return positiveUnits;
    }

    boolean isZero() {
        return (sumM | sumD | sumMM | sumDD | sumMD | positiveUnits) == 0;
    }

    void write(ByteWriter out) {
        out.writeSigned(sumM)
                .writeSigned(sumD)
                .writeSigned(sumMM)
                .writeSigned(sumDD)
                .writeSigned(sumMD);
        out.writeSigned(positiveUnits);
    }

    static MetricSums read(ByteReader in) {
        MetricSums s = new MetricSums();
        s.sumM = in.readSigned();
        s.sumD = in.readSigned();
        s.sumMM = in.readSigned();
        s.sumDD = in.readSigned();
        s.sumMD = in.readSigned();
        s.positiveUnits = in.readSigned();
        return s;
    }
}
