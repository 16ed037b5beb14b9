package io.trialstream.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry refuses to register a schema because its subject's compatibility rule forbids it (HTTP 409). Permanent:
 * the schema has to change, or the rule.
 */
public final class IncompatibleSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    IncompatibleSchemaException(String message) {
        super(message);
    }
}
