package io.trialstream.generator.stream;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.stream.ResumePoint.Delivered;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * What a run sends, given what is there.
 *
 * @param origin start of the stream's first interval: from it on the ledger counts
 * @param first start of the first interval to send; the end of the options where all are there
 * @param continues whether an earlier run's stream goes on
 * @param closes whether the stream is to be closed at the end
 */
record StreamPlan(Instant origin, Instant first, boolean continues, boolean closes) {
    private static final DateTimeFormatter START_DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm");

    /**
     * Decides.
     *
     * @throws GeneratorException where the options do not continue what is there; the message names what is there and
     *     what to do
     */
    static StreamPlan of(StreamOptions options, ResumePoint there) {
        Delivered delivered = there.delivered();
        if (delivered == null) {
            return fresh(options);
        }
        ZoneId zone = options.model().zone();
        if (delivered.closedAt() != null && !options.start().isBefore(delivered.closedAt())) {
            return afterAGap(options, there, delivered, zone);
        }
        refuseAnotherModel(options, delivered);
        if (delivered.closedAt() == null && options.start().isAfter(delivered.end())) {
            return afterAGap(options, there, delivered, zone);
        }
        if (options.start().isBefore(delivered.end())) {
            refuseWhatIsThere(options, delivered, zone);
        }
        return goOn(options, delivered, zone);
    }

    /** Whether there is anything to send. */
    boolean sends(StreamOptions options) {
        return first.isBefore(options.end()) || closes;
    }

    private static StreamPlan fresh(StreamOptions options) {
        return new StreamPlan(options.start(), options.start(), false, options.closeAtEnd());
    }

    private static StreamPlan goOn(StreamOptions options, Delivered delivered, ZoneId zone) {
        boolean complete = !delivered.end().isBefore(options.end());
        if (delivered.closedAt() != null && !complete) {
            throw new GeneratorException(
                    "the stream there was closed: events before " + date(delivered.closedAt(), zone)
                            + " would all be late; begin after that, or choose another topic");
        }
        boolean closes = options.closeAtEnd()
                && delivered.closedAt() == null
                && !delivered.end().isAfter(options.end());
        return new StreamPlan(delivered.origin(), complete ? options.end() : delivered.end(), true, closes);
    }

    private static StreamPlan afterAGap(StreamOptions options, ResumePoint there, Delivered delivered, ZoneId zone) {
        if (there.brokenOff()) {
            throw new GeneratorException("the interval from " + date(delivered.end(), zone)
                    + " was broken off, or somebody else wrote to the topic since: a run that starts later, at "
                    + date(options.start(), zone) + ", would leave it incomplete; go on with --start-date "
                    + date(delivered.end(), zone) + ", or choose another topic");
        }
        return fresh(options);
    }

    private static void refuseAnotherModel(StreamOptions options, Delivered delivered) {
        if (!options.fingerprint().equals(delivered.model())) {
            throw new GeneratorException("the stream there is of seed " + delivered.seed() + ", model "
                    + delivered.model() + "; this run is of seed "
                    + options.model().seed() + ", model "
                    + options.fingerprint() + ": give the options of the earlier run (seed, users or events, zone,"
                    + " experiments, faults), or choose another topic");
        }
    }

    private static void refuseWhatIsThere(StreamOptions options, Delivered delivered, ZoneId zone) {
        String which = "the intervals from " + date(delivered.origin(), zone) + " to " + date(delivered.end(), zone)
                + " are there already";
        if (options.start().isBefore(delivered.origin())) {
            throw new GeneratorException(which + ", and " + date(options.start(), zone)
                    + " lies before them; continue with --start-date " + date(delivered.end(), zone)
                    + ", or choose another topic");
        }
        if (!options.resume()) {
            throw new GeneratorException(which + ", and would come twice; continue with --start-date "
                    + date(delivered.end(), zone) + ", or add --resume to send what is missing of "
                    + date(options.start(), zone) + " to " + date(options.end(), zone));
        }
    }

    /** A time as {@code --start-date} takes it. */
    private static String date(Instant time, ZoneId zone) {
        return START_DATE.format(time.atZone(zone));
    }
}
