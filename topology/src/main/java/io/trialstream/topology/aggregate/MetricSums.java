package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.math.BigInteger;

/**
 * Exact sums of one metric over units: M is a unit's numerator, D its denominator. Adding a unit and subtracting it again leaves no
 * trace. Sums of products have no bound: ten million units with totals of a million each leave 64 bits. Not thread-safe.
 */
public final class MetricSums {
    private long sumM;
    private long sumD;
    private BigInteger sumMM = BigInteger.ZERO;
    private BigInteger sumDD = BigInteger.ZERO;
    private BigInteger sumMD = BigInteger.ZERO;
    private long positiveUnits;

    /** The sums of a single unit. */
    static MetricSums ofUnit(long m, long d) {
        MetricSums s = new MetricSums();
        s.sumM = m;
        s.sumD = d;
        BigInteger wideM = BigInteger.valueOf(m);
        BigInteger wideD = BigInteger.valueOf(d);
        s.sumMM = wideM.multiply(wideM);
        s.sumDD = wideD.multiply(wideD);
        s.sumMD = wideM.multiply(wideD);
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

    /** a + sign·b; an {@link ArithmeticException} where that leaves 64 bits, never a wrong number. */
    static long plus(long a, long b, int sign) {
        return sign > 0 ? Math.addExact(a, b) : Math.subtractExact(a, b);
    }

    private static BigInteger plus(BigInteger a, BigInteger b, int sign) {
        return sign > 0 ? a.add(b) : a.subtract(b);
    }

    public long sumM() {
        return sumM;
    }

    public long sumD() {
        return sumD;
    }

    public BigInteger sumMM() {
        return sumMM;
    }

    public BigInteger sumDD() {
        return sumDD;
    }

    public BigInteger sumMD() {
        return sumMD;
    }

    /** Units with M > 0. */
    public long positiveUnits() {
        return positiveUnits;
    }

    boolean isZero() {
        return (sumM | sumD | positiveUnits) == 0 && (sumMM.signum() | sumDD.signum() | sumMD.signum()) == 0;
    }

    void write(ByteWriter out) {
        out.writeSigned(sumM).writeSigned(sumD);
        out.writeBytes(sumMM.toByteArray()).writeBytes(sumDD.toByteArray()).writeBytes(sumMD.toByteArray());
        out.writeSigned(positiveUnits);
    }

    static MetricSums read(ByteReader in) {
        MetricSums s = new MetricSums();
        s.sumM = in.readSigned();
        s.sumD = in.readSigned();
        s.sumMM = new BigInteger(in.readBytes());
        s.sumDD = new BigInteger(in.readBytes());
        s.sumMD = new BigInteger(in.readBytes());
        s.positiveUnits = in.readSigned();
        return s;
    }
}
