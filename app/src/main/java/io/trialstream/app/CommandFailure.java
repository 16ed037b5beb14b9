package io.trialstream.app;

/** A command cannot do what was asked. The message is one line for a person and is all that is printed; exit status 1. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String reason) {
        super(reason);
    }

    public CommandFailure(String reason, Throwable cause) {
        super(reason, cause);
    }
}
