package io.trialstream.generator;

import io.trialstream.generator.Truth.ExperimentTruth;
import io.trialstream.generator.Truth.VariantTruth;
import io.trialstream.generator.Truth.WindowTruth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The experiment's side of the ledger: first exposures, running sums and window sums by docs/semantics.md §8 and §9.
 * A person's kept events must come in order of time, windows in order.
 */
final class ExperimentLedger {
    private final Model model;
    private final ExperimentModel experiment;
    private final Population population;
    private final List<VersionLedger> versions = new ArrayList<>();

    ExperimentLedger(Model model, ExperimentModel experiment, Population population) {
        this.model = model;
        this.experiment = experiment;
        this.population = population;
        for (int v = 0; v < experiment.versionCount(); v++) {
            versions.add(new VersionLedger(v));
        }
    }

    void kept(int user, EventType type, long time) {
        int current = experiment.versionAt(time);
        for (VersionLedger version : versions) {
            if (version.version == current) {
                version.kept(user, type, time);
            } else {
                version.outside++;
            }
        }
    }

    void bot(User bot, long firstEvent) {
        int current = experiment.versionAt(firstEvent);
        if (current >= 0) {
            versions.get(current).bot(bot, firstEvent);
        }
    }

    /** A bot's event from before its proof: kept for a while. Says whether it was a first exposure, which stands. */
    boolean botExposed(User bot, EventType type, long time) {
        int current = experiment.versionAt(time);
        return current >= 0 && versions.get(current).botExposed(bot, type, time);
    }

    List<WindowTruth> closeWindow(long interval) {
        List<WindowTruth> closed = new ArrayList<>();
        for (VersionLedger version : versions) {
            version.closeWindow(interval, closed);
        }
        return closed;
    }

    List<ExperimentTruth> truth() {
        return versions.stream().map(VersionLedger::truth).toList();
    }

    /** One version. A cell is a phase and an arm: {@code phase · arms + arm}. */
    private final class VersionLedger {
        private static final byte NOT_EXPOSED = -1;

        private final int version;
        private final int arms;
        private final int cells;
        private final byte[] cellOf;
        private final long[] exposedAt;
        private final int[] clicks;
        private final int[] impressions;
        private final int[] lastWindow;
        private final long[] botUsers;
        private final long[] exposedBots;
        private final long[] windowUsers;
        private final long[] windowBotUsers;
        private final long[] windowClicks;
        private final long[] windowImpressions;
        private final List<WindowTruth> windows = new ArrayList<>();
        private long outside;
        private long counted;

        VersionLedger(int version) {
            this.version = version;
            arms = experiment.armCount(version);
            cells = arms * experiment.version(version).getPhases().size();
            if (cells > Byte.MAX_VALUE) {
                throw new IllegalArgumentException("experiment " + experiment.id() + " has " + cells
                        + " phases x variants in one version, expected at most " + Byte.MAX_VALUE);
            }
            cellOf = new byte[model.users()];
            Arrays.fill(cellOf, NOT_EXPOSED);
            exposedAt = new long[model.users()];
            clicks = new int[model.users()];
            impressions = new int[model.users()];
            lastWindow = new int[model.users()];
            botUsers = new long[cells];
            exposedBots = new long[cells];
            windowUsers = new long[cells];
            windowBotUsers = new long[cells];
            windowClicks = new long[cells];
            windowImpressions = new long[cells];
        }

        void kept(int user, EventType type, long time) {
            User person = population.person(user);
            int cell = cellAt(person, time);
            boolean open = experiment.enrolmentOpen(version, time);
            if (cell >= 0 && cellOf[user] == NOT_EXPOSED && open && experiment.exposes(version, type)) {
                cellOf[user] = (byte) cell;
                exposedAt[user] = time;
            }
            boolean observed = open || time < exposedAt[user] + experiment.horizon(version);
            if (cell < 0 || cellOf[user] == NOT_EXPOSED || !observed) {
                outside++;
                return;
            }
            counted++;
            count(user, cellOf[user], type, time);
        }

