package io.trialstream.app.query;

/** The store is being restored or is on its way to another instance; asking again later helps. */
public final class StoreMovingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreMovingException(String message) {
        super(message);
    }

    public StoreMovingException(String message, Throwable cause) {
        super(message, cause);
    }
}
