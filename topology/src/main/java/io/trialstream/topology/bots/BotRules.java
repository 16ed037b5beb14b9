package io.trialstream.topology.bots;

import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.settings.TopologySettings;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The heuristics in the order in which they are asked; the first that proves gives the reason. Thread-safe. */
public final class BotRules {
    private final TopologySettings.Bots settings;
    private final List<Heuristic> heuristics;

    /** @param crawlers whether a user agent declares a machine */
    public BotRules(TopologySettings.Bots settings, Predicate<String> crawlers) {
        this.settings = settings;
        UserAgent userAgent = new UserAgent(settings.userAgent() ? crawlers : agent -> false);
        this.heuristics = List.of(
                userAgent,
                new Volume(settings.volumePerMinute(), settings.volumePerHour()),
                new BurstInterval(settings.burstGaps(), settings.burstBelow().toMillis()));
    }

    /** One heuristic: counts every accepted event, and says when it is sure. */
    interface Heuristic {
        /** The id that names it in verdicts and configuration. */
        String id();

        /**
         * Takes an accepted event into the unit's behaviour.
         *
         * @return evidence when, with this event, a machine is proven; null when not
         */
        @Nullable
        Map<String, Double> observe(Behaviour behaviour, Act event);
    }

    /**
     * What the heuristics see of an event.
     *
     * @param time epoch ms
     * @param automatic whether the page did it by itself
     */
    public record Act(
            long time, boolean automatic, @Nullable String userAgent) {}

    /** Whether an event of this name is what a page does by itself. */
    public boolean isAutomatic(String eventName) {
        return settings.automaticEvents().contains(eventName);
    }

    /** Lets all heuristics see an accepted event of the unit; returns the first proof, or null. */
    public @Nullable Proof observe(Behaviour behaviour, Act event, Windows windows, long watermark) {
        behaviour.prune(windows, watermark);
        Proof first = null;
        for (Heuristic h : heuristics) {
            Map<String, Double> evidence = h.observe(behaviour, event);
            if (evidence != null && first == null) {
                first = new Proof(h.id(), evidence);
            }
        }
        return first;
    }

    /**
     * The unit's verdict after a proof: a new one when the event is under none; an extended one when that adds an hour or more.
     *
     * @return the verdict that starts with this event or is extended by it; null when the one in force stands
     */
    public static @Nullable Verdict judge(@Nullable Verdict current, Proof proof, long time, long oldestOpenWindow) {
        long until = time + Verdict.LIFE_MS;
        if (current == null || !current.covers(time)) {
            return new Verdict(proof.reason(), oldestOpenWindow, until);
        }
        return until >= current.until() + Verdict.LEAST_EXTENSION_MS
                ? new Verdict(proof.reason(), current.from(), until)
                : null;
    }

    /** More events in an aligned minute or hour than a person makes; of automatic ones, ten times more. */
    record Volume(int perMinute, int perHour) implements Heuristic {
        private static final int AUTOMATIC_FACTOR = 10;

        @Override
        public String id() {
            return "volume";
        }

        @Override
        public @Nullable Map<String, Double> observe(Behaviour behaviour, Act event) {
            long inMinute = count(behaviour.minute(event.time()), event.automatic());
            long inHour = count(behaviour.hour(event.time()), event.automatic());
            long factor = event.automatic() ? AUTOMATIC_FACTOR : 1;
            if (inMinute > perMinute * factor) {
                return evidence(inMinute, perMinute * factor, Behaviour.MINUTE_MS);
            }
            return inHour > perHour * factor ? evidence(inHour, perHour * factor, Behaviour.HOUR_MS) : null;
        }

        private static long count(Behaviour.Counts counts, boolean automatic) {
            return automatic ? ++counts.automatic : ++counts.acts;
        }

        private static Map<String, Double> evidence(long events, long bound, long windowMs) {
            return Map.of("events", (double) events, "bound", (double) bound, "windowMs", (double) windowMs);
        }
    }

    /** Acts that follow each other faster than hands can, several times in an hour. */
    record BurstInterval(int gaps, long belowMs) implements Heuristic {
        @Override
        public String id() {
            return "burst-interval";
        }

        @Override
        public @Nullable Map<String, Double> observe(Behaviour behaviour, Act event) {
            if (event.automatic()) {
                return null;
            }
            long last = behaviour.lastAct();
            behaviour.lastAct(event.time());
            if (last == Windows.NONE || Math.abs(event.time() - last) >= belowMs) {
                return null;
            }
            long shortGaps = ++behaviour.hour(event.time()).shortGaps;
            return shortGaps >= gaps ? Map.of("gaps", (double) shortGaps, "bound", (double) gaps) : null;
        }
    }

    /** A user agent that says it is a crawler or a headless client. */
    record UserAgent(Predicate<String> crawlers) implements Heuristic {
        @Override
        public String id() {
            return "user-agent";
        }

        @Override
        public @Nullable Map<String, Double> observe(Behaviour behaviour, Act event) {
            return event.userAgent() != null && crawlers.test(event.userAgent()) ? Map.of("matched", 1.0) : null;
        }
    }
}
