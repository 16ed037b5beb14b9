package io.trialstream.benchmarks.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which 15-minute buckets hold ids of a user, with a one-byte fingerprint of each, so that a look for an id in the other
 * buckets of the day reads one bucket in 256. From {@value #MAX_FINGERPRINTS} ids on a bucket is always read.
 */
final class FingerprintDirectory {
    static final int MAX_FINGERPRINTS = 32;

    private static final byte[] SATURATED = new byte[0];

    private final TreeMap<Long, byte[]> fingerprints = new TreeMap<>();

    boolean contains(long bucket) {
        return fingerprints.containsKey(bucket);
    }

    /** Buckets other than {@code own} that may hold {@code id}. */
    List<Long> candidates(Id id, long own) {
        List<Long> found = new ArrayList<>(0);
        fingerprints.forEach((bucket, known) -> {
            if (bucket != own && mayHold(known, id.fingerprint())) {
                found.add(bucket);
            }
        });
        return found;
    }

    private static boolean mayHold(byte[] known, byte wanted) {
        if (known.length == 0) {
            return true;
        }
        for (byte fingerprint : known) {
            if (fingerprint == wanted) {
                return true;
            }
        }
        return false;
    }

    void add(Id id, long bucket) {
        byte[] known = fingerprints.get(bucket);
        if (known == null) {
            fingerprints.put(bucket, new byte[] {id.fingerprint()});
        } else if (known.length > 0 && known.length < MAX_FINGERPRINTS) {
            byte[] longer = Arrays.copyOf(known, known.length + 1);
            longer[known.length] = id.fingerprint();
            fingerprints.put(bucket, longer);
        } else {
            fingerprints.put(bucket, SATURATED);
        }
    }

    /** Removes and returns the buckets in which no id is remembered any more. */
    List<Long> expire(long watermark) {
        List<Long> gone = new ArrayList<>(0);
        while (!fingerprints.isEmpty() && watermark >= (fingerprints.firstKey() + 1) * Clock.WINDOW + Clock.MEMORY) {
            gone.add(fingerprints.pollFirstEntry().getKey());
        }
        return gone;
    }

    void write(Out out) {
        out.writeNumber(fingerprints.size());
        long previous = 0;
        for (Map.Entry<Long, byte[]> bucket : fingerprints.entrySet()) {
            out.writeNumber(bucket.getKey() - previous).writeBytes(bucket.getValue());
            previous = bucket.getKey();
        }
    }

    static FingerprintDirectory read(In in) {
        FingerprintDirectory directory = new FingerprintDirectory();
        long bucket = 0;
        for (int left = in.readCount(); left > 0; left--) {
            bucket += in.readNumber();
            directory.fingerprints.put(bucket, in.readBytes());
        }
        return directory;
    }
}
