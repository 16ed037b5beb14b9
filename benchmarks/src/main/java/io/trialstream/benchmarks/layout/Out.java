package io.trialstream.benchmarks.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/** Appends to a growing byte array; whole numbers are of variable length. Not thread-safe; reusable after {@link #reset()}. */
final class Out {
    private ByteBuffer buffer = ByteBuffer.allocate(512);

    Out reset() {
        buffer.clear();
        return this;
    }

    /** What was written, as an array of its own. */
    byte[] toBytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    Out writeByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    /** Zig-zag: numbers near zero are short. */
    Out writeNumber(long value) {
        ByteUtils.writeVarlong(value, room(10));
        return this;
    }

    Out writeFixed(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    Out writeRaw(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    Out writeBytes(byte[] bytes) {
        return writeNumber(bytes.length).writeRaw(bytes);
    }

    Out writeString(String text) {
        return writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private ByteBuffer room(int more) {
        if (buffer.remaining() < more) {
            buffer.flip();
            buffer = ByteBuffer.allocate(Math.max(buffer.limit() + more, buffer.capacity() * 2))
                    .put(buffer);
        }
        return buffer;
    }
}
