package io.trialstream.generator;

/**
 * Faults and their rates: each the probability, 0 to 1, that it befalls an event of a person. An event has at most one
 * fault besides being out of order.
 *
 * @param duplicates same bytes again while the window is open
 * @param restamped same id again with a new timestamp within six hours
 * @param lateCopies same bytes again after the window closed
 * @param late the only delivery comes after the window closed
 * @param outOfOrder delivered up to five minutes after events that follow it, within its interval
 * @param undecodable bytes that are no Avro
 * @param unknownSchema a schema id that the registry does not know
 * @param missingEventId an empty event id
 * @param keyMismatch a key that is not the unit
 * @param future a timestamp in 2100
 * @param ancient a timestamp in 1900
 */
public record Faults(
        double duplicates,
        double restamped,
        double lateCopies,
        double late,
        double outOfOrder,
        double undecodable,
        double unknownSchema,
        double missingEventId,
        double keyMismatch,
        double future,
        double ancient) {

    /** @throws IllegalArgumentException where a rate is no probability, or they sum to more than one half */
    public Faults {
        check("duplicates", duplicates);
        check("restamped", restamped);
        check("lateCopies", lateCopies);
        check("late", late);
        check("outOfOrder", outOfOrder);
        check("undecodable", undecodable);
        check("unknownSchema", unknownSchema);
        check("missingEventId", missingEventId);
        check("keyMismatch", keyMismatch);
        check("future", future);
        check("ancient", ancient);
        double exclusive = duplicates
                + restamped
                + lateCopies
                + late
                + undecodable
                + unknownSchema
                + missingEventId
                + keyMismatch
                + future
                + ancient;
        if (exclusive > .5) {
            throw new IllegalArgumentException(
                    "fault rates without outOfOrder sum to " + exclusive + ", expected at most 0.5");
        }
    }

    /** The rates of a stream unless told otherwise. */
    public static Faults defaults() {
        return new Faults(.010, .002, .002, .005, .05, .0005, .0002, .0005, .0005, .0003, .0003);
    }

    /** Nothing goes wrong. */
    public static Faults none() {
        return new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * The rates of files unless told otherwise: copies and disorder only. A file carries no watermark records, keys or
     * Avro, so lateness and the invalid kinds would not be unambiguous in it.
     */
    public static Faults forFiles() {
        return new Faults(.010, .002, 0, 0, .05, 0, 0, 0, 0, 0, 0);
    }

    /** Whether files can carry these faults with exact truth. */
    boolean fitFiles() {
        return lateCopies + late + undecodable + unknownSchema + missingEventId + keyMismatch + future + ancient == 0;
    }

    private static void check(String name, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("fault rate " + name + " is " + rate + ", expected 0 to 1");
        }
    }
}
