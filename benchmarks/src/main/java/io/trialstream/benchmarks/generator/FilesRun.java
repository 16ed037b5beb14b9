package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.generator.Runs.Figures;
import io.trialstream.benchmarks.measure.ProcessMeter;
import io.trialstream.generator.BulkGenerator;
import io.trialstream.generator.BulkOptions;
import io.trialstream.generator.Models;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.Sizing.Sized;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import java.nio.file.Path;
import java.time.LocalDate;

/** {@code generate bulk} of June to August 2025, in a JVM of its own; sizing is timed apart. */
final class FilesRun {
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 6, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2025, 8, 31);

    private FilesRun() {}

    /** {@code CONTENDER FOLDER EVENTS THREADS}; prints a JSON line. */
    public static void main(String[] args) {
        Path out = Path.of(args[1]);
        int threads = Integer.parseInt(args[3]);
        Model model = Models.defaults(RunOptions.SEED, 1)
                .withFaults(PopulationFile.defaults().fileFaults());
        BulkOptions options = new BulkOptions(model, FIRST_DAY, LAST_DAY, out, threads, false);
        long start = System.nanoTime();
        Sized sized = Sizing.fit(model, Long.parseLong(args[2]), options.start(), options.end(), threads);
        double sizing = (System.nanoTime() - start) / 1e9;
        RunResult result =
                BulkGenerator.run(options.withModel(sized.model()), sized.events(), progress -> {}, () -> false);
        long bytes = ProcessMeter.folderBytes(out);
        Figures figures = new Figures()
                .put("contender", args[0])
                .put("events", result.events())
                .put("users", sized.model().users())
                .put("bytes", bytes)
                .put("sizingSeconds", sizing, 2)
                .put("seconds", result.seconds(), 2)
                .put("eventsPerSecond", result.eventsPerSecond(), 0)
                .put("megabytesPerSecond", bytes / 1e6 / result.seconds(), 1);
        Cost.add(figures, result.events());
        System.out.println(figures.json());
    }
}
