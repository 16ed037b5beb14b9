package io.trialstream.generator;

import io.trialstream.generator.RunResult.Pacing;
import io.trialstream.generator.RunResult.SinkReport;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.encode.JsonLines;
import io.trialstream.generator.encode.JsonLines.Lines;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.ledger.TruthJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.BooleanSupplier;

/** Writes a period as JSON lines, one folder a day; a day's file appears when it is whole. */
public final class BulkGenerator {
    /** The name of a day's file. */
    public static final String EVENTS_FILE = "events.jsonl";

    /** The name of the ledger's file. */
    public static final String TRUTH_FILE = "truth.json";

    private BulkGenerator() {}

    /**
     * Writes the days and then the ledger.
     *
     * @param total how many events there will be, for the listener
     * @param stop asked at the end of each day; a run that stops leaves whole days and a ledger of these
     * @throws GeneratorException where a file cannot be written or is there already
     */
    public static RunResult run(BulkOptions options, long total, Progress.Listener listener, BooleanSupplier stop) {
        refuseExisting(options);
        long startNanos = System.nanoTime();
        long events = 0;
        boolean stopped = false;
        try (Simulation<Lines> simulation =
                new Simulation<>(options.model(), options.start(), new JsonLines(), options.threads())) {
            listener.progress(new Progress(0, total, 0, simulation.position()));
            LocalDate day = options.firstDay();
            while (!stopped && !day.isAfter(options.lastDay())) {
                events += write(options, day, simulation);
                double seconds = (System.nanoTime() - startNanos) / 1e9;
                listener.progress(new Progress(events, total, events / seconds, simulation.position()));
                day = day.plusDays(1);
                stopped = stop.getAsBoolean() && !day.isAfter(options.lastDay());
            }
            Truth truth = simulation.truth();
            TruthJson.write(truth, options.out().resolve(TRUTH_FILE));
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            return new RunResult(truth, events, seconds, simulation.position(), stopped, Pacing.NONE, SinkReport.NONE);
        }
    }

    /** Writes one day; says how many events. */
    private static long write(BulkOptions options, LocalDate day, Simulation<Lines> simulation) {
        Path target = eventsFile(options.out(), day);
        Instant end = day.plusDays(1).atStartOfDay(options.model().zone()).toInstant();
        long events = 0;
        try (WholeFile file = new WholeFile(target)) {
            while (simulation.position().isBefore(end)) {
                IntervalTruth truth = simulation.emit(file::write);
                events += truth.accounting().in();
            }
            file.finish();
        } catch (IOException | UncheckedIOException e) {
            throw new GeneratorException("cannot write " + target + ": " + e.getMessage(), e);
        }
        return events;
    }

    private static void refuseExisting(BulkOptions options) {
        for (LocalDate day = options.firstDay(); !day.isAfter(options.lastDay()); day = day.plusDays(1)) {
            Path file = eventsFile(options.out(), day);
            if (!options.overwrite() && Files.exists(file)) {
                throw new GeneratorException(file + " is there already: choose another folder, or overwrite it");
            }
        }
    }

    private static Path eventsFile(Path out, LocalDate day) {
        return out.resolve(day.toString()).resolve(EVENTS_FILE);
    }
}
