package io.trialstream.generator.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** A growing array of bytes with the few ways of writing that events need. Not thread-safe. */
final class Out {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final int LONGEST_NUMBER = 20;
    private static final int RADIX = 10;

    private byte[] bytes;
    private int length;

    Out(int capacity) {
        bytes = new byte[capacity];
    }

    /** Writes over an array, while that is long enough. */
    Out(byte[] buffer) {
        bytes = buffer;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Forgets what was written after a length. */
    void cut(int toLength) {
        length = toLength;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    void put(byte[] source) {
        put(source, 0, source.length);
    }

    void put(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    void put(byte value) {
        reserve(1);
        bytes[length++] = value;
    }

    /** Overwrites one byte. */
    void set(int at, byte value) {
        bytes[at] = value;
    }

    /** The lowest {@code digits} hexadecimal digits. */
    void hex(long value, int digits) {
        reserve(digits);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (value >>> shift) & 0xF];
        }
    }

    /** A UUID in its usual form, 36 characters. */
    void uuid(long high, long low) {
        hex(high >>> 2 * Short.SIZE, 8);
        put((byte) '-');
        hex(high >>> Short.SIZE, 4);
        put((byte) '-');
        hex(high, 4);
        put((byte) '-');
        hex(low >>> 3 * Short.SIZE, 4);
        put((byte) '-');
        hex(low, 12);
    }

    /** A number of at least 0 in decimal. */
    void decimal(long value) {
        reserve(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = value / RADIX; rest > 0; rest /= RADIX) {
            digits++;
        }
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % RADIX);
            rest /= RADIX;
        }
        length += digits;
    }

    /** A number in decimal with leading zeros. */
    void decimal(int value, int digits) {
        reserve(digits);
        int rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % RADIX);
            rest /= RADIX;
        }
        length += digits;
    }

    /** Avro's long: zigzag, then seven bits a byte, the lowest first. */
    void varint(long value) {
        reserve(LONGEST_NUMBER);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
