package io.trialstream.app.report;

/** A line that is no event. */
final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why not. */
    enum Reason {
        NOT_JSON("not a JSON object"),
        MISSING_FIELD("event_id, event_name, timestamp or unit missing"),
        BAD_TIMESTAMP("timestamp is not ISO-8601 with offset"),
        TOO_LONG("longer than 1 MiB");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** For people. */
        String text() {
            return text;
        }
    }

    private final Reason reason;

    BadLineException(Reason reason) {
        super(reason.text(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
