package io.trialstream.topology.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.Oracle;
import io.trialstream.oracle.OracleResult;
import io.trialstream.oracle.OracleSettings;
import io.trialstream.oracle.RandomHistory;
import io.trialstream.oracle.RawRecord;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.Session;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.ArmKey;
import io.trialstream.topology.aggregate.ExperimentSums;
import io.trialstream.topology.enrich.UserAgents;
import io.trialstream.topology.merge.MergeKeys;
import io.trialstream.topology.merge.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random histories: the topology's answer is the oracle's, to the event. */
class RandomHistoryTest {
    /** Histories in each batch; all batches together are 400. */
    private static final int BATCH = 50;

    private static final UserAgents AGENTS = new UserAgents();

    @TempDir
    Path stateDir;

    @ParameterizedTest(name = "seeds {0} to {0} + 49")
    @ValueSource(longs = {0, 50, 100, 150, 200, 250, 300, 350})
    void equalsTheOracle(long first) {
        for (long seed = first; seed < first + BATCH; seed++) {
            check(seed);
        }
    }

    private void check(long seed) {
        RandomHistory.Options options = RandomHistory.Options.of(seed);
        List<RawRecord> history = RandomHistory.of(seed, options);
        OracleSettings settings = options.settings()
                .with(
                        agent -> AGENTS.agent(agent).crawler(),
                        agent -> AGENTS.agent(agent).deviceClass());
        OracleResult expected = Oracle.run(history, settings);
        try (HistoryRun run = new HistoryRun(HistoryRun.settings(settings), stateDir)) {
            history.forEach(run::pipe);
            run.finish();
            compare("seed " + seed, expected, run, settings.partitions());
        }
    }

    private static void compare(String seed, OracleResult expected, HistoryRun run, int partitions) {
        compareAccounting(seed, expected, run, partitions);
        assertThat(run.unbalancedMarks)
                .as("%s: marks that are not balanced", seed)
                .isZero();
        assertThat(run.verdicts).as("%s: verdicts", seed).isEqualTo(verdicts(expected));
        assertThat(run.sessions.stream().sorted(byUnit()).toList())
                .as("%s: sessions", seed)
                .isEqualTo(expected.sessions().stream().sorted(byUnit()).toList());
        assertThat(run.finalsToldTwice).as("%s: finals told twice", seed).isEmpty();
        assertThat(run.finals).as("%s: finals", seed).isEqualTo(new TreeMap<>(expected.finals()));
        compareSums(seed, expected, run, partitions);
        assertThat((long) run.clean.size())
                .as("%s: clean events", seed)
                .isEqualTo(expected.total().bot() + expected.total().kept());
    }

    private static Comparator<Session> byUnit() {
        return Comparator.comparing(Session::getUnit).thenComparing(Session::getOrdinal);
    }

    private static Map<String, List<BotVerdict>> verdicts(OracleResult expected) {
        Map<String, List<BotVerdict>> byUnit = new TreeMap<>();
        expected.partitions()
                .forEach(p -> p.verdicts()
                        .forEach(v -> byUnit.computeIfAbsent(v.getUnit(), u -> new ArrayList<>())
                                .add(v)));
        return byUnit;
    }

    private static void compareAccounting(String seed, OracleResult expected, HistoryRun run, int partitions) {
        for (int p = 0; p < partitions; p++) {
            OracleResult.PartitionResult partition = expected.partitions().get(p);
            byte[] bytes = run.mergeStore().get(MergeKeys.mark(p));
            assertThat(bytes).as("%s: partition %d has told", seed, p).isNotNull();
            Report.Mark mark = (Report.Mark) Report.fromBytes(bytes);
            Accounting a = mark.accounting();
            OracleResult.Accounting e = partition.accounting();
            if (partition.watermark() != null) {
                assertThat(mark.watermark()).as("%s: watermark of %d", seed, p).isEqualTo(partition.watermark());
            }
            assertThat(List.of(a.in(), a.duplicate(), a.kept(), a.watermarks(), a.facts()))
                    .as("%s: in, duplicate, kept, watermarks, facts of %d", seed, p)
                    .isEqualTo(List.of(e.in(), e.duplicate(), e.kept(), e.watermarks(), e.facts()));
            assertThat(a.invalidByReason()).as("%s: invalid of %d", seed, p).isEqualTo(e.invalidByReason());
            assertThat(a.lateByReason()).as("%s: late of %d", seed, p).isEqualTo(e.lateByReason());
            assertThat(a.botByReason()).as("%s: bot of %d", seed, p).isEqualTo(e.botByReason());
        }
    }

    private static void compareSums(String seed, OracleResult expected, HistoryRun run, int partitions) {
        Map<String, String> sums = new TreeMap<>();
        Map<String, String> totals = new TreeMap<>();
        expected.experiments().keySet().forEach(id -> {
            ExperimentSums total = new ExperimentSums();
            for (int p = 0; p < partitions; p++) {
                byte[] bytes = run.mergeStore().get(MergeKeys.sums(id, p));
                if (bytes != null) {
                    total.add(((Report.Sums) Report.fromBytes(bytes)).sums(), 1);
                }
            }
            totals.put(
                    id,
                    List.of(
                                    total.unassigned(),
                                    total.multiExposed(),
                                    total.counted(),
                                    total.retracted(),
                                    total.flaggedAfter())
                            .toString());
            total.arms().forEach((key, arm) -> describe(id, key, arm, sums));
        });
        Map<String, String> expectedTotals = new TreeMap<>();
        expected.experiments()
                .forEach((id, t) -> expectedTotals.put(
                        id,
                        List.of(t.unassigned(), t.multiExposed(), t.counted(), t.retracted(), t.flaggedAfter())
                                .toString()));
        assertThat(totals)
                .as("%s: unassigned, multi-exposed, counted, retracted, flagged after", seed)
                .isEqualTo(expectedTotals);
        assertThat(sums).as("%s: running sums", seed).isEqualTo(describe(expected));
    }

    private static void describe(
            String id, ArmKey key, io.trialstream.topology.aggregate.ArmSums arm, Map<String, String> into) {
        String prefix = id + "/" + key.version() + "/" + key.phase() + "/" + key.variant() + " ";
        put(into, prefix + "exposed", arm.exposedUsers());
        put(into, prefix + "bots", arm.botUsers());
        put(into, prefix + "multi", arm.multiExposedUsers());
        put(into, prefix + "n", arm.users());
        arm.metrics()
                .forEach((metric, m) -> into.put(
                        prefix + metric.substring(0, metric.indexOf('@')),
                        List.of(m.sumM(), m.sumD(), m.sumMM(), m.sumDD(), m.sumMD())
                                .toString()));
    }

    private static Map<String, String> describe(OracleResult expected) {
        Map<String, String> sums = new TreeMap<>();
        expected.exposed().forEach((key, n) -> put(sums, key + " exposed", n));
        expected.botUsers().forEach((key, n) -> put(sums, key + " bots", n));
        expected.multiExposedUsers().forEach((key, n) -> put(sums, key + " multi", n));
        expected.running().forEach((key, running) -> {
            put(sums, key + " n", running.n());
            running.metrics()
                    .forEach((metric, m) -> sums.put(
                            key + " " + metric,
                            List.of(m.m(), m.d(), m.mm(), m.dd(), m.md()).toString()));
        });
        // Sums that are all zero need not be held.
        sums.values().removeIf("[0, 0, 0, 0, 0]"::equals);
        return sums;
    }

    private static void put(Map<String, String> into, String key, long n) {
        if (n != 0) {
            into.put(key, Long.toString(n));
        }
    }
}
