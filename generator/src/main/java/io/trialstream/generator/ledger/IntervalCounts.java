package io.trialstream.generator.ledger;

import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.DeliveryKind;

/** What one interval added. */
final class IntervalCounts {
    final long[] deliveries = new long[DeliveryKind.values().length];
    final long[] botEvents = new long[Archetype.values().length];
    long outOfOrder;
    long closedSessionsOfPeople;
    long closedSessionsOfBots;
    long openSessions;

    /** Of the window that the interval's watermark record closes, by trial. */
    final WindowSums[] closedWindow;

    IntervalCounts(Trials trials) {
        closedWindow = new WindowSums[trials.count()];
        for (int t = 0; t < closedWindow.length; t++) {
            closedWindow[t] =
                    new WindowSums(trials.get(t).arms() * trials.get(t).phases());
        }
    }

    void add(IntervalCounts other) {
        add(deliveries, other.deliveries);
        add(botEvents, other.botEvents);
        outOfOrder += other.outOfOrder;
        closedSessionsOfPeople += other.closedSessionsOfPeople;
        closedSessionsOfBots += other.closedSessionsOfBots;
        openSessions += other.openSessions;
        for (int t = 0; t < closedWindow.length; t++) {
            closedWindow[t].add(other.closedWindow[t]);
        }
    }

    static void add(long[] sums, long[] more) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
    }
}
