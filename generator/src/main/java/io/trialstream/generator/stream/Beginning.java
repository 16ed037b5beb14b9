package io.trialstream.generator.stream;

import io.trialstream.generator.model.Fingerprint;
import java.time.Instant;

/**
 * What a run is about to deliver.
 *
 * @param origin start of the stream's first interval, delivered by this run or by an earlier one
 * @param first start of the first interval that this run delivers: {@code origin}, or the end of what is complete
 * @param seed of the model
 * @param model {@link Fingerprint} of the model
 * @param continues whether an earlier run's stream goes on; else a new one begins
 */
public record Beginning(Instant origin, Instant first, long seed, String model, boolean continues) {}
