package io.trialstream.topology.dedupe;

import io.trialstream.topology.codec.Md5;
import org.jspecify.annotations.Nullable;

/**
 * An event id in 128 bits: a canonical lower-case UUID is its own bits; anything else is its MD5, so that two ids meet with a
 * probability of 2⁻¹²⁸.
 *
 * @param high first 8 bytes
 * @param low last 8 bytes
 */
public record EventId(long high, long low) {
    private static final int UUID_LENGTH = 36;

    public static EventId of(String id) {
        EventId uuid = id.length() == UUID_LENGTH ? parseUuid(id) : null;
        return uuid != null ? uuid : digest(id);
    }

    /** One byte that tells most ids apart. */
    public byte fingerprint() {
        long mixed = (high ^ low * 0x9E3779B97F4A7C15L) * 0xC2B2AE3D27D4EB4FL;
        return (byte) (mixed >>> 56);
    }

    private static @Nullable EventId parseUuid(String id) {
        long high = 0;
        long low = 0;
        int digits = 0;
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = id.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return null;
                }
                continue;
            }
            int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (value < 0) {
                return null;
            }
            if (digits++ < 16) {
                high = high << 4 | value;
            } else {
                low = low << 4 | value;
            }
        }
        return new EventId(high, low);
    }

    private static EventId digest(String id) {
        byte[] digest = Md5.of(id);
        return new EventId(Md5.bigEndian(digest, 0), Md5.bigEndian(digest, 8));
    }
}
