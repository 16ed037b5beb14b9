package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Comparator;

/** One variant in one phase of one version. */
public record ArmKey(int version, String phase, String variant) implements Comparable<ArmKey> {
    private static final Comparator<ArmKey> ORDER = Comparator.comparingInt(ArmKey::version)
            .thenComparing(ArmKey::phase)
            .thenComparing(ArmKey::variant);

    @Override
    public int compareTo(ArmKey other) {
        return ORDER.compare(this, other);
    }

    void write(ByteWriter out) {
        out.writeSigned(version).writeString(phase).writeString(variant);
    }

    static ArmKey read(ByteReader in) {
        return new ArmKey((int) in.readSigned(), in.readString(), in.readString());
    }
}
