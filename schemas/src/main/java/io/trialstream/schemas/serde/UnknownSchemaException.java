package io.trialstream.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry was asked and does not know the schema. Permanent as far as a record is concerned: whoever wrote it
 * used another registry, or made the id up.
 */
public final class UnknownSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** For this serde, and for any other that can tell an unknown id from an unreadable record. */
    public UnknownSchemaException(String message) {
        super(message);
    }
}
