package io.trialstream.generator;

import java.nio.file.Path;
import java.time.LocalDate;

/**
 * A period as files.
 *
 * @param model who and what; {@link Simulation#sized} fits it to a number of events
 * @param firstDay first local day
 * @param lastDay last local day, included
 * @param out folder for {@code <day>/events.jsonl} and {@code truth.json}
 * @param overwrite whether files that are there already are replaced; otherwise they are an error
 */
public record BulkOptions(Model model, LocalDate firstDay, LocalDate lastDay, Path out, boolean overwrite) {

    /** @throws IllegalArgumentException where the days are in the wrong order or a fault does not fit in files */
    public BulkOptions {
        if (lastDay.isBefore(firstDay)) {
            throw new IllegalArgumentException(
                    "end-date is " + lastDay + ", expected not before start-date, " + firstDay);
        }
        if (!model.faults().fitFiles()) {
            throw new IllegalArgumentException(
                    "late and invalid events cannot be written to files unambiguously: files carry no watermark "
                            + "records, keys or Avro; expected only duplicates, restamped and outOfOrder");
        }
    }

    /**
     * A period sized to a number of events, with the faults that fit in files.
     *
     * @throws IllegalArgumentException where a value is out of its range
     */
    public static BulkOptions of(long events, LocalDate firstDay, LocalDate lastDay, long seed, Path out) {
        Model model = Model.defaults(seed, 1).withFaults(Faults.forFiles());
        if (lastDay.isBefore(firstDay)) {
            return new BulkOptions(model, firstDay, lastDay, out, false);
        }
        Model sized = Simulation.sized(
                model,
                events,
                firstDay.atStartOfDay(model.zone()).toInstant(),
                lastDay.plusDays(1).atStartOfDay(model.zone()).toInstant());
        return new BulkOptions(sized, firstDay, lastDay, out, false);
    }
}
