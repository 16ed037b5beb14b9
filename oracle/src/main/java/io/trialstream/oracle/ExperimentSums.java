package io.trialstream.oracle;

import io.trialstream.oracle.OracleResult.ArmKey;
import io.trialstream.oracle.OracleResult.ExperimentTotals;
import io.trialstream.oracle.OracleResult.MetricSums;
import io.trialstream.oracle.OracleResult.RunningSums;
import io.trialstream.oracle.UnitHistory.Accepted;
import io.trialstream.oracle.UnitHistory.BotArm;
import io.trialstream.oracle.UnitHistory.Exposure;
import io.trialstream.oracle.UnitHistory.Judgement;
import io.trialstream.oracle.UnitHistory.State;
import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sums of section 9, added up from the judgements of some partitions' units. */
final class ExperimentSums {
    private final OracleSettings settings;
    private final List<UnitView> units = new ArrayList<>();
    private final Set<String> experiments = new TreeSet<>();

    /** One unit with all judgements of its kept events: the frozen ones, and the open ones as of now. */
    private record UnitView(PartitionRun run, UnitHistory history, List<Judgement> judgements) {
        List<Judgement> counted() {
            return judgements.stream().filter(j -> j.is(State.COUNTED)).toList();
        }

        /** Whether a verdict took the unit out of the version of this judgement. */
        boolean dropped(Judgement j) {
            return history.drops.stream()
                    .anyMatch(d -> d.exposure().experiment().equals(j.experiment())
                            && d.exposure().version() == j.versionNumber());
        }

        /** Whether the unit is multi-exposed in the version of this judgement. */
        boolean multiExposed(Judgement j) {
            return multiExposed(j.experiment(), j.versionNumber());
        }

        boolean multiExposed(String experiment, int version) {
            return judgements.stream()
                    .anyMatch(j -> j.is(State.MULTI_EXPOSED)
                            && j.experiment().equals(experiment)
                            && j.versionNumber() == version);
        }
    }

    /** One arm in one window while it is added up. */
    private static final class Row {
        long users;
        long botUsers;
        final SortedMap<String, MetricSums> metrics = new TreeMap<>();
    }

    private record Cell(ArmKey arm, long window) {}

    ExperimentSums(OracleSettings settings, List<PartitionRun> runs) {
        this.settings = settings;
        for (PartitionRun run : runs) {
            experiments.addAll(run.facts.experiments());
            for (UnitHistory history : run.units.values()) {
                List<Judgement> judgements = new ArrayList<>(history.frozen);
                judgements.addAll(run.judgeOpen(history));
                units.add(new UnitView(run, history, judgements));
            }
        }
    }

    /** One record for each arm with users or bot users in a window that {@code closed} accepts, by key. */
    SortedMap<String, VariantWindow> windows(LongPredicate closed) {
        SortedMap<String, VariantWindow> records = new TreeMap<>();
        rows(closed).forEach((cell, row) -> records.put(cell.arm() + "/" + cell.window(), record(cell, row)));
        return records;
    }

    private Map<Cell, Row> rows(LongPredicate closed) {
        Map<Cell, Row> rows = new HashMap<>();
        for (UnitView unit : units) {
            Map<Cell, List<Judgement>> cells = unit.counted().stream()
                    .filter(j -> closed.test(window(j)))
                    .collect(Collectors.groupingBy(j -> new Cell(arm(j), window(j))));
            cells.forEach((cell, judgements) -> {
                Row row = rows.computeIfAbsent(cell, c -> new Row());
                row.users++;
                addUnit(row.metrics, judgements);
            });
            for (BotArm bot : unit.history().frozenBotArms) {
                if (closed.test(bot.window())) {
                    Row row = rows.computeIfAbsent(new Cell(arm(bot), bot.window()), c -> new Row());
                    row.botUsers++;
                    known(bot.version().getMetrics())
                            .forEach(metric -> row.metrics.putIfAbsent(metric.id(), MetricSums.ZERO));
                }
            }
        }
        return rows;
    }

    private VariantWindow record(Cell cell, Row row) {
        Map<String, MetricSum> metrics = new TreeMap<>();
        row.metrics.forEach((id, sums) -> metrics.put(
                id, new MetricSum(sums.m().longValueExact(), sums.d().longValueExact())));
        return VariantWindow.newBuilder()
                .setExperimentId(cell.arm().experiment())
                .setVersion(cell.arm().version())
                .setPhase(cell.arm().phase())
                .setVariant(cell.arm().arm())
                .setWindowStart(cell.window())
                .setWindowEnd(cell.window() + settings.time().window())
                .setUsers(row.users)
                .setBotUsers(row.botUsers)
                .setMetrics(metrics)
                .build();
    }

    /** Units enrolled, neither dropped nor multi-exposed, with a counted event; M and D over all their counted events. */
    SortedMap<ArmKey, RunningSums> running() {
        SortedMap<ArmKey, RunningSums> running = new TreeMap<>();
        for (UnitView unit : units) {
            Map<ArmKey, List<Judgement>> byArm = unit.counted().stream()
                    .filter(j -> !unit.dropped(j) && !unit.multiExposed(j))
                    .collect(Collectors.groupingBy(ExperimentSums::arm));
            byArm.forEach((arm, judgements) -> {
                RunningSums before = running.getOrDefault(arm, new RunningSums(0, new TreeMap<>()));
                SortedMap<String, MetricSums> metrics = new TreeMap<>(before.metrics());
                addUnit(metrics, judgements);
                running.put(arm, new RunningSums(before.n() + 1, metrics));
            });
        }
        return running;
    }

