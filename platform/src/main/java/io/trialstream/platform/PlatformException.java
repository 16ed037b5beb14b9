package io.trialstream.platform;

/** The platform could not do what was asked; the first line of the message is the reason, log lines may follow. */
public final class PlatformException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlatformException(String message) {
        super(message);
    }

    PlatformException(String message, Throwable cause) {
        super(message, cause);
    }
}
