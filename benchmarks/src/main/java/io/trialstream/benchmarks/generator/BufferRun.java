package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.generator.Runs.Figures;
import io.trialstream.benchmarks.measure.ProcessMeter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The machine's limit: bytes from one buffer to a file, in a JVM of its own. Nothing is forced to the disk, as there. */
final class BufferRun {
    static final String CONTENDER = "bare writing";

    /** About what the generator hands to the file at a time. */
    private static final int BUFFER_BYTES = 1 << 20;

    private BufferRun() {}

    /** {@code FILE BYTES}; prints a JSON line, and deletes the file. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        long bytes = Long.parseLong(args[1]);
        // An array, as the generator's: the channel copies it to memory that the kernel can read.
        byte[] buffer = new byte[BUFFER_BYTES];
        Arrays.fill(buffer, (byte) 'x');
        long cpu = ProcessMeter.cpuNanos();
        long start = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; ) {
                left -= channel.write(ByteBuffer.wrap(buffer, 0, (int) Math.min(BUFFER_BYTES, left)));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (ProcessMeter.cpuNanos() - cpu) / 1e9;
        Files.delete(file);
        System.out.println(new Figures()
                .put("contender", CONTENDER)
                .put("bytes", bytes)
                .put("seconds", seconds, 2)
                .put("megabytesPerSecond", bytes / 1e6 / seconds, 1)
                .put("cpuSeconds", cpuSeconds, 2)
                .json());
    }
}
