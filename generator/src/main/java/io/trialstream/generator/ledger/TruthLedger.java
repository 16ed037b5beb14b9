package io.trialstream.generator.ledger;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.ledger.Truth.Accounting;
import io.trialstream.generator.ledger.Truth.BotTruth;
import io.trialstream.generator.ledger.Truth.ExperimentTruth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.ledger.Truth.SessionTruth;
import io.trialstream.generator.ledger.Truth.WindowTruth;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.BotProof;
import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DeliveryKind;
import io.trialstream.generator.plan.People;
import io.trialstream.generator.plan.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ledger of the truth: the shards' ledgers added up, interval by interval. Not thread-safe. */
public final class TruthLedger {
    private final Model model;
    private final Trials trials;
    private final long origin;
    private final List<ShardLedger> shards;
    private final IntervalCounts totals;
    private final List<List<WindowTruth>> windows = new ArrayList<>();
    private long firstInterval = -1;
    private long nextInterval = -1;
    private long openSessions;
    private long watermark;
    private long watermarkRecords;
    private boolean closed;

    /** @param origin deliveries of events before this interval are left out */
    public TruthLedger(Model model, Trials trials, People people, List<Shard> shards, long origin) {
        this.model = model;
        this.trials = trials;
        this.origin = origin;
        this.shards = shards.stream()
                .map(shard -> new ShardLedger(shard, trials, people))
                .toList();
        totals = new IntervalCounts(trials);
        for (int t = 0; t < trials.count(); t++) {
            windows.add(new ArrayList<>());
        }
    }

    /**
     * Adds one interval, which must follow the one before.
     *
     * @param plans of all shards, by number
     */
    public IntervalTruth account(List<DayPlan> plans, long interval) {
        if (firstInterval < 0) {
            firstInterval = interval;
        } else if (interval != nextInterval) {
            throw new IllegalStateException("interval " + interval + " counted, expected " + nextInterval);
        }
        nextInterval = interval + 1;
        IntervalCounts sum = new IntervalCounts(trials);
        for (int shard = 0; shard < shards.size(); shard++) {
            shards.get(shard).account(plans.get(shard), interval, origin, sum);
        }
        totals.add(sum);
        openSessions = sum.openSessions;
        watermark = Intervals.end(interval);
        watermarkRecords++;
        return new IntervalTruth(
                Truth.FORMAT,
                model.seed(),
                Instant.ofEpochMilli(Intervals.start(interval)).toString(),
                watermark,
                accounting(sum),
                byKind(sum.deliveries),
                new SessionTruth(sum.closedSessionsOfPeople, sum.closedSessionsOfBots, openSessions),
                closeWindows(interval - 1, sum));
    }

    /** A last watermark record on every partition that closes all windows and sessions. */
    public void close(long closingWatermark) {
        watermark = closingWatermark;
        watermarkRecords++;
        closed = true;
        IntervalCounts sum = new IntervalCounts(trials);
        shards.forEach(shard -> shard.close(nextInterval - 1, closingWatermark, sum));
        totals.add(sum);
        openSessions = sum.openSessions;
        closeWindows(nextInterval - 1, sum);
    }

    private List<WindowTruth> closeWindows(long window, IntervalCounts sum) {
        List<WindowTruth> all = new ArrayList<>();
        for (int t = 0; t < trials.count(); t++) {
            List<WindowTruth> told = told(window, trials.get(t), sum.closedWindow[t]);
            windows.get(t).addAll(told);
            all.addAll(told);
        }
        return all;
    }

    private static List<WindowTruth> told(long window, Trial trial, WindowSums sums) {
        List<WindowTruth> told = new ArrayList<>();
        for (int cell = 0; cell < sums.users.length; cell++) {
            if (sums.users[cell] + sums.botUsers[cell] > 0) {
                told.add(new WindowTruth(
                        trial.experiment(),
                        Intervals.start(window),
                        TrialTotals.phase(trial, cell),
                        TrialTotals.variant(trial, cell),
                        sums.users[cell],
                        sums.botUsers[cell],
                        sums.clicks[cell],
                        sums.impressions[cell]));
            }
        }
        return told;
    }

    /** The truth so far. */
    public Truth truth() {
        return new Truth(
                Truth.FORMAT,
                model.seed(),
                model.users(),
                firstInterval < 0 ? "" : startOf(firstInterval),
                firstInterval < 0 ? "" : startOf(nextInterval),
                watermark,
                watermarkRecords,
                accounting(totals),
                byKind(totals.deliveries),
                totals.outOfOrder,
                bots(),
                new SessionTruth(totals.closedSessionsOfPeople, totals.closedSessionsOfBots, openSessions),
                experiments());
    }

    private static String startOf(long interval) {
        return Instant.ofEpochMilli(Intervals.start(interval)).toString();
    }

    private SortedMap<String, BotTruth> bots() {
        TreeMap<String, BotTruth> bots = new TreeMap<>();
        for (Archetype archetype : Archetype.values()) {
            List<String> units = shards.stream()
                    .flatMap(shard -> shard.botUnits().getOrDefault(archetype, List.of()).stream())
                    .sorted()
                    .toList();
            if (!units.isEmpty() || model.bots().rate(archetype) > 0) {
                long events = totals.botEvents[archetype.ordinal()];
                boolean proven = BotProof.proves(archetype);
                bots.put(archetype.id(), new BotTruth(units.size(), proven ? events : 0, proven ? 0 : events, units));
            }
        }
        return bots;
    }

    private List<ExperimentTruth> experiments() {
        List<ExperimentTruth> experiments = new ArrayList<>();
        for (int t = 0; t < trials.count(); t++) {
            TrialTotals sums = new TrialTotals(trials.get(t));
            WindowSums open =
                    new WindowSums(trials.get(t).arms() * trials.get(t).phases());
            for (ShardLedger shard : shards) {
                shard.trial(t).addTo(sums);
                shard.trial(t).openWindow(nextInterval - 1, open);
            }
            List<WindowTruth> all = new ArrayList<>(windows.get(t));
            if (!closed && firstInterval >= 0) {
                all.addAll(told(nextInterval - 1, trials.get(t), open));
            }
            experiments.add(sums.truth(all));
        }
        return experiments;
    }

    private static Accounting accounting(IntervalCounts counts) {
        long in = 0;
        long late = 0;
        long duplicate = 0;
        long copies = 0;
        long invalid = 0;
        SortedMap<String, Long> invalidByReason = new TreeMap<>();
        for (int k = 0; k < counts.deliveries.length; k++) {
            DeliveryKind kind = DeliveryKind.of(k);
            long count = counts.deliveries[k];
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
        for (Archetype archetype : Archetype.values()) {
            long events = counts.botEvents[archetype.ordinal()];
            if (events > 0 && BotProof.proves(archetype)) {
                botByReason.put(archetype.id(), events);
                bot += events;
            }
        }
        long kept = counts.deliveries[DeliveryKind.ORIGINAL.ordinal()] - bot;
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
