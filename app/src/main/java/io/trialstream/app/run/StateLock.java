package io.trialstream.app.run;

import io.trialstream.app.CommandFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two processes of one application off one state folder. Kafka Streams would notice too, with a stack trace. The operating
 * system lets go of the lock however the process ends.
 */
public final class StateLock implements AutoCloseable {
    private static final int PID_LENGTH_MAX = 20;

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws CommandFailure when another process holds it */
    public static StateLock take(Path stateDir, String applicationId) {
        Path file = stateDir.resolve(applicationId + ".lock");
        try {
            Files.createDirectories(stateDir);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String holder = read(channel);
                channel.close();
                throw new CommandFailure("another process (pid " + holder + ") runs application.id " + applicationId
                        + " on the state in " + stateDir
                        + ": stop it, or choose another folder with --data or state.dir");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new StateLock(channel);
        } catch (IOException e) {
            throw new CommandFailure("state folder " + stateDir + " cannot be used: " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(PID_LENGTH_MAX);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CommandFailure("the lock of the state folder cannot be released: " + e, e);
        }
    }
}
