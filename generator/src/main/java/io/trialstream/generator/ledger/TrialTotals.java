package io.trialstream.generator.ledger;

import io.trialstream.generator.ledger.Truth.CellTruth;
import io.trialstream.generator.ledger.Truth.ExperimentTruth;
import io.trialstream.generator.ledger.Truth.VariantTruth;
import io.trialstream.generator.ledger.Truth.WindowTruth;
import io.trialstream.generator.model.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Running sums of one trial over all shards. */
final class TrialTotals {
    private final Trial trial;
    private final Sums[] sums;
    final long[] assigned;
    final long[] exposed;
    final long[] botUsers;
    final long[] multiExposedUsers;
    long outside;
    long unassigned;
    long multiExposedEvents;
    long counted;
    long retracted;

    /** Over users of one cell: n, ΣM, ΣD, ΣM², ΣD², ΣMD. */
    private static final class Sums {
        private long users;
        private long clicks;
        private long impressions;
        private long clicksSquared;
        private long impressionsSquared;
        private long products;

        private void add(Sums other) {
            users += other.users;
            clicks += other.clicks;
            impressions += other.impressions;
            clicksSquared += other.clicksSquared;
            impressionsSquared += other.impressionsSquared;
            products += other.products;
        }
    }

    TrialTotals(Trial trial) {
        this.trial = trial;
        int cells = trial.arms() * trial.phases();
        sums = new Sums[cells];
        for (int cell = 0; cell < cells; cell++) {
            sums[cell] = new Sums();
        }
        assigned = new long[trial.arms()];
        exposed = new long[cells];
        botUsers = new long[cells];
        multiExposedUsers = new long[cells];
    }

    void user(int cell, long clicks, long impressions) {
        Sums of = sums[cell];
        of.users++;
        of.clicks += clicks;
        of.impressions += impressions;
        of.clicksSquared += clicks * clicks;
        of.impressionsSquared += impressions * impressions;
        of.products += clicks * impressions;
    }

    /** Adds another's users, and how many of them were exposed. */
    void addUsers(TrialTotals other) {
        IntervalCounts.add(exposed, other.exposed);
        for (int cell = 0; cell < sums.length; cell++) {
            sums[cell].add(other.sums[cell]);
        }
    }

    ExperimentTruth truth(List<WindowTruth> windows) {
        SortedMap<String, Long> assignedByVariant = new TreeMap<>();
        for (int arm = 0; arm < trial.arms(); arm++) {
            assignedByVariant.put(trial.variant(arm), assigned[arm]);
        }
        List<VariantTruth> variants = new ArrayList<>();
        for (int cell = 0; cell < sums.length; cell++) {
            variants.add(variant(cell));
        }
        return new ExperimentTruth(
                trial.experiment(),
                trial.version().getVersion(),
                assignedByVariant,
                outside,
                unassigned,
                multiExposedEvents,
                counted,
                retracted,
                variants,
                List.copyOf(windows));
    }

    private VariantTruth variant(int cell) {
        Sums of = sums[cell];
        return new VariantTruth(
                phase(trial, cell),
                variant(trial, cell),
                trial.baseClickRate(cell % trial.arms()),
                cells(cell % trial.arms()),
                of.users,
                exposed[cell],
                botUsers[cell],
                multiExposedUsers[cell],
                of.clicks,
                of.impressions,
                of.clicksSquared,
                of.impressionsSquared,
                of.products);
    }

    private List<CellTruth> cells(int arm) {
        return trial.cells().stream()
                .filter(cell -> cell.clickRates().containsKey(trial.variant(arm)))
                .map(cell -> new CellTruth(
                        cell.demographic(),
                        cell.segment(),
                        cell.style(),
                        cell.clickRates().getOrDefault(trial.variant(arm), 0.0)))
                .toList();
    }

    static String phase(Trial trial, int cell) {
        return trial.version().getPhases().get(cell / trial.arms()).getId();
    }

    static String variant(Trial trial, int cell) {
        return trial.variant(cell % trial.arms());
    }
}
