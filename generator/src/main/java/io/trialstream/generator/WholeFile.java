package io.trialstream.generator;

import io.trialstream.generator.encode.JsonLines.Lines;
import io.trialstream.generator.ledger.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written under a temporary name, which {@link #finish} replaces by the real one; closed before that, it
 * leaves nothing.
 */
final class WholeFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;

    WholeFile(Path target) throws IOException {
        this.target = target;
        temporary = target.resolveSibling(target.getFileName() + ".tmp");
        Files.createDirectories(target.toAbsolutePath().getParent());
        channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    void write(Lines lines) {
        ByteBuffer buffer = ByteBuffer.wrap(lines.bytes(), 0, lines.length());
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + temporary, e);
        }
    }

    /** Gives the file its name. */
    void finish() throws IOException {
        channel.close();
        AtomicFiles.replace(temporary, target);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
