/**
 * The stream: intervals into a raw topic, each once across runs, at a pace.
 *
 * <p>{@link io.trialstream.generator.stream.StreamGenerator} plays the simulation into an
 * {@link io.trialstream.generator.stream.EventSink}; {@link io.trialstream.generator.stream.StreamPlan} decides, from
 * what earlier runs left, what is to be sent; {@link io.trialstream.generator.stream.KafkaEventSink} sends it and
 * writes down in the truth topic how far it has come. Why it resumes by content: docs/adr/0009.
 */
@NullMarked
package io.trialstream.generator.stream;

import org.jspecify.annotations.NullMarked;
