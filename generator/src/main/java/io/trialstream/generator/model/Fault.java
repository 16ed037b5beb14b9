package io.trialstream.generator.model;

/** What can go wrong with one event. */
public enum Fault {
    /** The same bytes again while the window is open. */
    DUPLICATE("duplicate"),
    /** The same id again with a new timestamp, within six hours. */
    RESTAMPED("restamped"),
    /** The same bytes again after the window closed. */
    LATE_COPY("late-copy"),
    /** The only delivery comes after the window closed. */
    LATE("late"),
    /** Bytes that are no Avro, no JSON. */
    UNDECODABLE("undecodable"),
    /** A schema id that the registry does not know. */
    UNKNOWN_SCHEMA("unknown-schema"),
    /** An empty event id. */
    MISSING_EVENT_ID("missing-event-id"),
    /** An empty event name. */
    MISSING_EVENT_NAME("missing-event-name"),
    /** Neither user id nor anonymous id. */
    MISSING_UNIT("missing-unit"),
    /** A key that is not the unit. */
    KEY_MISMATCH("key-mismatch"),
    /** Stamped in 2100. */
    FUTURE_TIMESTAMP("future-timestamp"),
    /** Stamped in 1900. */
    ANCIENT_TIMESTAMP("ancient-timestamp"),
    /** Delivered after events that follow it, within its interval. Goes with any other. */
    OUT_OF_ORDER("out-of-order");

    private final String id;

    Fault(String id) {
        this.id = id;
    }

    /** The name in the model file; of an invalid event the reason of docs/semantics.md §2. */
    public String id() {
        return id;
    }

    /** Whether what it befalls is no valid event. */
    public boolean invalid() {
        return compareTo(UNDECODABLE) >= 0 && this != OUT_OF_ORDER;
    }

    /**
     * Whether files can carry it with exact truth: they have no watermark records, so that lateness is not certain in
     * them, no keys and no schema ids.
     */
    public boolean fitsFiles() {
        return this != LATE && this != LATE_COPY && this != UNKNOWN_SCHEMA && this != KEY_MISMATCH;
    }
}
