package io.trialstream.generator.base;

/** A run that could not go on; the message says what was tried, what happened and where. */
public final class GeneratorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GeneratorException(String message) {
        super(message);
    }

    public GeneratorException(String message, Throwable cause) {
        super(message, cause);
    }
}
