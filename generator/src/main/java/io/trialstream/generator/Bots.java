package io.trialstream.generator;

/**
 * Bots by archetype: how many come a day, per person of the population. Each bot is a user of its own that acts in one
 * window only, so that the event that proves it finds all its windows open.
 *
 * @param volume more than 300 acts in an aligned minute
 * @param burstInterval gaps under 10 ms, never more than 300 acts a minute
 * @param userAgent a crawler's or headless client's user agent
 */
public record Bots(double volume, double burstInterval, double userAgent) {

    /** @throws IllegalArgumentException where a rate is not within 0 to 0.1 */
    public Bots {
        check("volume", volume);
        check("burstInterval", burstInterval);
        check("userAgent", userAgent);
    }

    /** The rates unless told otherwise: about 2 % of the events. */
    public static Bots defaults() {
        return new Bots(.0005, .001, .002);
    }

    /** No bots. */
    public static Bots none() {
        return new Bots(0, 0, 0);
    }

    double rate(Actor archetype) {
        return switch (archetype) {
            case VOLUME -> volume;
            case BURST_INTERVAL -> burstInterval;
            case USER_AGENT -> userAgent;
            case PERSON -> throw new IllegalArgumentException("a person is no bot archetype");
        };
    }

    private static void check(String name, double rate) {
        if (!(rate >= 0 && rate <= .1)) {
            throw new IllegalArgumentException("bot rate " + name + " is " + rate + ", expected 0 to 0.1");
        }
    }
}