        private void count(int user, int cell, EventType type, long time) {
            int window = Math.toIntExact(Intervals.containing(time));
            if (lastWindow[user] != window) {
                lastWindow[user] = window;
                windowUsers[cell]++;
            }
            if (type == EventType.AD_CLICK) {
                clicks[user]++;
                windowClicks[cell]++;
            } else if (type == EventType.AD_IMPRESSION) {
                impressions[user]++;
                windowImpressions[cell]++;
            }
        }

        void bot(User bot, long firstEvent) {
            int cell = cellAt(bot, firstEvent);
            if (cell >= 0 && experiment.enrolmentOpen(version, firstEvent)) {
                botUsers[cell]++;
                windowBotUsers[cell]++;
            }
        }

        boolean botExposed(User bot, EventType type, long time) {
            int cell = cellAt(bot, time);
            boolean exposed = cell >= 0 && experiment.enrolmentOpen(version, time) && experiment.exposes(version, type);
            if (exposed) {
                exposedBots[cell]++;
            }
            return exposed;
        }

        private int cellAt(User user, long time) {
            int phase = experiment.phaseAt(version, time);
            if (phase < 0 || !experiment.enrolled(version, phase, user.enrolmentBuckets()[version])) {
                return -1;
            }
            return phase * arms + user.arms()[version];
        }

        void closeWindow(long interval, List<WindowTruth> closed) {
            for (int cell = 0; cell < cells; cell++) {
                if (windowUsers[cell] + windowBotUsers[cell] > 0) {
                    WindowTruth window = new WindowTruth(
                            Intervals.start(interval),
                            phase(cell),
                            variant(cell),
                            windowUsers[cell],
                            windowBotUsers[cell],
                            windowClicks[cell],
                            windowImpressions[cell]);
                    windows.add(window);
                    closed.add(window);
                }
            }
            Arrays.fill(windowUsers, 0);
            Arrays.fill(windowBotUsers, 0);
            Arrays.fill(windowClicks, 0);
            Arrays.fill(windowImpressions, 0);
        }

        ExperimentTruth truth() {
            List<VariantTruth> variants = new ArrayList<>();
            for (int cell = 0; cell < cells; cell++) {
                variants.add(variantTruth(cell));
            }
            return new ExperimentTruth(
                    experiment.id(),
                    experiment.version(version).getVersion(),
                    assigned(),
                    outside,
                    counted,
                    variants,
                    List.copyOf(windows));
        }

        private VariantTruth variantTruth(int cell) {
            long users = 0;
            long sumClicks = 0;
            long sumImpressions = 0;
            long clicksSquared = 0;
            long impressionsSquared = 0;
            long products = 0;
            for (int user = 0; user < cellOf.length; user++) {
                if (cellOf[user] == cell) {
                    long m = clicks[user];
                    long d = impressions[user];
                    users++;
                    sumClicks += m;
                    sumImpressions += d;
                    clicksSquared += m * m;
                    impressionsSquared += d * d;
                    products += m * d;
                }
            }
            // A person's exposure is itself a counted event, so exposed people and users are the same.
            return new VariantTruth(
                    phase(cell),
                    variant(cell),
                    experiment.clickRate(version, cell % arms),
                    users,
                    users + exposedBots[cell],
                    botUsers[cell],
                    sumClicks,
                    sumImpressions,
                    clicksSquared,
                    impressionsSquared,
                    products);
        }

        private SortedMap<String, Long> assigned() {
            SortedMap<String, Long> assigned = new TreeMap<>();
            for (int arm = 0; arm < arms; arm++) {
                assigned.put(experiment.arm(version, arm), 0L);
            }
            for (int user = 0; user < model.users(); user++) {
                assigned.merge(experiment.arm(version, population.person(user).arms()[version]), 1L, Long::sum);
            }
            return assigned;
        }

        private String phase(int cell) {
            return experiment.version(version).getPhases().get(cell / arms).getId();
        }

        private String variant(int cell) {
            return experiment.arm(version, cell % arms);
        }
    }
}
