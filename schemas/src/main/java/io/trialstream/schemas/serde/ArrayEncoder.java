package io.trialstream.schemas.serde;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;

/**
 * Avro binary into a byte array that grows, after room for the wire format's header: one copy per record and no stream
 * in between. Not thread-safe; reused by its thread.
 */
final class ArrayEncoder extends BinaryEncoder {
    private static final int INITIAL_BYTES = 1 << 10;
    /** A larger buffer is given up after its record, so that one giant does not stay with every thread. */
    private static final int KEPT_BYTES_MAX = 1 << 20;

    private static final int LONG_BYTES_MAX = 10;

    private byte[] buffer = new byte[INITIAL_BYTES];
    private int position;

    /** Forgets what was written and leaves room for the header. */
    void reset() {
        if (buffer.length > KEPT_BYTES_MAX) {
            buffer = new byte[INITIAL_BYTES];
        }
        position = WireFormat.BODY_OFFSET;
    }

    /** Header and what was written since {@link #reset()}. */
    byte[] toRecord(int schemaId) {
        byte[] record = Arrays.copyOf(buffer, position);
        WireFormat.putHeader(record, schemaId);
        return record;
    }

    private void reserve(int size) {
        if (size > buffer.length - position) {
            int needed = Math.addExact(position, size);
            buffer =
                    Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * buffer.length)));
        }
    }

    @Override
    public void writeBoolean(boolean value) {
        reserve(1);
        buffer[position++] = (byte) (value ? 1 : 0);
    }

    @Override
    public void writeInt(int value) {
        reserve(LONG_BYTES_MAX);
        position += BinaryData.encodeInt(value, buffer, position);
    }

    @Override
    public void writeLong(long value) {
        reserve(LONG_BYTES_MAX);
        position += BinaryData.encodeLong(value, buffer, position);
    }

    @Override
    public void writeFloat(float value) {
        reserve(Float.BYTES);
        position += BinaryData.encodeFloat(value, buffer, position);
    }

    @Override
    public void writeDouble(double value) {
        reserve(Double.BYTES);
        position += BinaryData.encodeDouble(value, buffer, position);
    }

    @Override
    public void writeString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        writeInt(utf8.length);
        writeFixed(utf8, 0, utf8.length);
    }

    @Override
    public void writeFixed(byte[] bytes, int start, int length) {
        reserve(length);
        System.arraycopy(bytes, start, buffer, position, length);
        position += length;
    }

    @Override
    protected void writeZero() {
        reserve(1);
        buffer[position++] = 0;
    }

    @Override
    public int bytesBuffered() {
        return position;
    }

    @Override
    public void flush() {}
}
