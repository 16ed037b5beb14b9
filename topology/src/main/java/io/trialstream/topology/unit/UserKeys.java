package io.trialstream.topology.unit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/** Keys of the user store: a byte for the family, the unit, and for ids the bucket. Never scanned, so the order is free. */
public final class UserKeys {
    private UserKeys() {}

    /** Rewritten by most events: {@link HotRecord}. */
    public static Bytes hot(String unit) {
        return key('h', unit, 0);
    }

    /** Written on change only: {@link ColdRecord}. */
    public static Bytes cold(String unit) {
        return key('c', unit, 0);
    }

    /** The unit's last closed sessions: {@link PastSessions}. */
    public static Bytes past(String unit) {
        return key('p', unit, 0);
    }

    /** Ids of one 15-minute bucket. */
    public static Bytes ids(String unit, long bucket) {
        byte[] key = key('i', unit, Long.BYTES).get();
        ByteBuffer.wrap(key).putLong(key.length - Long.BYTES, bucket);
        return Bytes.wrap(key);
    }

    private static Bytes key(char family, String unit, int more) {
        byte[] name = unit.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[1 + name.length + more];
        key[0] = (byte) family;
        System.arraycopy(name, 0, key, 1, name.length);
        return Bytes.wrap(key);
    }
}
