package io.trialstream.topology.merge;

import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.ExperimentSums;
import io.trialstream.topology.aggregate.WindowSums;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a source partition tells the merge. Every report is absolute: a later one replaces an earlier one of the same kind, key
 * and partition, so that a report told twice changes nothing.
 */
public sealed interface Report {
    /** The source partition it is about. */
    int partition();

    /**
     * How far the partition has come. Told after the {@link Closed} reports of the windows it closes.
     *
     * @param watermark epoch ms, or {@code Windows.NONE}
     * @param closedThrough end of the newest closed window, or {@code Windows.NONE}
     */
    record Mark(int partition, long watermark, long closedThrough, Accounting accounting) implements Report {}

    /** The partition's running sums of an experiment. */
    record Sums(int partition, String experiment, ExperimentSums sums) implements Report {}

    /** A closed window of an experiment; final for this partition. */
    record Closed(int partition, String experiment, long windowStart, WindowSums sums) implements Report {}

    /**
     * An experiment's definition and controls as relayed: registry-framed bytes.
     *
     * @param changes how many changes the partition has been told; every partition is told the same ones in the same order
     */
    record Facts(int partition, String experiment, long changes, byte[] definition, List<byte[]> controls)
            implements Report {}

    private static int kind(Report report) {
        return report instanceof Mark ? 'm' : report instanceof Sums ? 's' : report instanceof Closed ? 'c' : 'f';
    }

    default byte[] toBytes() {
        ByteWriter out = new ByteWriter().writeByte(1).writeByte(kind(this)).writeUnsigned(partition());
        if (this instanceof Mark m) {
            out.writeSigned(m.watermark()).writeSigned(m.closedThrough());
            m.accounting().write(out);
        } else if (this instanceof Sums s) {
            out.writeString(s.experiment()).writeBytes(s.sums().toBytes(new ByteWriter()));
        } else if (this instanceof Closed c) {
            out.writeString(c.experiment())
                    .writeSigned(c.windowStart())
                    .writeBytes(c.sums().toBytes(new ByteWriter()));
        } else if (this instanceof Facts f) {
            out.writeString(f.experiment())
                    .writeUnsigned(f.changes())
                    .writeBytes(f.definition())
                    .writeUnsigned(f.controls().size());
            f.controls().forEach(out::writeBytes);
        }
        return out.toBytes();
    }

    static Report fromBytes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(1, "partition report");
        int kind = in.readByte();
        int partition = in.readCount();
        return switch (kind) {
            case 'm' -> new Mark(partition, in.readSigned(), in.readSigned(), Accounting.read(in));
            case 's' -> new Sums(partition, in.readString(), ExperimentSums.fromBytes(in.readBytes()));
            case 'c' -> new Closed(partition, in.readString(), in.readSigned(), WindowSums.fromBytes(in.readBytes()));
            case 'f' -> facts(partition, in);
            default ->
                throw new IllegalStateException("partition report: expected kind m, s, c or f, found " + (char) kind);
        };
    }

    private static Facts facts(int partition, ByteReader in) {
        String experiment = in.readString();
        long changes = in.readUnsigned();
        byte[] definition = in.readBytes();
        List<byte[]> controls = new ArrayList<>();
        for (int left = in.readCount(); left > 0; left--) {
            controls.add(in.readBytes());
        }
        return new Facts(partition, experiment, changes, definition, controls);
    }
}
