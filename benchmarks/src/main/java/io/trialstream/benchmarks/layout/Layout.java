package io.trialstream.benchmarks.layout;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A way to lay out a user's state in stores. One instance a task; not thread-safe. */
interface Layout {
    /** The layouts of the experiment, and the baseline. */
    enum Kind {
        /** No state: consuming, decoding and committing alone. What the others are measured from. */
        NONE(List.of(), tables -> null),
        /** One record a user. */
        RECORD(List.of("users", TIMERS), OneRecord::new),
        /** Hot, ids by 15-minute bucket, cold. */
        FAMILIES(List.of("users", TIMERS), tables -> new KeyFamilies(tables, new BucketedIds(tables.get("users")))),
        /** The same, with ids by six-hour epoch and slots that double. */
        FAMILIES_SLOTS(
                List.of("users", TIMERS), tables -> new KeyFamilies(tables, new SlottedIds(tables.get("users")))),
        /** A store a stage. */
        STORES(List.of("ids", "bots", "sessions", "aggregate", "facts", TIMERS), StorePerStage::new);

        private final List<String> stores;
        private final Function<Tables, @Nullable Layout> factory;

        Kind(List<String> stores, Function<Tables, @Nullable Layout> factory) {
            this.stores = stores;
            this.factory = factory;
        }

        List<String> stores() {
            return stores;
        }

        @Nullable
        Layout open(Tables tables) {
            return factory.apply(tables);
        }

        /** As it is named on the command line and in tables. */
        String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** Store of timers, in every layout: key (due, user), empty value. */
    String TIMERS = "timers";

    /** Gives a store by name. */
    interface Tables {
        Table get(String store);
    }

    /**
     * Takes an event of a user through all stages.
     *
     * @param watermark greatest event time so far, the event's included
     * @return whether it was new, and not a duplicate
     */
    boolean event(String user, Event event, long watermark);

    /** Closes what is due of a user whose timer has fired. */
    void due(String user, long watermark);

    /** What was computed for a user, to compare layouts. */
    Outcome outcome(String user);

    /**
     * @param sessions closed
     * @param folded kept events of closed windows
     */
    record Outcome(long sessions, long folded) {}
}
