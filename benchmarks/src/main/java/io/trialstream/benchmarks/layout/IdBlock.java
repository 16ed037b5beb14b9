package io.trialstream.benchmarks.layout;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Ids with their times, searched and extended as bytes, so that a long block costs memory traffic and no objects: 16 bytes of
 * id and 4 of epoch seconds each. Immutable.
 */
final class IdBlock {
    static final int ENTRY_BYTES = 2 * Long.BYTES + Integer.BYTES;
    static final IdBlock EMPTY = new IdBlock(new byte[0]);

    private final byte[] bytes;

    IdBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return bytes.length / ENTRY_BYTES;
    }

    boolean contains(Id id) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        for (int at = 0; at < bytes.length; at += ENTRY_BYTES) {
            if (in.getLong(at) == id.high() && in.getLong(at + Long.BYTES) == id.low()) {
                return true;
            }
        }
        return false;
    }

    Id id(int index) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Id(in.getLong(index * ENTRY_BYTES), in.getLong(index * ENTRY_BYTES + Long.BYTES));
    }

    long time(int index) {
        return (ByteBuffer.wrap(bytes).getInt(index * ENTRY_BYTES + 2 * Long.BYTES) & 0xFFFF_FFFFL) * 1_000;
    }

    IdBlock with(Id id, long time) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + ENTRY_BYTES);
        ByteBuffer.wrap(longer, bytes.length, ENTRY_BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .putInt((int) (time / 1_000));
        return new IdBlock(longer);
    }

    /** Without the leading entries whose memory has passed; entries come in order of time, or nearly. */
    IdBlock expire(long watermark) {
        int gone = 0;
        while (gone < size() && watermark >= time(gone) + 1_000 + Clock.MEMORY) {
            gone++;
        }
        return gone == 0 ? this : new IdBlock(Arrays.copyOfRange(bytes, gone * ENTRY_BYTES, bytes.length));
    }
}
