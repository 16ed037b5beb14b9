package io.trialstream.connect.s3.block;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What of one block is not in memory, in one temporary file, made when it is first needed. The file has no name from the
 * moment it is open: whatever ends the process, nothing of it remains. (Where the system does not allow that, it goes
 * when the block does.)
 *
 * <p>Thread-safe. No {@code FileChannel}: one that is interrupted while reading closes for everybody, and the SDK
 * interrupts a request that has run out of time.
 */
final class SpillFile implements AutoCloseable {
    private final Path folder;
    private @Nullable RandomAccessFile file;
    private @Nullable Path undeleted;
    private long end;

    /** @param folder where the file is made; must exist by then */
    SpillFile(Path folder) {
        this.folder = folder;
    }

    /** Where a write went. */
    record Segment(long position, long length) {}

    /** Appends; the segments of several threads may follow each other in any order, each is whole. */
    synchronized Segment write(Iterable<Chunk> chunks) throws IOException {
        RandomAccessFile out = open();
        long start = end;
        out.seek(start);
        for (Chunk chunk : chunks) {
            out.write(chunk.bytes(), 0, chunk.length());
            end += chunk.length();
        }
        return new Segment(start, end - start);
    }

    /** Bytes, of which the first {@code length} count. */
    record Chunk(byte[] bytes, int length) {}

    /** Fills {@code into} from {@code offset} on with {@code length} bytes that were written at {@code position}. */
    synchronized void read(long position, byte[] into, int offset, int length) throws IOException {
        RandomAccessFile in = open();
        in.seek(position);
        in.readFully(into, offset, length);
    }

    private RandomAccessFile open() throws IOException {
        RandomAccessFile open = file;
        if (open == null) {
            Path path = Files.createTempFile(folder, "trialstream-s3-", ".spill");
            open = new RandomAccessFile(path.toFile(), "rw");
            file = open;
            try {
                Files.delete(path);
            } catch (IOException e) {
                undeleted = path;
            }
        }
        return open;
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
        }
        if (undeleted != null) {
            Files.deleteIfExists(undeleted);
        }
    }
}
