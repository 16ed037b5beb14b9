package io.trialstream.benchmarks.generator;

import io.trialstream.generator.Simulation;
import io.trialstream.generator.Sizing.Sized;
import io.trialstream.generator.encode.AvroBatches;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.model.Model;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Payloads of our own sizes for ProducerPerformance, which keys nothing and reads a file of text: each is a record's key
 * and value, with a letter for every byte that is no printable ASCII, so that as many bytes come out of UTF-8 as went in.
 * They are the records of a smaller population over the same period, of which the tool draws at random.
 */
final class Payloads {
    private static final int PAYLOADS = 20_000;
    private static final byte[] ANY_SCHEMA = {0, 0, 0, 0, 1};
    private static final int LETTERS = 26;

    private Payloads() {}

    /**
     * Writes them, a line each.
     *
     * @return their mean length, bytes
     */
    static double write(Path file, Sized sized, Instant start, int intervals) throws IOException {
        Model model = sized.model();
        int users = (int) Math.max(1, Math.min(1, (double) PAYLOADS / sized.events()) * model.users());
        long[] sums = new long[2];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                Simulation<EncodedBatch> simulation =
                        new Simulation<>(model.withUsers(users), start, new AvroBatches(ANY_SCHEMA), 1)) {
            for (int interval = 0; interval < intervals; interval++) {
                simulation.emit(batch -> write(out, batch, sums));
            }
        }
        return (double) sums[1] / sums[0];
    }

    private static void write(OutputStream out, EncodedBatch batch, long[] sums) {
        try {
            for (int i = 0; i < batch.size(); i++) {
                byte[] key = printable(batch.key(i));
                byte[] value = printable(batch.value(i));
                out.write(key);
                out.write(value);
                out.write('\n');
                sums[0]++;
                sums[1] += key.length + value.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] printable(byte[] bytes) {
        byte[] text = bytes.clone();
        for (int i = 0; i < text.length; i++) {
            if (text[i] < ' ' || text[i] > '~') {
                text[i] = (byte) ('a' + (text[i] & 0xFF) % LETTERS);
            }
        }
        return text;
    }
}
