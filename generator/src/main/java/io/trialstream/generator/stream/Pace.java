package io.trialstream.generator.stream;

/**
 * How fast a stream runs.
 *
 * @param mode as fast as it can, as fast as its own time goes, or at a rate
 * @param eventsPerSecond of {@link Mode#RATE}; 0 otherwise
 */
public record Pace(Mode mode, double eventsPerSecond) {
    /** The ways to keep time. */
    public enum Mode {
        MAX,
        REALTIME,
        RATE
    }

    /** @throws IllegalArgumentException where a rate is not positive */
    public Pace {
        if (mode == Mode.RATE && !(eventsPerSecond > 0 && eventsPerSecond < 1e9)) {
            throw new IllegalArgumentException(
                    "pace is " + eventsPerSecond + " events/s, expected more than 0 and less than 10^9");
        }
    }

    /** As fast as the receiver takes them. */
    public static Pace max() {
        return new Pace(Mode.MAX, 0);
    }

    /** A second of event time a second. */
    public static Pace realtime() {
        return new Pace(Mode.REALTIME, 0);
    }

    /** A number of events a second. */
    public static Pace rate(double eventsPerSecond) {
        return new Pace(Mode.RATE, eventsPerSecond);
    }

    /**
     * Reads {@code realtime}, {@code max} or a number of events a second.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Pace parse(String text) {
        return switch (text) {
            case "max" -> max();
            case "realtime" -> realtime();
            default -> rate(number(text));
        };
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "pace is " + text + ", expected realtime, max or a number of events a second", e);
        }
    }
}
