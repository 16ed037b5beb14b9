package io.trialstream.topology.aggregate;

import java.util.Map;

/**
 * What stays of a kept event while its window is open.
 *
 * @param time epoch ms
 * @param name its event name
 * @param values of the properties that metrics sum, in whole numbers; mostly empty
 */
public record KeptEvent(long time, String name, Map<String, Long> values) {}
