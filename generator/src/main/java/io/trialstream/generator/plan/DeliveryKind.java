package io.trialstream.generator.plan;

/**
 * What one delivery of an event is, and so where a correct pipeline puts it. The order is the order of deliveries that
 * fall on one instant: an original comes before its copies.
 */
public enum DeliveryKind {
    /** The first delivery of a sound event, in its own interval: accepted, and then kept or, of a bot, a bot event. */
    ORIGINAL("none"),
    /** The only delivery of an event, after its window closed. */
    LATE("late"),
    /** The same bytes again while the window is open. */
    DUPLICATE("duplicate"),
    /** The same id again with a new timestamp, within 24 hours. */
    RESTAMPED("restamped"),
    /** The same bytes again after the window closed: late, not a duplicate. */
    LATE_COPY("late-copy"),
    /** Bytes that are no Avro. */
    UNDECODABLE("undecodable"),
    /** Avro in the wire format under a schema id that no registry gives out. */
    UNKNOWN_SCHEMA("unknown-schema"),
    /** An empty event id. */
    MISSING_EVENT_ID("missing-event-id"),
    /** An empty event name. */
    MISSING_EVENT_NAME("missing-event-name"),
    /** Neither user id nor anonymous id. */
    MISSING_UNIT("missing-unit"),
    /** Keyed by the client's session id, not by the unit. */
    KEY_MISMATCH("key-mismatch"),
    /** Stamped in the year 2100. */
    FUTURE_TIMESTAMP("future-timestamp"),
    /** Stamped in the year 1900. */
    ANCIENT_TIMESTAMP("ancient-timestamp");

    private static final DeliveryKind[] VALUES = values();

    private final String id;

    DeliveryKind(String id) {
        this.id = id;
    }

    /** The name in the ledger; for an invalid delivery the reason of docs/semantics.md §2. */
    public String id() {
        return id;
    }

    /** Whether the delivery is invalid, and {@link #id} its reason. */
    public boolean invalid() {
        return compareTo(UNDECODABLE) >= 0;
    }

    /** Whether the delivery is a duplicate of an accepted event. */
    public boolean duplicate() {
        return this == DUPLICATE || this == RESTAMPED;
    }

    /** Whether the delivery is late. */
    public boolean late() {
        return this == LATE || this == LATE_COPY;
    }

    /** Whether this delivery repeats an event that was delivered before. */
    public boolean copy() {
        return duplicate() || this == LATE_COPY;
    }

    /** By ordinal. */
    public static DeliveryKind of(int ordinal) {
        return VALUES[ordinal];
    }
}
