package io.trialstream.generator;

import io.trialstream.generator.Truth.Accounting;
import io.trialstream.generator.Truth.BotTruth;
import io.trialstream.generator.Truth.IntervalTruth;
import io.trialstream.generator.Truth.SessionTruth;
import io.trialstream.generator.Truth.WindowTruth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the truth, interval by interval, from the plan: each delivery by what it was made to be. Memory grows with
 * people (about 40 bytes each), windows and bots, not with events. Not thread-safe.
 */
final class TruthLedger {
    private final Model model;
    private final long[] deliveries = new long[DeliveryKind.values().length];
    private final long[] intervalDeliveries = new long[DeliveryKind.values().length];
    private final long[] botEvents = new long[Actor.values().length];
    private final long[] intervalBotEvents = new long[Actor.values().length];
    private final EnumMap<Actor, List<String>> botUnits = new EnumMap<>(Actor.class);
    private final long[] lastSeen;
    private final SessionCounter peopleSessions = new SessionCounter();
    private final SessionCounter botSessions = new SessionCounter();
    private final ExperimentLedger experiments;
    private final EventFactory users;

    private final BotProof botProof = new BotProof();

    private @Nullable User currentBot;
    private boolean currentBotExposed;
    private long outOfOrder;
    private long firstInterval = -1;
    private long nextInterval = -1;
    private long watermark;
    private long watermarkRecords;

    TruthLedger(Model model, ExperimentModel experiment, Population population, EventFactory users) {
        this.model = model;
        this.users = users;
        lastSeen = new long[model.users()];
        Arrays.fill(lastSeen, Long.MIN_VALUE);
        experiments = new ExperimentLedger(model, experiment, population);
        for (Actor actor : Actor.values()) {
            if (actor != Actor.PERSON) {
                botUnits.put(actor, new ArrayList<>());
            }
        }
    }

    /**
     * Counts one interval, which must follow the one before; its deliveries must be in the order they were planned.
     *
     * @param origin deliveries of events before this interval are left out
     */
    IntervalTruth account(DayPlan plan, long interval, long origin) {
        begin(interval);
        int local = (int) (interval - plan.firstInterval());
        for (int i = 0; i < plan.deliveryCount(local); i++) {
            long delivery = plan.delivery(local, i);
            int row = DayPlan.row(delivery);
            if (plan.interval(row) < origin) {
                continue;
            }
            DeliveryKind kind = DayPlan.kind(delivery);
            intervalDeliveries[kind.ordinal()]++;
            if (kind == DeliveryKind.ORIGINAL) {
                if (plan.offset(row) % Intervals.LENGTH_MS != DayPlan.clock(delivery)) {
                    outOfOrder++;
                }
                accept(plan, row);
            }
        }
        List<WindowTruth> windows = experiments.closeWindow(interval);
        return finish(interval, windows);
    }

    private void begin(long interval) {
        if (firstInterval < 0) {
            firstInterval = interval;
        } else if (interval != nextInterval) {
            throw new IllegalStateException("interval " + interval + " counted, expected " + nextInterval);
        }
        nextInterval = interval + 1;
        Arrays.fill(intervalDeliveries, 0);
        Arrays.fill(intervalBotEvents, 0);
    }

    private void accept(DayPlan plan, int row) {
        Actor actor = plan.actor(row);
        long time = plan.time(row);
        if (actor == Actor.PERSON) {
            int user = plan.user(row);
            long before = lastSeen[user];
            lastSeen[user] = time;
            if (before == Long.MIN_VALUE || time - before > Intervals.SESSION_GAP_MS) {
                peopleSessions.begin(time);
            } else {
                peopleSessions.extend(before, time);
            }
            experiments.kept(user, plan.type(row), time);
            return;
        }
        intervalBotEvents[actor.ordinal()]++;
        User bot = currentBot;
        if (bot == null || plan.ordinal(row) == 0) {
            bot = users.user(plan, row);
            currentBot = bot;
            currentBotExposed = false;
            botProof.begin();
            botUnits.computeIfAbsent(actor, missing -> new ArrayList<>()).add(bot.unit());
            botSessions.begin(time);
            experiments.bot(bot, time);
        } else {
            botSessions.extend(plan.time(row - 1), time);
        }
        if (!botProof.provenBy(actor, plan.type(row), time) && !currentBotExposed) {
            currentBotExposed = experiments.botExposed(bot, plan.type(row), time);
        }
    }

