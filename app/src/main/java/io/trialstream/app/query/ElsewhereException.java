package io.trialstream.app.query;

/** Another instance owns what was asked for. */
public final class ElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ElsewhereException(String message) {
        super(message);
    }
}
