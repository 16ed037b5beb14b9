package io.trialstream.schemas.serde;

/** JSON that is not what the contract says: which member, what was expected, what was there. */
public final class InvalidJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidJsonException(String field, String expected, String actual) {
        super("%s: expected %s, found %s".formatted(field, expected, actual));
        this.field = field;
    }

    /** The member at fault. */
    public String field() {
        return field;
    }
}
