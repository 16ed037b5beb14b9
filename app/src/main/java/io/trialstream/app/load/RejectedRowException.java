package io.trialstream.app.load;

/** A row that is no event. Without a stack trace: a file may hold millions of them. */
final class RejectedRowException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RejectedRowException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** What was expected, what was found. */
    String detail() {
        return String.valueOf(getMessage());
    }

    /** Why a row is refused; {@link #id} is what users see. */
    enum Reason {
        NOT_UTF_8("not-utf-8"),
        MALFORMED_CSV("malformed-csv"),
        MALFORMED_JSON("malformed-json"),
        MALFORMED_LINE("malformed-line"),
        MALFORMED_REQUEST("malformed-request"),
        BAD_VALUE("bad-value"),
        BAD_TIMESTAMP("bad-timestamp"),
        MISSING_EVENT_ID("missing-event-id"),
        MISSING_EVENT_NAME("missing-event-name"),
        MISSING_UNIT("missing-unit"),
        TOO_LARGE("too-large");

        private final String id;

        Reason(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }
}
