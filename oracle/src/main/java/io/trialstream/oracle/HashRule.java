package io.trialstream.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.schemas.Variant;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hash rule of the contracts (section 3): which bucket a unit falls into, and which arm owns the bucket. */
public final class HashRule {
    /** Buckets are 0 to 9,999. */
    public static final int BUCKETS = 10_000;

    private HashRule() {}

    /** The first eight bytes of MD5({@code salt + ":" + unit}), unsigned and big-endian, modulo 10,000. */
    public static int bucket(String salt, String unit) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest((salt + ":" + unit).getBytes(UTF_8));
            return (int) Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), BUCKETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Whether the bucket lies below the share enrolled; {@code percent} is 0 to 100. */
    public static boolean enrolled(int bucket, double percent) {
        return bucket < 100.0 * percent;
    }

    /**
     * The variant that owns the bucket: with W the sum of weights, variant i owns
     * {@code [floor(10000·(w1+…+w(i−1))/W), floor(10000·(w1+…+wi)/W))}. Null where W is 0.
     */
    public static @Nullable String arm(List<Variant> variants, int bucket) {
        long total = variants.stream().mapToLong(Variant::getWeight).sum();
        long before = 0;
        for (Variant variant : variants) {
            long through = before + variant.getWeight();
            if (total > 0 && bucket >= BUCKETS * before / total && bucket < BUCKETS * through / total) {
                return variant.getId();
            }
            before = through;
        }
        return null;
    }
}
