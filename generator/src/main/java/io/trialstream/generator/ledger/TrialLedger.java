package io.trialstream.generator.ledger;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.EventType;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.plan.Shard;
import java.util.Arrays;

/**
 * One trial's side of a shard's ledger: first exposures, running sums and window sums by docs/semantics.md §8 and §9. A
 * cell is a phase and an arm: {@code phase · arms + arm}. A person's kept events must come in order of time. About 21
 * bytes a person, 26 where arms come from assignment records. Not thread-safe.
 */
final class TrialLedger {
    private static final byte NOT_EXPOSED = -1;

    private final Trial trial;
    private final int index;
    private final Shard shard;
    private final int cells;
    private final TrialTotals keptBots;

    /** By person, and last the kept bot in hand. */
    private final byte[] cellOf;

    private final long[] exposedAt;
    private final int[] clicks;
    private final int[] impressions;
    private final int[] lastWindow;
    private final long[] botUsers;
    private final long[] exposedBots;

    /** Sums of the window in hand and the one before, by the lowest bit of their numbers. */
    private final WindowSums[] windows;

    /** Where arms come from assignment records: who was seen in two arms, and counted events by person. */
    private final boolean[] multiExposed;

    private final int[] countedOf;

    private int keptBotBucket;
    private int keptBotArm;
    private long outside;
    private long unassigned;
    private long multiExposedEvents;
    private long counted;
    private long retracted;

    TrialLedger(Trial trial, int index, Shard shard) {
        this.trial = trial;
        this.index = index;
        this.shard = shard;
        cells = trial.arms() * trial.phases();
        keptBots = new TrialTotals(trial);
        int users = shard.size() + 1;
        cellOf = new byte[users];
        Arrays.fill(cellOf, NOT_EXPOSED);
        exposedAt = new long[users];
        clicks = new int[users];
        impressions = new int[users];
        lastWindow = new int[users];
        botUsers = new long[cells];
        exposedBots = new long[cells];
        multiExposed = new boolean[trial.byTopic() ? shard.size() : 0];
        countedOf = new int[trial.byTopic() ? shard.size() : 0];
        windows = new WindowSums[] {new WindowSums(cells), new WindowSums(cells)};
    }

    /** A person's kept event. */
    void kept(int local, EventType type, long time) {
        kept(local, shard.enrolmentBucket(index, local), shard.arm(index, local, time), type, time);
    }

    /** The next bot that no rule proves. */
    void beginKeptBot(String unit) {
        int bot = shard.size();
        addUser(bot, keptBots);
        cellOf[bot] = NOT_EXPOSED;
        exposedAt[bot] = 0;
        clicks[bot] = 0;
        impressions[bot] = 0;
        lastWindow[bot] = 0;
        keptBotBucket = trial.enrolmentBucket(unit);
        keptBotArm = trial.armByRule(unit);
    }

    /** An event of the kept bot in hand; they must come in order of time. Nobody assigns bots. */
    void keptBot(EventType type, long time) {
        if (trial.byTopic()) {
            keptUnassigned(time);
        } else {
            kept(shard.size(), keptBotBucket, keptBotArm, type, time);
        }
    }

    private void keptUnassigned(long time) {
        if (trial.holds(time) && trial.phaseAt(time) >= 0 && trial.enrolmentOpen(time)) {
            unassigned++;
        } else {
            outside++;
        }
    }

    private void kept(int local, int enrolmentBucket, int arm, EventType type, long time) {
        if (!trial.holds(time)) {
            outside++;
            return;
        }
        int cell = cellAt(enrolmentBucket, arm, time);
        boolean open = trial.enrolmentOpen(time);
        if (cell >= 0 && cellOf[local] == NOT_EXPOSED && open && trial.exposes(type)) {
            cellOf[local] = (byte) cell;
            exposedAt[local] = time;
        }
        boolean observed = open || time < exposedAt[local] + trial.horizon();
        if (cell < 0 || cellOf[local] == NOT_EXPOSED || !observed) {
            outside++;
            return;
        }
        if (arm != cellOf[local] % trial.arms()) {
            exposeAgain(local);
            return;
        }
        counted++;
        if (trial.byTopic()) {
            countedOf[local]++;
        }
        count(local, cellOf[local], type, time);
    }