    /** Adds one unit with these counted events to every metric its version listed. */
    private void addUnit(SortedMap<String, MetricSums> sums, List<Judgement> counted) {
        Set<String> listed = counted.stream().flatMap(ExperimentSums::metrics).collect(Collectors.toSet());
        for (MetricDefinition metric : known(listed)) {
            List<UserEvent> events = counted.stream()
                    .filter(j -> metrics(j).anyMatch(metric.id()::equals))
                    .map(j -> j.event().event)
                    .toList();
            MetricSums before = sums.getOrDefault(metric.id(), MetricSums.ZERO);
            sums.put(metric.id(), before.plusUnit(metric.numeratorOf(events), metric.denominatorOf(events)));
        }
    }

    /** The metrics listed that the registry knows; others are left out. */
    private List<MetricDefinition> known(Iterable<String> listed) {
        List<MetricDefinition> known = new ArrayList<>();
        for (String id : listed) {
            MetricDefinition metric = settings.metric(id);
            if (metric != null) {
                known.add(metric);
            }
        }
        return known;
    }

    private static Stream<String> metrics(Judgement j) {
        return j.version() == null ? Stream.of() : j.version().getMetrics().stream();
    }

    /** Units by the arm of their first exposure, fixed or standing now. */
    SortedMap<ArmKey, Long> exposed() {
        SortedMap<ArmKey, Long> exposed = new TreeMap<>();
        forEachExposure((unit, exposure) -> exposed.merge(arm(exposure), 1L, Long::sum));
        return exposed;
    }

    /** Units now multi-exposed by the arm of their first exposure. */
    SortedMap<ArmKey, Long> multiExposedUsers() {
        SortedMap<ArmKey, Long> users = new TreeMap<>();
        forEachExposure((unit, exposure) -> {
            if (unit.multiExposed(exposure.experiment(), exposure.version())) {
                users.merge(arm(exposure), 1L, Long::sum);
            }
        });
        return users;
    }

    private void forEachExposure(BiConsumer<UnitView, Exposure> consumer) {
        for (UnitView unit : units) {
            for (String experiment : experiments) {
                unit.run()
                        .exposures(unit.history(), experiment)
                        .values()
                        .forEach(exposure -> consumer.accept(unit, exposure));
            }
        }
    }

    /** Units by the arm of their earliest window with a bot arm, once a version. */
    SortedMap<ArmKey, Long> botUsers() {
        SortedMap<ArmKey, Long> users = new TreeMap<>();
        for (UnitView unit : units) {
            Set<String> versionsSeen = new HashSet<>();
            List<BotArm> arms = new ArrayList<>(unit.history().frozenBotArms);
            arms.addAll(unit.run().botArmsOpen(unit.history()));
            for (BotArm bot : arms) {
                if (versionsSeen.add(bot.experiment() + "/" + bot.version().getVersion())) {
                    users.merge(arm(bot), 1L, Long::sum);
                }
            }
        }
        return users;
    }

    /** What became of kept events, by experiment. */
    SortedMap<String, ExperimentTotals> experiments() {
        SortedMap<String, ExperimentTotals> totals = new TreeMap<>();
        experimentWindows()
                .forEach((experiment, windows) -> totals.put(
                        experiment, windows.values().stream().reduce(ExperimentTotals.NONE, ExperimentTotals::plus)));
        return totals;
    }

    /** The same for each window that holds a kept event. */
    SortedMap<String, SortedMap<Long, ExperimentTotals>> experimentWindows() {
        SortedMap<String, SortedMap<Long, ExperimentTotals>> totals = new TreeMap<>();
        for (String experiment : experiments) {
            SortedMap<Long, ExperimentTotals> windows = new TreeMap<>();
            for (UnitView unit : units) {
                Map<Accepted, Judgement> judged = unit.judgements().stream()
                        .filter(j -> j.experiment().equals(experiment))
                        .collect(Collectors.toMap(Judgement::event, j -> j)); // throws where one is judged twice
                unit.history().accepted.stream()
                        .filter(Accepted::kept)
                        .forEach(e -> windows.merge(window(e), oneEvent(unit, judged.get(e)), ExperimentTotals::plus));
            }
            totals.put(experiment, windows);
        }
        return totals;
    }

    /** A kept event in the account of an experiment; null: its window closed before a definition came. */
    private static ExperimentTotals oneEvent(UnitView unit, @Nullable Judgement j) {
        if (j == null) {
            return new ExperimentTotals(1, 1, 0, 0, 0, 0, 0);
        }
        boolean counted = j.is(State.COUNTED);
        boolean multiExposed = counted && unit.multiExposed(j);
        boolean dropped = counted && unit.dropped(j);
        return new ExperimentTotals(
                1,
                j.is(State.OUTSIDE) ? 1 : 0,
                j.is(State.UNASSIGNED) ? 1 : 0,
                j.is(State.MULTI_EXPOSED) ? 1 : 0,
                counted ? 1 : 0,
                dropped || multiExposed ? 1 : 0,
                dropped && !multiExposed ? 1 : 0);
    }

    private long window(Judgement j) {
        return window(j.event());
    }

    private long window(Accepted event) {
        return settings.time().windowStart(event.time);
    }

    /** A counted event's place: the phase of the first exposure, the arm at its own time. */
    private static ArmKey arm(Judgement counted) {
        Exposure exposure = counted.exposure();
        if (exposure == null || counted.arm() == null) {
            throw new IllegalStateException("a counted event has an exposure and an arm, but: " + counted);
        }
        return new ArmKey(counted.experiment(), counted.versionNumber(), exposure.phase(), counted.arm());
    }

    private static ArmKey arm(BotArm bot) {
        return new ArmKey(bot.experiment(), bot.version().getVersion(), bot.phase(), bot.arm());
    }

    private static ArmKey arm(Exposure exposure) {
        return new ArmKey(exposure.experiment(), exposure.version(), exposure.phase(), exposure.arm());
    }
}
