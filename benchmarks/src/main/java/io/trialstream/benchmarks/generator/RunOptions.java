package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.measure.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What both benchmarks are told, and how they start what they measure. */
final class RunOptions {
    static final long SEED = 42;

    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    @Option(names = "--events", defaultValue = "2000000", description = "A run (default ${DEFAULT-VALUE}).")
    long events;

    @Option(names = "--repeat", defaultValue = "3", description = "Runs of each (default ${DEFAULT-VALUE}).")
    int repetitions;

    @Option(
            names = "--heap-mb",
            defaultValue = "1024",
            description = "The most heap, MiB (default ${DEFAULT-VALUE}, as ./trialstream generate has it).")
    private int heapMebibytes;

    @Option(
            names = "--profile",
            description =
                    "Folder for flight recordings of the generator's runs, which then cost a little more; what they"
                            + " say is printed after each run.")
    private @Nullable Path profile;

    /** Runs a main class that ends its output with a JSON line; prints that line and keeps it. */
    void run(Class<?> main, Runs runs, List<String> arguments) throws IOException, InterruptedException {
        runs.add(last(ChildJvm.growing(main, heapMebibytes).run(TIMEOUT, arguments.toArray(String[]::new))));
    }

    /** The same, recorded where that is asked for. */
    void runRecorded(Class<?> main, Runs runs, List<String> arguments) throws IOException, InterruptedException {
        if (profile == null) {
            run(main, runs, arguments);
            return;
        }
        Files.createDirectories(profile);
        Path recording = profile.resolve(main.getSimpleName() + "-" + (runs.size() + 1) + ".jfr");
        List<String> lines = ChildJvm.growing(main, heapMebibytes)
                .options(Rooms.recording(recording))
                .run(TIMEOUT, arguments.toArray(String[]::new));
        runs.add(last(lines));
        Rooms.of(recording).lines().forEach(System.out::println);
    }

    private static String last(List<String> lines) {
        if (lines.isEmpty()) {
            throw new IllegalStateException("expected a JSON line, the run printed nothing");
        }
        return new ArrayList<>(lines).get(lines.size() - 1);
    }
}
