package io.trialstream.generator.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Bots by archetype: how many come a day, per person of the population. Each bot is a user of its own that acts in one
 * window only, so that the event that proves it, if one does, finds all its windows open. Those of {@link
 * Archetype#SHARED_DEVICE} come in groups.
 *
 * @param rates 0 to 0.1 each; an archetype that is not named does not come
 */
public record Bots(Map<Archetype, Double> rates) {
    private static final double GREATEST_RATE = .1;

    /** @throws IllegalArgumentException where a rate is not within 0 to 0.1 */
    public Bots {
        rates.forEach((archetype, rate) -> {
            if (!(rate >= 0 && rate <= GREATEST_RATE)) {
                throw new IllegalArgumentException(
                        "bot rate " + archetype.id() + " is " + rate + ", expected 0 to " + GREATEST_RATE);
            }
        });
        rates = Map.copyOf(rates);
    }

    /** No bots. */
    public static Bots none() {
        return new Bots(Map.of());
    }

    /** How many come a day, per person. */
    public double rate(Archetype archetype) {
        return rates.getOrDefault(archetype, 0.0);
    }

    /** The same with another rate of one archetype. */
    public Bots with(Archetype archetype, double rate) {
        EnumMap<Archetype, Double> changed = new EnumMap<>(Archetype.class);
        changed.putAll(rates);
        changed.put(archetype, rate);
        return new Bots(changed);
    }
}
