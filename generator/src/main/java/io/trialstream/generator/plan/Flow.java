package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.EventType;
import java.util.Map;

/** What follows what, by activity segment: cumulative weights of the next event. Thread-safe. */
final class Flow {
    private final double[][][] next;

    Flow(Behaviour behaviour) {
        next = new double[behaviour.segments().size()][EventType.values().length][];
        for (int s = 0; s < next.length; s++) {
            for (EventType type : EventType.values()) {
                Map<String, Double> weights =
                        behaviour.segments().get(s).flow().getOrDefault(type.eventName(), Map.of());
                double[] dense = new double[EventType.values().length];
                for (EventType follower : EventType.values()) {
                    dense[follower.ordinal()] = weights.getOrDefault(follower.eventName(), 0.0);
                }
                next[s][type.ordinal()] = Rng.cumulative(dense);
            }
        }
    }

    EventType next(int segment, EventType type, Rng rng) {
        return EventType.of(rng.pick(next[segment][type.ordinal()]));
    }
}
