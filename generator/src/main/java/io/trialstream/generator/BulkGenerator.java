package io.trialstream.generator;

import io.trialstream.generator.Truth.IntervalTruth;
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
     * @param stop asked at the end of each day; a run that stops leaves whole days and a ledger of these
     * @throws GeneratorException where a file cannot be written or is there already
     */
    public static RunResult run(BulkOptions options, Progress.Listener listener, BooleanSupplier stop) {
        Model model = options.model();
        Instant start = options.firstDay().atStartOfDay(model.zone()).toInstant();
        Instant end = options.lastDay().plusDays(1).atStartOfDay(model.zone()).toInstant();
        refuseExisting(options);
        long total = Simulation.count(model, start, end);
        Simulation simulation = new Simulation(model, start);
        long startNanos = System.nanoTime();
        long events = 0;
        boolean stopped = false;
        LocalDate day = options.firstDay();
        while (!stopped && !day.isAfter(options.lastDay())) {
            Instant dayEnd = day.plusDays(1).atStartOfDay(model.zone()).toInstant();
            try (JsonLinesFile file = new JsonLinesFile(eventsFile(options.out(), day), model.zone())) {
                while (simulation.position().isBefore(dayEnd)) {
                    IntervalTruth truth = simulation.emit(file::write);
                    events += truth.accounting().in();
                    listener.progress(new Progress(
                            events, total, events * 1e9 / (System.nanoTime() - startNanos), simulation.position()));
                }
                file.finish();
            } catch (IOException | UncheckedIOException e) {
                throw new GeneratorException("cannot write " + eventsFile(options.out(), day) + ": " + e, e);
            }
            day = day.plusDays(1);
            stopped = stop.getAsBoolean() && !day.isAfter(options.lastDay());
        }
        Truth truth = simulation.truth();
        TruthJson.write(truth, options.out().resolve(TRUTH_FILE));
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return new RunResult(truth, events, seconds, simulation.position(), stopped, 0, EventSink.SinkStats.NONE);
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
