package io.trialstream.generator;

/**
 * One record on its way to the pipeline.
 *
 * @param key the record key
 * @param event what the record says; of {@link DeliveryKind#UNDECODABLE} what it should have said
 * @param kind what it is in truth
 * @param due when it is delivered, ms since the epoch, in event time; never falls from one delivery to the next
 */
public record Delivery(String key, GeneratedEvent event, DeliveryKind kind, long due) {}
