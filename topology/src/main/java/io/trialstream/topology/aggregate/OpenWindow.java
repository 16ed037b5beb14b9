package io.trialstream.topology.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A unit's events in one window that is still open. Not thread-safe. */
public final class OpenWindow {
    private final long start;
    private final List<KeptEvent> kept = new ArrayList<>();
    private long firstBotEvent = Long.MAX_VALUE;
    private long botEvents;

    OpenWindow(long start) {
        this.start = start;
    }

    OpenWindow(long start, List<KeptEvent> kept, long firstBotEvent, long botEvents) {
        this(start);
        this.kept.addAll(kept);
        this.firstBotEvent = firstBotEvent;
        this.botEvents = botEvents;
    }

    /** Epoch ms. */
    public long start() {
        return start;
    }

    /** By time; of equal times in the order in which they came. */
    public List<KeptEvent> kept() {
        return kept;
    }

    /** Time of the earliest bot event; null when there is none. */
    public @Nullable Long firstBotEvent() {
        return botEvents == 0 ? null : firstBotEvent;
    }

    public long botEvents() {
        return botEvents;
    }

    void add(KeptEvent event) {
        int at = kept.size();
        while (at > 0 && kept.get(at - 1).time() > event.time()) {
            at--;
        }
        kept.add(at, event);
    }

    void addBot(long time) {
        firstBotEvent = Math.min(firstBotEvent, time);
        botEvents++;
    }

    /** All kept events become bot events; returns how many. */
    int retract() {
        int events = kept.size();
        kept.forEach(e -> addBot(e.time()));
        kept.clear();
        return events;
    }
}