    /** An event in another arm than what was counted so far, all of which lies in closed windows: see {@code SecondArms}. */
    private void exposeAgain(int local) {
        multiExposedEvents++;
        if (!multiExposed[local]) {
            multiExposed[local] = true;
            retracted += countedOf[local];
        }
    }

    private void count(int local, int cell, EventType type, long time) {
        int window = Math.toIntExact(Intervals.containing(time));
        WindowSums sums = windows[window & 1];
        if (lastWindow[local] != window) {
            lastWindow[local] = window;
            sums.users[cell]++;
        }
        if (type == EventType.AD_CLICK) {
            clicks[local]++;
            sums.clicks[cell]++;
        } else if (type == EventType.AD_IMPRESSION) {
            impressions[local]++;
            sums.impressions[cell]++;
        }
    }

    /** A bot that is proven in the end, at its first event. */
    void bot(String unit, long firstEvent) {
        int cell = botCell(unit, firstEvent);
        if (cell >= 0) {
            botUsers[cell]++;
            windows[(int) Intervals.containing(firstEvent) & 1].botUsers[cell]++;
        }
    }

    /** A bot's event from before its proof: kept for a while. Says whether it was a first exposure, which stands. */
    boolean botExposed(String unit, EventType type, long time) {
        if (!trial.exposes(type)) {
            return false;
        }
        int cell = botCell(unit, time);
        if (cell >= 0) {
            exposedBots[cell]++;
        }
        return cell >= 0;
    }

    /** Where the rule puts a bot, which nobody assigns. */
    private int botCell(String unit, long time) {
        if (trial.byTopic() || !trial.holds(time) || !trial.enrolmentOpen(time)) {
            return -1;
        }
        return cellAt(trial.enrolmentBucket(unit), trial.armByRule(unit), time);
    }

    private int cellAt(int enrolmentBucket, int arm, long time) {
        int phase = trial.phaseAt(time);
        return phase < 0 || arm < 0 || !trial.enrolled(phase, enrolmentBucket) ? -1 : phase * trial.arms() + arm;
    }

    /** Adds a window's sums, and forgets them. */
    void closeWindow(long window, WindowSums sums) {
        WindowSums closed = windows[(int) window & 1];
        sums.add(closed);
        closed.clear();
    }

    /** Adds the sums that are not closed yet. */
    void openWindow(long window, WindowSums sums) {
        sums.add(windows[(int) window & 1]);
    }

    /** Adds all to totals over shards. */
    void addTo(TrialTotals totals) {
        totals.outside += outside;
        totals.unassigned += unassigned;
        totals.multiExposedEvents += multiExposedEvents;
        totals.counted += counted;
        totals.retracted += retracted;
        IntervalCounts.add(totals.botUsers, botUsers);
        IntervalCounts.add(totals.exposed, exposedBots);
        totals.addUsers(keptBots);
        for (int local = 0; local < shard.size(); local++) {
            totals.assigned[shard.arm(index, local)]++;
            addUser(local, totals);
        }
        addUser(shard.size(), totals);
    }

    private void addUser(int local, TrialTotals totals) {
        int cell = cellOf[local];
        if (cell == NOT_EXPOSED) {
            return;
        }
        // The exposure is itself a counted event, so exposed units are users unless multi-exposed.
        totals.exposed[cell]++;
        if (trial.byTopic() && multiExposed[local]) {
            totals.multiExposedUsers[cell]++;
        } else {
            totals.user(cell, clicks[local], impressions[local]);
        }
    }
}
