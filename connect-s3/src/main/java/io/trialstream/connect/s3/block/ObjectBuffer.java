package io.trialstream.connect.s3.block;

import io.trialstream.connect.s3.block.SpillFile.Chunk;
import io.trialstream.connect.s3.block.SpillFile.Segment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The lines of one object, in the order of their offsets: the older in the block's {@link SpillFile}, the newer in
 * memory.
 *
 * <p>Filled by the task's thread; read by an upload's, while nobody fills it.
 */
public final class ObjectBuffer {
    private static final int CHUNK_MIN_BYTES = 1024;
    private static final int CHUNK_MAX_BYTES = 64 * 1024;

    private final String directory;
    private final SpillFile spill;
    private final List<Segment> segments = new ArrayList<>();
    private final List<byte[]> chunks = new ArrayList<>();

    private long firstOffset;
    private int lastChunkFill;
    private long spilled;
    private long inMemory;
    private long uploaded;
    private boolean headKnown;

    ObjectBuffer(String directory, long firstOffset, SpillFile spill) {
        this.directory = directory;
        this.firstOffset = firstOffset;
        this.spill = spill;
    }

    /** Where the object lies, with a slash at its end. */
    public String directory() {
        return directory;
    }

    /** The offset of the first record in it. */
    public long firstOffset() {
        return firstOffset;
    }

    /** Bytes in it. */
    public long length() {
        return spilled + inMemory;
    }

    /** Whether the store does not have all of it. */
    boolean isDirty() {
        return uploaded != length();
    }

    /** The store has all that is in it now. */
    void markUploaded() {
        uploaded = length();
    }

    /** Bytes of heap that its lines take. */
    long memory() {
        long memory = 0;
        for (byte[] chunk : chunks) {
            memory += chunk.length;
        }
        return memory;
    }

    /** Adds a line; returns by how many bytes {@link #memory} grew. */
    long append(byte[] line) {
        long grown = 0;
        int done = 0;
        while (done < line.length) {
            if (chunks.isEmpty() || lastChunkFill == last().length) {
                grown += grow(line.length - done);
            }
            int part = Math.min(line.length - done, last().length - lastChunkFill);
            System.arraycopy(line, done, last(), lastChunkFill, part);
            lastChunkFill += part;
            done += part;
        }
        inMemory += line.length;
        return grown;
    }

    private int grow(int wanted) {
        int twice = chunks.isEmpty() ? CHUNK_MIN_BYTES : 2 * last().length;
        int size = Math.max(Math.min(twice, CHUNK_MAX_BYTES), Math.min(wanted, CHUNK_MAX_BYTES));
        chunks.add(new byte[size]);
        lastChunkFill = 0;
        return size;
    }

    private byte[] last() {
        return chunks.get(chunks.size() - 1);
    }

    /** Moves what is in memory to the file. */
    void spill() throws IOException {
        if (inMemory == 0) {
            return;
        }
        List<Chunk> content = new ArrayList<>();
        for (byte[] chunk : chunks) {
            content.add(new Chunk(chunk, chunk == last() ? lastChunkFill : chunk.length));
        }
        segments.add(spill.write(content));
        spilled += inMemory;
        inMemory = 0;
        chunks.clear();
    }

    /** Whether it has been found out what the store holds of this object from before the topic lost its first records. */
    public boolean isHeadKnown() {
        return headKnown;
    }

    /** The store holds nothing of this object that the topic has lost. */
    public void noHead() {
        headKnown = true;
    }

    /**
     * Puts lines before all others: what the store holds and the topic has lost.
     *
     * @param offset of the first of them
     */
    public void head(long offset, byte[] lines) throws IOException {
        segments.add(0, spill.write(List.of(new Chunk(lines, lines.length))));
        spilled += lines.length;
        firstOffset = offset;
        headKnown = true;
    }

    /** All lines, from the first; may be opened again and again. */
    public InputStream open() {
        List<InputStream> parts = new ArrayList<>();
        for (Segment segment : segments) {
            parts.add(new SegmentStream(spill, segment));
        }
        for (byte[] chunk : chunks) {
            parts.add(new ByteArrayInputStream(chunk, 0, chunk == last() ? lastChunkFill : chunk.length));
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static final class SegmentStream extends InputStream {
        private final SpillFile spill;
        private final long end;
        private long position;

        SegmentStream(SpillFile spill, Segment segment) {
            this.spill = spill;
            position = segment.position();
            end = position + segment.length();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int part = (int) Math.min(length, end - position);
            if (part == 0) {
                return -1;
            }
            spill.read(position, into, offset, part);
            position += part;
            return part;
        }
    }
}
