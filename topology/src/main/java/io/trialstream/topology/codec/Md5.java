package io.trialstream.topology.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5 of texts: for identity and buckets, not for secrets. Thread-safe. */
public final class Md5 {
    /** Looking a digest up costs more than a short digest; a thread keeps one. */
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    });

    private Md5() {}

    /** The 16 bytes of the digest of the text's UTF-8. */
    public static byte[] of(String text) {
        return DIGEST.get().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Eight of the digest's bytes from an offset on, most significant first. */
    public static long bigEndian(byte[] digest, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = value << 8 | digest[i] & 0xFF;
        }
        return value;
    }
}
