package io.trialstream.generator;

import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Faults.QuietPartition;
import io.trialstream.generator.model.Model;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A period as files.
 *
 * @param model who and what; {@link Sizing#fit} fits it to a number of events
 * @param firstDay first local day
 * @param lastDay last local day, included
 * @param out folder for {@code <day>/events.jsonl} and {@code truth.json}
 * @param threads how many work, 1 to 256; the files do not depend on it
 * @param overwrite whether files that are there already are replaced; otherwise they are an error
 */
public record BulkOptions(
        Model model, LocalDate firstDay, LocalDate lastDay, Path out, int threads, boolean overwrite) {

    /** @throws IllegalArgumentException where the days are in the wrong order or a fault does not fit in files */
    public BulkOptions {
        if (lastDay.isBefore(firstDay)) {
            throw new IllegalArgumentException(
                    "end-date is " + lastDay + ", expected not before start-date, " + firstDay);
        }
        for (Fault fault : Fault.values()) {
            if (!fault.fitsFiles() && model.faults().rate(fault) > 0) {
                throw new IllegalArgumentException(
                        "the fault " + fault.id() + " cannot be written to files: they carry "
                                + "no watermark records, keys or schema ids; expected its rate to be 0");
            }
        }
        if (!model.faults().outages().isEmpty() || !model.faults().quiet().equals(QuietPartition.NONE)) {
            throw new IllegalArgumentException("outages and quiet partitions cannot be written to files: they carry no "
                    + "watermark records and have no partitions; expected none");
        }
    }

    /** The same of another model. */
    public BulkOptions withModel(Model other) {
        return new BulkOptions(other, firstDay, lastDay, out, threads, overwrite);
    }

    /** Begin of the first day. */
    public Instant start() {
        return firstDay.atStartOfDay(model.zone()).toInstant();
    }

    /** End of the last day. */
    public Instant end() {
        return lastDay.plusDays(1).atStartOfDay(model.zone()).toInstant();
    }
}
