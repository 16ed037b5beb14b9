package io.trialstream.generator.ledger;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.BotProof;
import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DeliveryKind;
import io.trialstream.generator.plan.People;
import io.trialstream.generator.plan.Shard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the truth about one shard's users, interval by interval, from the plan: each delivery by what it was made to be.
 * Memory grows with people (about 8 bytes each, and what {@link TrialLedger} needs) and bots, not with events. Not
 * thread-safe.
 */
final class ShardLedger {
    private final Shard shard;
    private final People people;
    private final long[] lastSeen;
    private final SessionCounter peopleSessions = new SessionCounter();
    private final SessionCounter botSessions = new SessionCounter();
    private final TrialLedger[] trialLedgers;
    private final Map<Archetype, List<String>> botUnits = new EnumMap<>(Archetype.class);
    private final BotProof botProof = new BotProof();

    private String currentBot = "";
    private boolean[] currentBotExposed;

    ShardLedger(Shard shard, Trials trials, People people) {
        this.shard = shard;
        this.people = people;
        lastSeen = new long[shard.size()];
        Arrays.fill(lastSeen, Long.MIN_VALUE);
        trialLedgers = new TrialLedger[trials.count()];
        for (int t = 0; t < trialLedgers.length; t++) {
            trialLedgers[t] = new TrialLedger(trials.get(t), t, shard);
        }
        currentBotExposed = new boolean[trials.count()];
    }

    /**
     * Counts one interval; intervals must come in order.
     *
     * @param origin deliveries of events before this interval are left out
     * @param counts to which the interval's numbers are added
     */
    void account(DayPlan plan, long interval, long origin, IntervalCounts counts) {
        int deliveries = plan.deliveryCount(interval);
        for (int i = 0; i < deliveries; i++) {
            long delivery = plan.delivery(interval, i);
            int row = DayPlan.row(delivery);
            if (plan.interval(row) < origin) {
                continue;
            }
            DeliveryKind kind = DayPlan.kind(delivery);
            counts.deliveries[kind.ordinal()]++;
            if (kind == DeliveryKind.ORIGINAL) {
                if (plan.time(row) != Intervals.start(interval) + DayPlan.clock(delivery)) {
                    counts.outOfOrder++;
                }
                accept(plan, row, counts);
            }
        }
        for (int t = 0; t < trialLedgers.length; t++) {
            trialLedgers[t].closeWindow(interval - 1, counts.closedWindow[t]);
        }
        advance(Intervals.end(interval), counts);
    }

    private void accept(DayPlan plan, int row, IntervalCounts counts) {
        if (plan.person(row)) {
            acceptPerson(plan, row);
        } else {
            counts.botEvents[plan.archetype(row).ordinal()]++;
            acceptBot(plan, row);
        }
    }

    private void acceptPerson(DayPlan plan, int row) {
        int local = plan.user(row) - shard.first();
        long time = plan.time(row);
        long before = lastSeen[local];
        lastSeen[local] = time;
        if (before == Long.MIN_VALUE || time - before > Intervals.SESSION_GAP_MS) {
            peopleSessions.begin(time);
        } else {
            peopleSessions.extend(before, time);
        }
        for (TrialLedger trial : trialLedgers) {
            trial.kept(local, plan.type(row), time);
        }
    }

    private void acceptBot(DayPlan plan, int row) {
        boolean first = plan.ordinal(row) == 0;
        if (first) {
            Archetype archetype = plan.archetype(row);
            currentBot = people.botUnit(archetype, plan.day(), plan.user(row));
            botUnits.computeIfAbsent(archetype, missing -> new ArrayList<>()).add(currentBot);
        }
        if (BotProof.proves(plan.archetype(row))) {
            acceptProvenBot(plan, row, first);
        } else {
            acceptKeptBot(plan, row, first);
        }
    }

    private void acceptProvenBot(DayPlan plan, int row, boolean first) {
        long time = plan.time(row);
        continueSession(botSessions, plan, row, first);
        if (first) {
            currentBotExposed = new boolean[trialLedgers.length];
            botProof.begin();
            for (TrialLedger trial : trialLedgers) {
                trial.bot(currentBot, time);
            }
        }
        if (!botProof.provenBy(plan.archetype(row), plan.type(row), time)) {
            for (int t = 0; t < trialLedgers.length; t++) {
                currentBotExposed[t] =
                        currentBotExposed[t] || trialLedgers[t].botExposed(currentBot, plan.type(row), time);
            }
        }
    }

    /** Nothing tells it from a person. */
    private void acceptKeptBot(DayPlan plan, int row, boolean first) {
        continueSession(peopleSessions, plan, row, first);
        for (TrialLedger trial : trialLedgers) {
            if (first) {
                trial.beginKeptBot(currentBot);
            }
            trial.keptBot(plan.type(row), plan.time(row));
        }
    }

    /** A bot's events stand together in the plan, with no gap that ends a session. */
    private static void continueSession(SessionCounter sessions, DayPlan plan, int row, boolean first) {
        if (first) {
            sessions.begin(plan.time(row));
        } else {
            sessions.extend(plan.time(row - 1), plan.time(row));
        }
    }

    /** Counts the sessions that a watermark closes. */
    private void advance(long watermark, IntervalCounts counts) {
        counts.closedSessionsOfPeople += peopleSessions.advance(watermark);
        counts.closedSessionsOfBots += botSessions.advance(watermark);
        counts.openSessions += peopleSessions.open() + botSessions.open();
    }

    /** A last watermark record after an interval, which closes all windows and sessions. */
    void close(long lastInterval, long watermark, IntervalCounts counts) {
        for (int t = 0; t < trialLedgers.length; t++) {
            trialLedgers[t].closeWindow(lastInterval, counts.closedWindow[t]);
        }
        advance(watermark, counts);
    }

    TrialLedger trial(int index) {
        return trialLedgers[index];
    }

    Map<Archetype, List<String>> botUnits() {
        return botUnits;
    }
}
