package io.trialstream.topology.dedupe;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which buckets hold ids of a unit, with a one-byte fingerprint of each id, so that looking for a re-stamped resend in the
 * other buckets of the last day costs a read of one bucket in 256 on average, and not of all. Section of the hot record; not
 * thread-safe.
 */
public final class IdDirectory {
    /** Beyond so many ids a bucket's fingerprints are dropped and it is always read: they would match anyway. */
    static final int MAX_FINGERPRINTS = 32;

    private final TreeMap<Long, byte[]> fingerprints = new TreeMap<>();
    private static final byte[] SATURATED = new byte[MAX_FINGERPRINTS + 1];

    /** Buckets other than {@code own} that may hold {@code id}, oldest first. */
    public List<Long> candidates(EventId id, long own) {
        byte wanted = id.fingerprint();
        List<Long> found = new ArrayList<>(0);
        for (Map.Entry<Long, byte[]> e : fingerprints.entrySet()) {
            if (e.getKey() != own && mayHold(e.getValue(), wanted)) {
                found.add(e.getKey());
            }
        }
        return found;
    }

    public boolean contains(long bucket) {
        return fingerprints.containsKey(bucket);
    }

    public void add(EventId id, long bucket) {
        byte[] known = fingerprints.get(bucket);
        if (known == null) {
            fingerprints.put(bucket, new byte[] {id.fingerprint()});
        } else if (known.length < MAX_FINGERPRINTS) {
            byte[] longer = java.util.Arrays.copyOf(known, known.length + 1);
            longer[known.length] = id.fingerprint();
            fingerprints.put(bucket, longer);
        } else {
            fingerprints.put(bucket, SATURATED);
        }
    }

    /** Removes and returns the buckets in which no id is remembered any more. */
    public List<Long> expire(long watermark, long memoryMs) {
        List<Long> gone = new ArrayList<>(0);
        for (Iterator<Long> it = fingerprints.keySet().iterator(); it.hasNext(); ) {
            long bucket = it.next();
            if (expiry(bucket, memoryMs) > watermark) {
                break;
            }
            gone.add(bucket);
            it.remove();
        }
        return gone;
    }

    /** The watermark at which the oldest bucket can go; {@link Long#MAX_VALUE} when there is none. */
    public long nextExpiry(long memoryMs) {
        return fingerprints.isEmpty() ? Long.MAX_VALUE : expiry(fingerprints.firstKey(), memoryMs);
    }

    private static long expiry(long bucket, long memoryMs) {
        return (bucket + 1) * IdBucket.LENGTH_MS - 1 + memoryMs;
    }

    private static boolean mayHold(byte[] known, byte wanted) {
        if (known == SATURATED) {
            return true;
        }
        for (byte b : known) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }

    public void write(ByteWriter out) {
        out.writeUnsigned(fingerprints.size());
        long previous = 0;
        for (Map.Entry<Long, byte[]> e : fingerprints.entrySet()) {
            out.writeSigned(e.getKey() - previous);
            previous = e.getKey();
            if (e.getValue() == SATURATED) {
                out.writeUnsigned(0);
            } else {
                out.writeBytes(e.getValue());
            }
        }
    }

    public static IdDirectory read(ByteReader in) {
        IdDirectory directory = new IdDirectory();
        long bucket = 0;
        for (int left = in.readCount(); left > 0; left--) {
            bucket += in.readSigned();
            byte[] known = in.readBytes();
            directory.fingerprints.put(bucket, known.length == 0 ? SATURATED : known);
        }
        return directory;
    }
}
