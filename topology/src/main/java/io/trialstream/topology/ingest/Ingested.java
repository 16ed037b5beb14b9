package io.trialstream.topology.ingest;

import io.trialstream.schemas.UserEvent;

/**
 * A valid event.
 *
 * @param unit the record key
 * @param time event time, epoch ms
 */
public record Ingested(UserEvent event, String unit, long time) {}
