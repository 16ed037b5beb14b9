package io.trialstream.schemas.serde;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro binary out of a byte array, believing nothing it reads.
 *
 * <p>Avro's own decoder allocates what a length prefix claims before it looks whether so many bytes are there: ten
 * bytes of garbage after a valid header may ask for 2 GB, and the process dies of a record it should have put aside.
 * Here every length and count is checked against the bytes that remain first. A block of array or map items may claim
 * no more items than bytes remain; only items that take no bytes at all (nulls, records without fields) could be more,
 * and those are refused.
 *
 * <p>Not thread-safe; cheap to create.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Avro binary encoding</a>
 */
public final class ArrayDecoder extends Decoder {
    private final byte[] bytes;
    private int position;

    /** Reads {@code bytes}, which it does not copy, from index {@code offset} on. */
    public ArrayDecoder(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.position = offset;
    }

    /** Index of the next byte to be read. */
    public int position() {
        return position;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte b = bytes[take(1)];
        if (b != 0 && b != 1) {
            position--;
            throw new IOException("a boolean of " + b);
        }
        return b == 1;
    }

    @Override
    public int readInt() throws IOException {
        int start = position;
        long value = readLong();
        if (value != (int) value) {
            position = start;
            throw new IOException("an int of " + value);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        int start = position;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = bytes[take(1)];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        position = start;
        throw new IOException("a number of more than 10 bytes");
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat((int) littleEndian(4));
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(littleEndian(8));
    }

    private long littleEndian(int size) throws IOException {
        int start = take(size);
        long bits = 0;
        for (int i = size - 1; i >= 0; i--) {
            bits = bits << 8 | (bytes[start + i] & 0xff);
        }
        return bits;
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        int length = readLength();
        int start = take(length);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, start, copy, 0, length);
        return new Utf8(copy);
    }

    @Override
    public String readString() throws IOException {
        int length = readLength();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        take(readLength());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        int length = readLength();
        int start = take(length);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, start, copy, 0, length);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws IOException {
        take(readLength());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        System.arraycopy(bytes, take(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return readBlock();
    }

    @Override
    public long arrayNext() throws IOException {
        return readBlock();
    }

    @Override
    public long readMapStart() throws IOException {
        return readBlock();
    }

    @Override
    public long mapNext() throws IOException {
        return readBlock();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    /** Items of the next block; 0 ends the array or map. A negative count is followed by the block's size in bytes. */
    private long readBlock() throws IOException {
        int start = position;
        long count = readLong();
        if (count < 0) {
            count = -count;
            readLength();
        }
        if (count < 0 || count > bytes.length - position) {
            throw claimsTooMuch("a block of " + count + " items", start);
        }
        return count;
    }

    /** Skips blocks that tell their size; of one that does not, the items, which the caller then skips one by one. */
    private long skipBlocks() throws IOException {
        for (; ; ) {
            int start = position;
            long count = readLong();
            if (count >= 0) {
                position = start;
                return readBlock();
            }
            take(readLength());
        }
    }

    private int readLength() throws IOException {
        int start = position;
        long length = readLong();
        if (length < 0 || length > bytes.length - position) {
            throw claimsTooMuch("a length of " + length, start);
        }
        return (int) length;
    }

    /** Goes back to the claim, so that the error's offset is the claim's. */
    private EOFException claimsTooMuch(String claim, int start) {
        int left = bytes.length - position;
        position = start;
        return new EOFException(claim + " with " + left + " bytes left");
    }

    /** Moves past {@code length} bytes and returns where they start. */
    private int take(int length) throws EOFException {
        if (length > bytes.length - position) {
            throw new EOFException("only " + (bytes.length - position) + " bytes left where " + length + " are due");
        }
        int start = position;
        position += length;
        return start;
    }
}