    private IntervalTruth finish(long interval, List<WindowTruth> windows) {
        for (int k = 0; k < deliveries.length; k++) {
            deliveries[k] += intervalDeliveries[k];
        }
        for (int a = 0; a < botEvents.length; a++) {
            botEvents[a] += intervalBotEvents[a];
        }
        watermark = Intervals.end(interval);
        watermarkRecords++;
        long people = peopleSessions.advance(watermark);
        long bots = botSessions.advance(watermark);
        return new IntervalTruth(
                Truth.FORMAT,
                model.seed(),
                Instant.ofEpochMilli(Intervals.start(interval)).toString(),
                watermark,
                accounting(intervalDeliveries, intervalBotEvents),
                byKind(intervalDeliveries),
                new SessionTruth(people, bots, peopleSessions.open() + botSessions.open()),
                windows);
    }

    /** A last watermark record on every partition that closes all windows and sessions. */
    void close(long closingWatermark) {
        watermark = closingWatermark;
        watermarkRecords++;
        peopleSessions.advance(watermark);
        botSessions.advance(watermark);
    }

    Truth truth() {
        TreeMap<String, BotTruth> bots = new TreeMap<>();
        botUnits.forEach((archetype, units) -> bots.put(
                archetype.id(),
                new BotTruth(
                        units.size(),
                        botEvents[archetype.ordinal()],
                        0,
                        units.stream().sorted().toList())));
        return new Truth(
                Truth.FORMAT,
                model.seed(),
                model.users(),
                firstInterval < 0
                        ? ""
                        : Instant.ofEpochMilli(Intervals.start(firstInterval)).toString(),
                firstInterval < 0
                        ? ""
                        : Instant.ofEpochMilli(Intervals.start(nextInterval)).toString(),
                watermark,
                watermarkRecords,
                accounting(deliveries, botEvents),
                byKind(deliveries),
                outOfOrder,
                bots,
                new SessionTruth(
                        peopleSessions.closed(), botSessions.closed(), peopleSessions.open() + botSessions.open()),
                experiments.truth());
    }

    private static Accounting accounting(long[] byKind, long[] botEvents) {
        long in = 0;
        long late = 0;
        long duplicate = 0;
        long copies = 0;
        long invalid = 0;
        SortedMap<String, Long> invalidByReason = new TreeMap<>();
        for (int k = 0; k < byKind.length; k++) {
            DeliveryKind kind = DeliveryKind.of(k);
            long count = byKind[k];
            in += count;
            late += kind.late() ? count : 0;
            duplicate += kind.duplicate() ? count : 0;
            copies += kind.copy() ? count : 0;
            if (kind.invalid() && count > 0) {
                invalid += count;
                invalidByReason.put(kind.id(), count);
            }
        }
        SortedMap<String, Long> botByReason = new TreeMap<>();
        long bot = 0;
        for (int a = 0; a < botEvents.length; a++) {
            if (botEvents[a] > 0) {
                botByReason.put(Actor.of(a).id(), botEvents[a]);
                bot += botEvents[a];
            }
        }
        long kept = byKind[DeliveryKind.ORIGINAL.ordinal()] - bot;
        Map<String, SortedMap<String, Long>> byReason = new TreeMap<>();
        byReason.put("invalid", invalidByReason);
        byReason.put("bot", botByReason);
        return new Accounting(in, invalid, late, duplicate, bot, kept, in - copies, byReason);
    }

    private static SortedMap<String, Long> byKind(long[] counts) {
        SortedMap<String, Long> byKind = new TreeMap<>();
        for (int k = 0; k < counts.length; k++) {
            byKind.put(DeliveryKind.of(k).id(), counts[k]);
        }
        return byKind;
    }
}
