package io.trialstream.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/**
 * No registry gave an answer within the bounds of {@link AvroSerdeConfig}: refused connections, time-outs, HTTP 429 or
 * 5xx on every attempt. Says nothing about the record; the same call may succeed later, so a record must never be
 * dropped or put aside because of it.
 */
public final class RegistryUnavailableException extends RetriableException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
