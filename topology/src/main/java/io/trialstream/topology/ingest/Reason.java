package io.trialstream.topology.ingest;

/** Why a record ends in {@code rejected-events}. */
public enum Reason {
    NO_VALUE("no-value"),
    UNDECODABLE("undecodable"),
    UNKNOWN_SCHEMA("unknown-schema"),
    MISSING_EVENT_ID("missing-event-id"),
    MISSING_EVENT_NAME("missing-event-name"),
    MISSING_UNIT("missing-unit"),
    KEY_MISMATCH("key-mismatch"),
    WRONG_PARTITION("wrong-partition"),
    FUTURE_TIMESTAMP("future-timestamp"),
    ANCIENT_TIMESTAMP("ancient-timestamp"),
    INTERNAL_ERROR("internal-error"),
    /** A watermark record or fact that cannot be read. */
    BAD_MARKER("bad-marker"),
    /** A watermark record of one writer more than a partition may have. */
    TOO_MANY_WRITERS("too-many-writers");

    private final String id;

    Reason(String id) {
        this.id = id;
    }

    /** As it stands in headers and in the accounting. */
    public String id() {
        return id;
    }
}
