package io.trialstream.topology.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteWriter} wrote. Not thread-safe. */
public final class ByteReader {
    private final byte[] buffer;
    private int position;

    public ByteReader(byte[] buffer) {
        this.buffer = buffer;
    }

    /**
     * Reads a leading version byte.
     *
     * @param what named in the error
     * @throws IllegalStateException when it is another one: state written by another release
     */
    public ByteReader expectVersion(int expected, String what) {
        int found = readByte();
        if (found != expected) {
            throw new IllegalStateException(what + ": expected state of version " + expected + ", found " + found);
        }
        return this;
    }

    public boolean hasMore() {
        return position < buffer.length;
    }

    public int readByte() {
        return require(1)[position++] & 0xFF;
    }

    public boolean readBoolean() {
        return readByte() != 0;
    }

    public long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("expected a number of at most 10 bytes at offset " + position);
    }

    /** An unsigned number that is a length or a count. */
    public int readCount() {
        long value = readUnsigned();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalStateException("expected a count at offset " + position + ", found " + value);
        }
        return (int) value;
    }

    public long readSigned() {
        long value = readUnsigned();
        return value >>> 1 ^ -(value & 1);
    }

    public long readSortable() {
        require(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | buffer[position++] & 0xFF;
        }
        return value ^ Long.MIN_VALUE;
    }

    public byte[] readRaw(int length) {
        require(length);
        position += length;
        return Arrays.copyOfRange(buffer, position - length, position);
    }

    public byte[] readBytes() {
        return readRaw(readCount());
    }

    public String readString() {
        return text(readCount());
    }

    public @Nullable String readOptional() {
        int length = readCount();
        return length == 0 ? null : text(length - 1);
    }

    private String text(int length) {
        require(length);
        position += length;
        return new String(buffer, position - length, length, StandardCharsets.UTF_8);
    }

    private byte[] require(int bytes) {
        if (bytes > buffer.length - position) {
            throw new IllegalStateException(
                    "expected " + bytes + " more bytes at offset " + position + " of " + buffer.length);
        }
        return buffer;
    }
}
