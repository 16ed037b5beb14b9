package io.trialstream.benchmarks.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.ByteUtils;

/** Reads what {@link Out} wrote. Not thread-safe. */
final class In {
    private final ByteBuffer buffer;

    In(byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes);
    }

    boolean hasMore() {
        return buffer.hasRemaining();
    }

    int readByte() {
        return buffer.get() & 0xFF;
    }

    long readNumber() {
        return ByteUtils.readVarlong(buffer);
    }

    int readCount() {
        return Math.toIntExact(readNumber());
    }

    long readFixed() {
        return buffer.getLong();
    }

    byte[] readRaw(int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    byte[] readBytes() {
        return readRaw(readCount());
    }

    String readString() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }
}
