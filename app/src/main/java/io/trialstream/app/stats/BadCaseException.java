package io.trialstream.app.stats;

/** A case that cannot be computed; the message says which field, what was expected and what came. */
final class BadCaseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadCaseException(String message) {
        super(message);
    }

    BadCaseException(String field, String expected, Object actual) {
        super(field + ": expected " + expected + ", got " + actual);
    }

    /** The same, with the line it came from. */
    BadCaseException atLine(long line) {
        return new BadCaseException("line " + line + ": " + getMessage());
    }
}
