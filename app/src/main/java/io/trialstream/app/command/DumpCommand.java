package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dump}: what is in a topic, as JSON lines. */
@Command(
        name = "dump",
        description = "Print a topic's committed records up to its present end as JSON lines.",
        mixinStandardHelpOptions = true)
public final class DumpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TOPIC", description = "Its name.")
    private String topic = "";

    @Option(
            names = "--from",
            paramLabel = "T",
            description = "Leave out what the broker appended before this ISO-8601 time.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "T", description = "Leave out what the broker appended at this time or later.")
    private @Nullable String to;

    @Option(names = "--zone", paramLabel = "ZONE", description = "For times without an offset (default: UTC).")
    private ZoneId zone = ZoneOffset.UTC;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws IOException {
        RecordJson json = new RecordJson(connection.registry());
        long before = to == null ? Long.MAX_VALUE : time("--to", to).toEpochMilli();
        try (OutputStream lines = new BufferedOutputStream(out)) {
            new TopicReader(connection.kafkaProperties())
                    .read(topic, from == null ? null : time("--from", from), record -> {
                        if (record.timestamp() < before) {
                            writeLine(lines, json.toJson(record).toString());
                        }
                    });
        } catch (UncheckedIOException e) {
            throw new CommandFailure("standard output takes no more: " + e.getMessage(), e);
        }
        return 0;
    }

    private Instant time(String flag, String text) {
        try {
            return Times.parse(text, zone);
        } catch (DateTimeException e) {
            throw new CommandFailure(flag + ": " + e.getMessage(), e);
        }
    }

    private static void writeLine(OutputStream out, String line) {
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
