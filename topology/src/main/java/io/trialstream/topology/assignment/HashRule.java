package io.trialstream.topology.assignment;

import io.trialstream.schemas.Variant;
import io.trialstream.topology.codec.Md5;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hash rule of the contracts: MD5 of {@code salt:unit}, first 8 bytes modulo 10,000. */
public final class HashRule {
    /** Buckets are 0 to 9,999. */
    public static final int BUCKETS = 10_000;

    private HashRule() {}

    /** The unit's bucket under a salt, 0 to 9,999. */
    public static int bucket(String salt, String unit) {
        return (int) Long.remainderUnsigned(Md5.bigEndian(Md5.of(salt + ":" + unit), 0), BUCKETS);
    }

    /**
     * The variant that owns a bucket: variant i has {@code [floor(10000·(w1+…+w(i−1))/W), floor(10000·(w1+…+wi)/W))}.
     *
     * @return null where all weights are 0
     */
    public static @Nullable String variant(List<Variant> variants, int bucket) {
        long total = variants.stream().mapToLong(Variant::getWeight).sum();
        long upTo = 0;
        for (Variant v : variants) {
            upTo += v.getWeight();
            if (total > 0 && bucket < BUCKETS * upTo / total) {
                return v.getId();
            }
        }
        return null;
    }
}
