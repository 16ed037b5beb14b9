package io.trialstream.topology.ingest;

/** A record cannot be taken; says why, with what was expected and what was found. */
public final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public Rejected(Reason reason, String message) {
        // No stack trace: this is an outcome, and a bad producer can cause a hundred thousand of them a second.
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
