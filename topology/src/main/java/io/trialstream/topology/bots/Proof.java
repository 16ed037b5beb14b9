package io.trialstream.topology.bots;

import java.util.Map;

/**
 * What a heuristic found.
 *
 * @param reason the heuristic's id
 * @param evidence numbers a person can check it by
 */
public record Proof(String reason, Map<String, Double> evidence) {}
