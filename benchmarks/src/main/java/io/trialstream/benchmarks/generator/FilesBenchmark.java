package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.generator.Runs.Figures;
import io.trialstream.benchmarks.measure.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Files of 1 and 2 threads in turns, beside them the same number of bytes from one buffer; then a tenth of the events. */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        description = "JSON lines of June to August 2025, next to the bare writing of as many bytes.")
final class FilesBenchmark implements Callable<Integer> {
    private static final int[] THREADS = {1, 2};
    private static final int PART = 10;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--work",
            defaultValue = "benchmarks/target",
            description = "Files go to a folder below this one, and are deleted (default ${DEFAULT-VALUE}).")
    private @Nullable Path work;

    @Override
    public Integer call() throws Exception {
        Path parent = Files.createDirectories(work == null ? Path.of(".") : work);
        Path folder = Files.createTempDirectory(parent, "generator-files");
        Runs runs = new Runs();
        try {
            for (int repetition = 0; repetition < options.repetitions; repetition++) {
                for (int threads : THREADS) {
                    generate(runs, folder, options.events, threads);
                    long bytes = (long) runs.last("bytes");
                    options.run(
                            BufferRun.class,
                            runs,
                            List.of(folder.resolve("buffer").toString(), "" + bytes));
                }
                generate(runs, folder, options.events / PART, THREADS[THREADS.length - 1]);
            }
        } finally {
            ChildJvm.deleteFolder(folder);
        }
        summary(runs);
        return 0;
    }

    private void generate(Runs runs, Path folder, long events, int threads) throws Exception {
        Path out = folder.resolve("events");
        String contender = contender(events, threads);
        options.runRecorded(FilesRun.class, runs, List.of(contender, out.toString(), "" + events, "" + threads));
        ChildJvm.deleteFolder(out);
    }

    private static String contender(long events, int threads) {
        return "files, " + events + " events, threads " + threads;
    }

    private void summary(Runs runs) {
        double limit = runs.median(BufferRun.CONTENDER, "megabytesPerSecond");
        for (int threads : THREADS) {
            String contender = contender(options.events, threads);
            double megabytes = runs.median(contender, "megabytesPerSecond");
            Figures figures = new Figures()
                    .put("median", contender)
                    .put("eventsPerSecond", runs.median(contender, "eventsPerSecond"), 0)
                    .put("megabytesPerSecond", megabytes, 1)
                    .put("ratioToBareWriting", megabytes / limit, 3)
                    .put("sizingSeconds", runs.median(contender, "sizingSeconds"), 2)
                    .put("cpuMicros", runs.median(contender, "cpuMicros"), 2)
                    .put("peakResidentMiB", runs.median(contender, "peakResidentMiB"), 0);
            System.out.println(figures.json());
        }
        String part = contender(options.events / PART, THREADS[THREADS.length - 1]);
        System.out.println(new Figures()
                .put("median", part)
                .put("peakResidentMiB", runs.median(part, "peakResidentMiB"), 0)
                .json());
        System.out.println(new Figures()
                .put("median", BufferRun.CONTENDER)
                .put("megabytesPerSecond", limit, 1)
                .json());
    }
}
