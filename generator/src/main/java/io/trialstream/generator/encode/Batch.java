package io.trialstream.generator.encode;

import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.Shard;
import java.util.List;

/**
 * Some consecutive deliveries of one interval, to be encoded.
 *
 * @param shards by number
 * @param plans the same shards' plans, by number
 * @param start of the interval, ms since the epoch
 * @param deliveries of the whole interval, in order
 * @param from, to the part of them, the second exclusive
 */
public record Batch(List<Shard> shards, List<DayPlan> plans, long start, long[] deliveries, int from, int to) {
    int size() {
        return to - from;
    }
}
