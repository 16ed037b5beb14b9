package io.trialstream.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.OracleResult.Accounting;
import io.trialstream.oracle.OracleResult.ArmKey;
import io.trialstream.oracle.OracleResult.ExperimentTotals;
import io.trialstream.oracle.OracleResult.Outcome;
import io.trialstream.oracle.OracleResult.PartitionResult;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.VariantWindow;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold in every history, and that the histories reach everything there is to reach. */
class RandomHistoriesTest {
    private static final int SEEDS = 1_000;

    @Test
    void identities_hold_in_every_history_and_every_branch_occurs() {
        TreeMap<String, Integer> seen = new TreeMap<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomHistory.Options options = RandomHistory.Options.of(seed);
            List<RawRecord> records = RandomHistory.of(seed, options);
            OracleResult result = Oracle.run(records, options.settings());
            checkAccounting(seed, records, result);
            checkExperiments(seed, result);
            checkWindowsAddUp(seed, result);
            checkSessions(seed, options.settings(), result);
            cover(records, result).forEach((what, times) -> seen.merge(what, times > 0 ? 1 : 0, Integer::sum));
        }
        assertThat(seen)
                .allSatisfy((what, histories) -> assertThat(histories)
                        .as("histories in which '%s' occurs", what)
                        .isGreaterThanOrEqualTo(20));
    }

    /** Leaving a kind of fact out, or telling all facts before the first event, changes what comes out: both matter. */
    @Test
    void facts_and_the_moment_they_become_known_matter() {
        Map<String, Integer> differing = new TreeMap<>();
        for (long seed = 0; seed < 100; seed++) {
            OracleSettings settings = RandomHistory.settings(seed);
            List<RawRecord> records = RandomHistory.of(seed);
            OracleResult whole = Oracle.run(records, settings);
            Map<String, List<RawRecord>> others = Map.of(
                    "controls", without(records, RawRecord.ControlFact.class),
                    "assignments", without(records, RawRecord.AssignmentFact.class),
                    "definitions' updates", firstDefinitionsOnly(records),
                    "order", factsFirst(records));
            others.forEach((what, changed) -> {
                OracleResult other = Oracle.run(changed, settings);
                boolean same = other.experiments().equals(whole.experiments())
                        && other.running().equals(whole.running());
                differing.merge(what, same ? 0 : 1, Integer::sum);
            });
        }
        assertThat(differing)
                .hasSize(4)
                .allSatisfy((what, histories) -> assertThat(histories)
                        .as("histories of 100 that %s change", what)
                        .isGreaterThanOrEqualTo(20));
    }

    private static List<RawRecord> without(List<RawRecord> records, Class<? extends RawRecord.Body> kind) {
        return records.stream().filter(r -> !kind.isInstance(r.body())).toList();
    }

    private static List<RawRecord> firstDefinitionsOnly(List<RawRecord> records) {
        Set<String> told = new HashSet<>();
        return records.stream()
                .filter(r -> !(r.body() instanceof RawRecord.DefinitionFact fact)
                        || told.add(r.partition() + fact.definition().getId()))
                .toList();
    }

    private static List<RawRecord> factsFirst(List<RawRecord> records) {
        Predicate<RawRecord> fact = r -> r.body() instanceof RawRecord.AssignmentFact
                || r.body() instanceof RawRecord.DefinitionFact
                || r.body() instanceof RawRecord.ControlFact;
        return Stream.concat(records.stream().filter(fact), records.stream().filter(fact.negate()))
                .toList();
    }

    @Test
    void a_seed_gives_the_same_history_again() {
        assertThat(Oracle.run(RandomHistory.of(7), RandomHistory.settings(7)))
                .isEqualTo(Oracle.run(RandomHistory.of(7), RandomHistory.settings(7)));
        assertThat(RandomHistory.of(7)).hasSameSizeAs(RandomHistory.of(7));
    }

    private static void checkAccounting(long seed, List<RawRecord> records, OracleResult result) {
        long eventRecords = records.stream()
                .filter(r -> r.body() instanceof RawRecord.Event || r.body() instanceof RawRecord.Bad)
                .count();
        Accounting total = result.total();
        assertThat(total.in()).as("in of seed %d", seed).isEqualTo(eventRecords);
        assertThat(total.balanced()).as("balance of seed %d", seed).isTrue();
        assertThat(sum(total.invalidByReason().values())).isEqualTo(total.invalid());
        assertThat(sum(total.botByReason().values())).isEqualTo(total.bot());
        assertThat(sum(total.lateByReason().values())).isEqualTo(total.late());
        assertThat(result.windows().values()).allMatch(Accounting::balanced);
        assertThat(result.partitions()).allMatch(p -> p.accounting().balanced());
        for (PartitionResult p : result.partitions()) {
            assertThat(p.outcomes()).hasSize((int) p.accounting().in());
            long inWindows =
                    p.windows().values().stream().mapToLong(Accounting::in).sum();
            assertThat(inWindows)
                    .as("windows of partition %d of seed %d", p.partition(), seed)
                    .isEqualTo(
                            p.watermark() == null ? inWindows : p.accounting().in());
        }
        assertAddsUp(result, total, Accounting::in);
        assertAddsUp(result, total, Accounting::bot);
        assertAddsUp(result, total, Accounting::kept);
        assertAddsUp(result, total, Accounting::late);
        long markers = records.size() - eventRecords;
        long rejected = result.partitions().stream()
                .mapToLong(p -> sum(p.rejectedMarkers().values()))
                .sum();
        assertThat(total.watermarks() + total.facts() + rejected).isEqualTo(markers);
    }

    private static void assertAddsUp(OracleResult result, Accounting total, ToLongFunction<Accounting> part) {
        assertThat(result.partitions().stream()
                        .map(PartitionResult::accounting)
                        .mapToLong(part)
                        .sum())
                .isEqualTo(part.applyAsLong(total));
    }

    private static void checkExperiments(long seed, OracleResult result) {
        result.experiments().forEach((id, totals) -> {
            assertThat(totals.balanced())
                    .as("%s of seed %d: %s", id, seed, totals)
                    .isTrue();
            assertThat(totals.kept()).isEqualTo(result.total().kept());
            assertThat(totals.flaggedAfter()).isLessThanOrEqualTo(totals.retracted());
            Collection<ExperimentTotals> windows =
                    result.experimentWindows().getOrDefault(id, new TreeMap<>()).values();
            assertThat(windows).allMatch(ExperimentTotals::balanced);
            assertThat(windows.stream().mapToLong(ExperimentTotals::counted).sum())
                    .isEqualTo(totals.counted());
            assertThat(windows.stream().mapToLong(ExperimentTotals::outside).sum())
                    .isEqualTo(totals.outside());
        });
        result.running().forEach((arm, sums) -> {
            assertThat(sums.n())
                    .as("exposed units of %s, seed %d", arm, seed)
                    .isLessThanOrEqualTo(result.exposed().getOrDefault(arm, 0L));
            sums.metrics()
                    .values()
                    .forEach(m -> assertThat(m.mm().multiply(BigInteger.valueOf(sums.n())))
                            .isGreaterThanOrEqualTo(m.m().multiply(m.m()))); // Cauchy-Schwarz
        });
    }

    /** Finals are the sum of the partitions' windows; with nobody retracted and all closed, also the running sums. */
    private static void checkWindowsAddUp(long seed, OracleResult result) {
        result.finals().forEach((key, record) -> {
            List<VariantWindow> parts = result.partitions().stream()
                    .map(p -> p.closedWindows().get(key))
                    .filter(Objects::nonNull)
                    .toList();
            assertThat(parts.stream().mapToLong(VariantWindow::getUsers).sum()).isEqualTo(record.getUsers());
            assertThat(parts.stream().mapToLong(VariantWindow::getBotUsers).sum())
                    .isEqualTo(record.getBotUsers());
        });
        Map<String, Long> windowClicks = new HashMap<>();
        Map<String, Boolean> wholly = new HashMap<>();
        for (PartitionResult p : result.partitions()) {
            p.closedWindows().values().forEach(w -> {
                MetricSum sum = Objects.requireNonNull(w.getMetrics().get("ad_ctr"));
                windowClicks.merge(w.getExperimentId(), sum.getNumerator() + sum.getDenominator(), Long::sum);
            });
        }
        result.experiments().forEach((id, totals) -> {
            boolean allClosed = result.experimentWindows().getOrDefault(id, new TreeMap<>()).entrySet().stream()
                    .filter(e -> e.getValue().counted() > 0)
                    .allMatch(e -> result.partitions().stream()
                            .allMatch(p -> p.watermark() != null && p.watermark() > e.getKey() + 86_400_000));
            wholly.put(id, allClosed && totals.retracted() == 0);
        });
        wholly.forEach((id, comparable) -> {
            if (comparable) {
                long running = result.running().entrySet().stream()
                        .filter(e -> e.getKey().experiment().equals(id))
                        .map(e -> e.getValue().metrics().get("ad_ctr"))
                        .filter(Objects::nonNull)
                        .mapToLong(m -> m.m().add(m.d()).longValueExact())
                        .sum();
                assertThat(windowClicks.getOrDefault(id, 0L))
                        .as("clicks and impressions of %s in windows and running, seed %d", id, seed)
                        .isEqualTo(running);
            }
        });
    }

    private static void checkSessions(long seed, OracleSettings settings, OracleResult result) {
        Map<String, Session> last = new HashMap<>();
        long events = 0;
        for (Session session : result.sessions()) {
            Session former = last.put(session.getUnit(), session);
            assertThat(session.getOrdinal()).isEqualTo(former == null ? 1 : former.getOrdinal() + 1);
            if (former != null) {
                assertThat(session.getStart() - former.getEnd())
                        .as("pause before %s, seed %d", session, seed)
                        .isGreaterThan(settings.time().gap());
            }
            events += session.getEvents();
        }
        assertThat(events)
                .isLessThanOrEqualTo(result.total().kept() + result.total().bot());
    }

    /** How often each branch that a history can be asked about was taken in it. */
    private static Map<String, Long> cover(List<RawRecord> records, OracleResult result) {
        Map<String, Long> seen = new HashMap<>();
        List.of(
                        "no-value",
                        "undecodable",
                        "unknown-schema",
                        "missing-event-id",
                        "missing-event-name",
                        "missing-unit",
                        "key-mismatch",
                        "wrong-partition",
                        "future-timestamp",
                        "ancient-timestamp")
                .forEach(r -> seen.put(
                        "invalid " + r, result.total().invalidByReason().getOrDefault(r, 0L)));
        List.of("bad-marker", "future-timestamp", "ancient-timestamp", "too-many-writers")
                .forEach(r -> seen.put(
                        "marker " + r,
                        result.partitions().stream()
                                .mapToLong(p -> p.rejectedMarkers().getOrDefault(r, 0L))
                                .sum()));
        List.of("volume", "burst-interval", "user-agent")
                .forEach(r -> seen.put("bot " + r, result.total().botByReason().getOrDefault(r, 0L)));
        seen.put("late", result.total().late());
        seen.put("duplicate", result.total().duplicate());
        long botWhenProcessed = result.partitions().stream()
                .flatMap(p -> p.outcomes().stream())
                .filter(o -> o.outcome() == Outcome.BOT)
                .count();
        seen.put("event retracted", result.total().bot() - botWhenProcessed);
        coverVerdicts(result, seen);
        coverSessions(result, seen);
        coverExperiments(result, seen);
        seen.put("same id kept twice", acceptedAgain(records, result));
        seen.put("partition without watermark", count(result.partitions(), p -> p.watermark() == null));
        seen.put(
                "partition without events",
                count(result.partitions(), p -> p.outcomes().isEmpty()));
        seen.put(
                "window closed on one partition, not on all",
                (long) result.partitions().stream()
                                .mapToInt(p -> p.closedWindows().size())
                                .sum()
                        - result.finals().size());
        seen.put("final", (long) result.finals().size());
        return seen;
    }

    private static void coverVerdicts(OracleResult result, Map<String, Long> seen) {
        long extended = 0;
        long again = 0;
        long withoutWatermark = 0;
        Map<String, BotVerdict> last = new HashMap<>();
        for (PartitionResult p : result.partitions()) {
            for (BotVerdict verdict : p.verdicts()) {
                BotVerdict former = last.put(p.partition() + verdict.getUnit(), verdict);
                boolean extends_ = former != null && former.getFrom() == verdict.getFrom();
                extended += extends_ ? 1 : 0;
                again += former != null && !extends_ ? 1 : 0;
                withoutWatermark += verdict.getFrom() == 0 ? 1 : 0;
            }
        }
        seen.put("verdict extended", extended);
        seen.put("verdict after an expired one", again);
        seen.put("verdict without a watermark", withoutWatermark);
    }

    private static void coverSessions(OracleResult result, Map<String, Long> seen) {
        List<Session> sessions = result.sessions();
        seen.put("session", (long) sessions.size());
        seen.put("session of a bot", count(sessions, Session::getBot));
        seen.put("session of a person", count(sessions, s -> !s.getBot()));
        seen.put("session that bounced", count(sessions, Session::getBounce));
        seen.put("session with variants", count(sessions, s -> !s.getVariants().isEmpty()));
        seen.put("session with device", count(sessions, s -> s.getDevice() != null));
        seen.put("session without page", count(sessions, s -> s.getEntry() == null));
        long pausesJustTooLong = 0;
        for (int i = 1; i < sessions.size(); i++) {
            long pause = sessions.get(i).getStart() - sessions.get(i - 1).getEnd();
            boolean sameUnit =
                    sessions.get(i).getUnit().equals(sessions.get(i - 1).getUnit());
            pausesJustTooLong += sameUnit && (pause == 1_800_001 || pause == 600_001) ? 1 : 0;
        }
        seen.put("pause of gap + 1 ms", pausesJustTooLong);
        seen.put(
                "session of two events exactly a gap apart",
                count(
                        sessions,
                        s -> s.getEvents() == 2
                                && (s.getEnd() - s.getStart() == 1_800_000 || s.getEnd() - s.getStart() == 600_000)));
    }

    private static void coverExperiments(OracleResult result, Map<String, Long> seen) {
        Collection<ExperimentTotals> all = result.experiments().values();
        seen.put("outside", all.stream().mapToLong(ExperimentTotals::outside).sum());
        seen.put(
                "unassigned",
                all.stream().mapToLong(ExperimentTotals::unassigned).sum());
        seen.put(
                "multi-exposed",
                all.stream().mapToLong(ExperimentTotals::multiExposed).sum());
        seen.put("counted", all.stream().mapToLong(ExperimentTotals::counted).sum());
        seen.put(
                "retracted, not by a verdict",
                all.stream().mapToLong(t -> t.retracted() - t.flaggedAfter()).sum());
        seen.put(
                "flagged after",
                all.stream().mapToLong(ExperimentTotals::flaggedAfter).sum());
        seen.put("running", (long) result.running().size());
        seen.put("bot users", sum(result.botUsers().values()));
        seen.put("bot users in a final", count(result.finals().values(), w -> w.getBotUsers() > 0));
        seen.put("final of bots alone", count(result.finals().values(), w -> w.getUsers() == 0));
        seen.put("multi-exposed users", sum(result.multiExposedUsers().values()));
        seen.put("second version counted", count(result.running().keySet(), a -> a.version() > 1));
        seen.put(
                "second phase counted",
                count(result.running().keySet(), a -> a.phase().equals("p2")));
        seen.put(
                "exposed, not in the running sums",
                sum(result.exposed().values())
                        - result.running().values().stream()
                                .mapToLong(OracleResult.RunningSums::n)
                                .sum());
        for (String metric : List.of("ad_ctr", "recipes_saved", "spend", "crash_rate")) {
            seen.put("metric " + metric, count(result.running().entrySet(), e -> {
                OracleResult.MetricSums sums = e.getValue().metrics().get(metric);
                return sums != null && sums.m().signum() != 0;
            }));
        }
        for (ArmKey arm : result.running().keySet()) {
            seen.put("experiment " + arm.experiment(), 1L);
        }
    }

    /** Ids accepted a second time, after the memory of them has run out. */
    private static long acceptedAgain(List<RawRecord> records, OracleResult result) {
        Map<String, Integer> accepted = new HashMap<>();
        for (PartitionResult p : result.partitions()) {
            Map<Long, Outcome> outcomes = new HashMap<>();
            p.outcomes().forEach(o -> outcomes.put(o.offset(), o.outcome()));
            for (RawRecord record : records) {
                Outcome outcome = record.partition() == p.partition() ? outcomes.get(record.offset()) : null;
                if (record.body() instanceof RawRecord.Event e && (outcome == Outcome.KEPT || outcome == Outcome.BOT)) {
                    accepted.merge(e.event().getEventId(), 1, Integer::sum);
                }
            }
        }
        return accepted.values().stream().filter(times -> times > 1).count();
    }

    private static <T> long count(Collection<T> all, Predicate<T> wanted) {
        return all.stream().filter(wanted).count();
    }

    private static long sum(Collection<Long> values) {
        return values.stream().mapToLong(v -> v).sum();
    }
}
