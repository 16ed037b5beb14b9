package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What closed windows have frozen of a unit in one version of an experiment. Only {@link UnitAccount} changes it. Not
 * thread-safe.
 */
public final class Enrolment {
    private @Nullable Exposure exposure;
    private boolean dropped;
    private boolean multiExposed;
    private final TreeSet<String> countedArms = new TreeSet<>();
    private long countedEvents;
    private final TreeMap<String, Amounts> totals = new TreeMap<>();
    private @Nullable ArmKey botArm;

    /**
     * First exposure.
     *
     * @param time epoch ms
     * @param arm phase and variant it fixed
     */
    public record Exposure(long time, ArmKey arm) {}

    /** A metric's numerator and denominator of one unit. */
    static final class Amounts {
        long numerator;
        long denominator;

        Amounts(long numerator, long denominator) {
            this.numerator = numerator;
            this.denominator = denominator;
        }
    }

    public @Nullable Exposure exposure() {
        return exposure;
    }

    /** Whether a verdict has taken the unit out of this version. */
    public boolean dropped() {
        return dropped;
    }

    /** Whether the unit was multi-exposed when a window closed. */
    public boolean multiExposed() {
        return multiExposed;
    }

    TreeSet<String> countedArms() {
        return countedArms;
    }

    long countedEvents() {
        return countedEvents;
    }

    Map<String, Amounts> totals() {
        return totals;
    }

    @Nullable
    ArmKey botArm() {
        return botArm;
    }

    void freezeExposure(Exposure first) {
        exposure = first;
    }

    void drop() {
        dropped = true;
    }

    void freezeMultiExposed() {
        multiExposed = true;
    }

    void freezeCounted(String arm, long events) {
        countedArms.add(arm);
        countedEvents += events;
    }

    void freezeTotal(String metric, long numerator, long denominator) {
        Amounts total = totals.computeIfAbsent(metric, m -> new Amounts(0, 0));
        total.numerator += numerator;
        total.denominator += denominator;
    }

    void freezeBotArm(ArmKey arm) {
        botArm = arm;
    }

    void write(ByteWriter out) {
        out.writeByte(
                (dropped ? 1 : 0) | (multiExposed ? 2 : 0) | (exposure != null ? 4 : 0) | (botArm != null ? 8 : 0));
        if (exposure != null) {
            out.writeSigned(exposure.time());
            exposure.arm().write(out);
        }
        if (botArm != null) {
            botArm.write(out);
        }
        out.writeUnsigned(countedEvents).writeUnsigned(countedArms.size());
        countedArms.forEach(out::writeString);
        out.writeUnsigned(totals.size());
        totals.forEach(
                (metric, a) -> out.writeString(metric).writeSigned(a.numerator).writeSigned(a.denominator));
    }

    static Enrolment read(ByteReader in) {
        Enrolment e = new Enrolment();
        int flags = in.readByte();
        e.dropped = (flags & 1) != 0;
        e.multiExposed = (flags & 2) != 0;
        if ((flags & 4) != 0) {
            e.exposure = new Exposure(in.readSigned(), ArmKey.read(in));
        }
        if ((flags & 8) != 0) {
            e.botArm = ArmKey.read(in);
        }
        e.countedEvents = in.readUnsigned();
        for (int left = in.readCount(); left > 0; left--) {
            e.countedArms.add(in.readString());
        }
        for (int left = in.readCount(); left > 0; left--) {
            e.totals.put(in.readString(), new Amounts(in.readSigned(), in.readSigned()));
        }
        return e;
    }
}
