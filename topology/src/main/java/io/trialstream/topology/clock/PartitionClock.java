package io.trialstream.topology.clock;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One partition's watermark: how far event time has come, from the partition's records alone (docs/semantics.md §3). It never
 * goes back. Not thread-safe.
 */
public final class PartitionClock {
    /** The writer whose watermark records rule alone: the owner's rulings on a silent partition. */
    public static final String RULING_WRITER = "trialstream";

    /** Named writers a partition may have. */
    public static final int MAX_WRITERS = 64;

    /** So many units must agree on a jump. */
    private static final int CLAIMS_TO_JUMP = 3;

    private static final int VERSION = 1;

    private final long maxJumpMs;
    private final Map<String, Long> writers = new TreeMap<>();
    private final Map<String, Long> claims = new LinkedHashMap<>();
    private long watermark = Windows.NONE;

    /** @param maxJumpMs how far ahead a single unit can move the watermark, in ms */
    public PartitionClock(long maxJumpMs) {
        this.maxJumpMs = maxJumpMs;
    }

    /** Epoch ms, or {@link Windows#NONE}. */
    public long watermark() {
        return watermark;
    }

    /** A valid event of {@code unit} at {@code time}, where events move the watermark. Returns whether anything changed. */
    public boolean onEvent(String unit, long time) {
        if (watermark != Windows.NONE && time <= watermark + maxJumpMs) {
            return moveTo(time);
        }
        Long claimed = claims.get(unit);
        if (claimed != null && claimed >= time) {
            return false;
        }
        claims.put(unit, time);
        if (claims.size() == CLAIMS_TO_JUMP) {
            moveTo(Collections.min(claims.values()));
        }
        return true;
    }

    /**
     * A watermark record.
     *
     * @return whether the writer is admitted; false when there are {@link #MAX_WRITERS} others already
     */
    public boolean onRecord(String writer, long value) {
        if (writer.equals(RULING_WRITER)) {
            moveTo(value);
            return true;
        }
        if (!writers.containsKey(writer) && writers.size() == MAX_WRITERS) {
            return false;
        }
        writers.merge(writer, value, Math::max);
        moveTo(Collections.min(writers.values()));
        return true;
    }

    private boolean moveTo(long time) {
        if (time <= watermark) {
            return false;
        }
        watermark = time;
        settleClaims();
        return true;
    }

    /** Claims that have come within reach of a single unit move the watermark on, nearest first. */
    private void settleClaims() {
        while (!claims.isEmpty()) {
            long nearest = Collections.min(claims.values());
            if (nearest > watermark + maxJumpMs) {
                return;
            }
            claims.values().remove(nearest);
            watermark = Math.max(watermark, nearest);
        }
    }

    public byte[] toBytes(ByteWriter out) {
        out.reset().writeByte(VERSION).writeSigned(watermark);
        write(out, writers);
        write(out, claims);
        return out.toBytes();
    }

    /** Takes on the state that {@link #toBytes} wrote. */
    public void restore(byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "partition clock");
        watermark = in.readSigned();
        read(in, writers);
        read(in, claims);
    }

    private static void write(ByteWriter out, Map<String, Long> times) {
        out.writeUnsigned(times.size());
        times.forEach((name, time) -> out.writeString(name).writeSigned(time));
    }

    private static void read(ByteReader in, Map<String, Long> times) {
        times.clear();
        for (int left = in.readCount(); left > 0; left--) {
            times.put(in.readString(), in.readSigned());
        }
    }
}
