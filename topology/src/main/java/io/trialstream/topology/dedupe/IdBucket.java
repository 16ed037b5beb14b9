package io.trialstream.topology.dedupe;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids a unit's accepted events had, of one 15-minute bucket of event time, each with the time that was accepted first.
 * Not thread-safe.
 */
public final class IdBucket {
    /** Length of a bucket in ms; part of the state's layout, whatever the window length is. */
    public static final long LENGTH_MS = 15 * 60 * 1000L;

    private static final int VERSION = 1;

    private final long start;
    private final List<EventId> ids = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    /** @param index number of the bucket: its start divided by {@link #LENGTH_MS} */
    public IdBucket(long index) {
        this.start = index * LENGTH_MS;
    }

    /** Number of the bucket that holds {@code time}. */
    public static long index(long time) {
        return Math.floorDiv(time, LENGTH_MS);
    }

    /** Whether the id was accepted at a time {@code t} with {@code watermark < t + memory}. */
    public boolean remembers(EventId id, long watermark, long memoryMs) {
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i).equals(id) && watermark < times.get(i) + memoryMs) {
                return true;
            }
        }
        return false;
    }

    /** Adds an accepted id. One that was forgotten already is taken anew. */
    public void add(EventId id, long time) {
        ids.add(id);
        times.add(time);
    }

    public int size() {
        return ids.size();
    }

    public byte[] toBytes(ByteWriter out) {
        out.reset().writeByte(VERSION).writeUnsigned(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            EventId id = ids.get(i);
            out.writeSortable(id.high()).writeSortable(id.low()).writeUnsigned(times.get(i) - start);
        }
        return out.toBytes();
    }

    public static IdBucket fromBytes(long index, byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "id bucket");
        IdBucket bucket = new IdBucket(index);
        for (int left = in.readCount(); left > 0; left--) {
            EventId id = new EventId(in.readSortable(), in.readSortable());
            bucket.add(id, bucket.start + in.readUnsigned());
        }
        return bucket;
    }
}
