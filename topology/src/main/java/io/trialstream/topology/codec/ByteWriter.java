package io.trialstream.topology.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Appends to a growing byte array. Whole numbers are LEB128 variable-length. Not thread-safe; reusable after {@link #reset()}. */
public final class ByteWriter {
    private byte[] buffer = new byte[256];
    private int size;

    /** Forgets what was written. */
    public ByteWriter reset() {
        size = 0;
        return this;
    }

    /** What was written, as an array of its own. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    public ByteWriter writeByte(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public ByteWriter writeBoolean(boolean value) {
        return writeByte(value ? 1 : 0);
    }

    /** Seven bits a byte; small non-negative numbers are short, negative ones take ten bytes. */
    public ByteWriter writeUnsigned(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
        return this;
    }

    /** Zig-zag: numbers near zero are short, whatever their sign. */
    public ByteWriter writeSigned(long value) {
        return writeUnsigned(value << 1 ^ value >> 63);
    }

    /** Eight bytes, most significant first, sign flipped, so that byte order is number order. */
    public ByteWriter writeSortable(long value) {
        reserve(8);
        long flipped = value ^ Long.MIN_VALUE;
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (flipped >>> shift);
        }
        return this;
    }

    /** The bytes alone, without a length. */
    public ByteWriter writeRaw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
        return this;
    }

    public ByteWriter writeBytes(byte[] bytes) {
        return writeUnsigned(bytes.length).writeRaw(bytes);
    }

    public ByteWriter writeString(String text) {
        return writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A string that may be missing: length + 1, or 0. */
    public ByteWriter writeOptional(@Nullable String text) {
        if (text == null) {
            return writeUnsigned(0);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return writeUnsigned(bytes.length + 1L).writeRaw(bytes);
    }

    private void reserve(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
        }
    }
}
