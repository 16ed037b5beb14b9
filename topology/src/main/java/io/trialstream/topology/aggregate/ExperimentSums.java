package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one experiment has come to: of a unit, of a partition, or of all partitions; the three are the same kind of thing and
 * add up. Not thread-safe.
 */
public final class ExperimentSums {
    private static final int VERSION = 1;

    private long counted;
    private long unassigned;
    private long multiExposed;
    private long retracted;
    private long flaggedAfter;
    private final TreeMap<ArmKey, ArmSums> arms = new TreeMap<>();

    /** Kept events that count for an arm. */
    public long counted() {
        return counted;
    }

    public long unassigned() {
        return unassigned;
    }

    public long multiExposed() {
        return multiExposed;
    }

    /** Counted events of closed windows whose unit has left the running sums since. */
    public long retracted() {
        return retracted;
    }

    /** The part of {@link #retracted()} that verdicts caused. */
    public long flaggedAfter() {
        return flaggedAfter;
    }

    public Map<ArmKey, ArmSums> arms() {
        return arms;
    }

    ArmSums arm(ArmKey key) {
        return arms.computeIfAbsent(key, k -> new ArmSums());
    }

    void countCounted() {
        counted++;
    }

    void countUnassigned() {
        unassigned++;
    }

    void countMultiExposed() {
        multiExposed++;
    }

    void countRetracted(long events, boolean byVerdict) {
        retracted += events;
        flaggedAfter += byVerdict ? events : 0;
    }

    /** Adds {@code sign} (1 or −1) times the other. */
    public void add(ExperimentSums other, int sign) {
        counted = MetricSums.plus(counted, other.counted, sign);
        unassigned = MetricSums.plus(unassigned, other.unassigned, sign);
        multiExposed = MetricSums.plus(multiExposed, other.multiExposed, sign);
        retracted = MetricSums.plus(retracted, other.retracted, sign);
        flaggedAfter = MetricSums.plus(flaggedAfter, other.flaggedAfter, sign);
        other.arms.forEach((key, sums) -> {
            ArmSums own = arm(key);
            own.add(sums, sign);
            if (own.isZero()) {
                arms.remove(key);
            }
        });
    }

    boolean isZero() {
        return (counted | unassigned | multiExposed | retracted | flaggedAfter) == 0 && arms.isEmpty();
    }

    public byte[] toBytes(ByteWriter out) {
        out.reset()
                .writeByte(VERSION)
                .writeSigned(counted)
                .writeSigned(unassigned)
                .writeSigned(multiExposed);
        out.writeSigned(retracted).writeSigned(flaggedAfter).writeUnsigned(arms.size());
        arms.forEach((key, sums) -> {
            key.write(out);
            sums.write(out);
        });
        return out.toBytes();
    }

    public static ExperimentSums fromBytes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "experiment sums");
        ExperimentSums s = new ExperimentSums();
        s.counted = in.readSigned();
        s.unassigned = in.readSigned();
        s.multiExposed = in.readSigned();
        s.retracted = in.readSigned();
        s.flaggedAfter = in.readSigned();
        for (int left = in.readCount(); left > 0; left--) {
            s.arms.put(ArmKey.read(in), ArmSums.read(in));
        }
        return s;
    }
}
