/**
 * Synthetic users of a recipe service, the events they send, the faults on the way, and the truth about all of it.
 *
 * <p>Everything is a pure function of the seed, the options and the interval: {@link io.trialstream.generator.Simulation}
 * makes the deliveries of one 15-minute interval, {@link io.trialstream.generator.TruthLedger} counts what a correct
 * pipeline must answer, and the sinks carry the deliveries to Kafka or to files.
 */
@NullMarked
package io.trialstream.generator;

import org.jspecify.annotations.NullMarked;
