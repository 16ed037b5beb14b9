package io.trialstream.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The bytes are not what they should be; reading them again will not help. */
public final class UndecodableException extends SerializationException {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;
    private final int offset;

    /**
     * @param expected what should have been there
     * @param found what was there
     * @param offset where, in bytes from the start of the record's value
     */
    public UndecodableException(String expected, String found, int offset) {
        this(expected, found, offset, null);
    }

    UndecodableException(String expected, String found, int offset, @Nullable Throwable cause) {
        super("expected %s, found %s at byte %d".formatted(expected, found, offset), cause);
        this.expected = expected;
        this.found = found;
        this.offset = offset;
    }

    /** What should have been at {@link #offset()}. */
    public String expected() {
        return expected;
    }

    /** What was at {@link #offset()}. */
    public String found() {
        return found;
    }

    /** Bytes from the start of the record's value, the wire format's header included. */
    public int offset() {
        return offset;
    }
}
