package io.trialstream.schemas.serde;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The registry, or whatever listens at its address, answers but will not do what it was asked: wrong credentials, a
 * wrong path, a schema it calls invalid, an answer that is no registry's. An operator has to act. Says nothing about
 * the record, so it is deliberately no {@code SerializationException}: nothing may take it for a bad record.
 */
public final class RegistryRefusedException extends KafkaException {
    private static final long serialVersionUID = 1L;

    RegistryRefusedException(String message) {
        this(message, null);
    }

    RegistryRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
