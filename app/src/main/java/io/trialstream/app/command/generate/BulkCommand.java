package io.trialstream.app.command.generate;

import io.trialstream.generator.BulkGenerator;
import io.trialstream.generator.BulkOptions;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.model.Model;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code generate bulk}: events as JSON lines. */
@Command(
        name = "bulk",
        description = "Generate JSON lines, one folder a day, without what files cannot carry (docs/generator.md).",
        mixinStandardHelpOptions = true)
public final class BulkCommand implements Callable<Integer> {
    private static final long DEFAULT_EVENTS = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--start-date",
            defaultValue = "2025-06-01",
            paramLabel = "YYYY-MM-DD",
            description = "First day (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LocalDate startDate;

    @Option(
            names = "--end-date",
            defaultValue = "2025-08-31",
            paramLabel = "YYYY-MM-DD",
            description = "Last day, included (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LocalDate endDate;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "About so many in all (default: 1000000, unless --users sizes the population).")
    private @Nullable Long events;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Option(names = "--overwrite", description = "Replace files that are there.")
    private boolean overwrite;

    @Mixin
    private ModelOptions who = new ModelOptions();

    @Override
    public Integer call() {
        Generation generation = new Generation(spec.commandLine().getOut());
        RunResult result = generation.run(listener -> {
            Model model = who.fileModel();
            BulkOptions options = new BulkOptions(model, startDate, endDate, folder, who.threads(), overwrite);
            Long asked = events == null && !who.sizesPopulation() ? Long.valueOf(DEFAULT_EVENTS) : events;
            Sizing.Sized sized = who.sized(model, asked, options.start(), options.end());
            return BulkGenerator.run(options.withModel(sized.model()), sized.events(), listener, generation::stopping);
        });
        generation.print(result);
        return 0;
    }
}
