package io.trialstream.topology.aggregate;

import io.trialstream.schemas.ExperimentState;
import io.trialstream.topology.assignment.Assignments;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.settings.MetricRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one unit contributes to the sums of its partition. Pure over the unit's sections: {@link #contribution} computes it from
 * what is known now, so a change at a unit is "subtract the old contribution, add the new" whatever the change was; {@link #fold}
 * freezes what closed windows have decided and leaves the contribution to all running sums as it is.
 */
public final class UnitAccount {
    private final MetricRegistry metrics;
    private final Windows shape;

    public UnitAccount(MetricRegistry metrics, Windows shape) {
        this.metrics = metrics;
        this.shape = shape;
    }

    /**
     * A unit's part in one experiment.
     *
     * @param sums added to the experiment's running sums
     * @param windows by window start: added to that window's sums
     * @param standing what the event asked about counts for; null where none was
     */
    public record Contribution(
            ExperimentSums sums,
            TreeMap<Long, WindowSums> windows,
            @Nullable EventStanding standing) {
        /** This less the other. */
        public Contribution minus(Contribution other) {
            sums.add(other.sums, -1);
            other.windows.forEach((start, w) ->
                    windows.computeIfAbsent(start, s -> new WindowSums()).add(w, -1));
            windows.values().removeIf(WindowSums::isZero);
            return this;
        }

        public boolean isZero() {
            return sums.isZero() && windows.isEmpty();
        }
    }

    /**
     * What the unit contributes to an experiment, given everything known now.
     *
     * @param asked the kept event whose standing is wanted; null for none
     */
    public Contribution contribution(
            Experiment experiment,
            Experiment.Places places,
            Assignments assignments,
            Enrolments frozen,
            OpenWindows windows,
            @Nullable KeptEvent asked) {
        Map<Integer, Enrolment> enrolments = frozen.of(experiment.id());
        Judgement judgement = new Judgement(experiment, places, assignments, enrolments, windows.list());
        Contribution result = new Contribution(new ExperimentSums(), new TreeMap<>(), standing(judgement, asked));
        judgement.events().forEach(e -> addEvent(experiment, e, result));
        windows.list().forEach(w -> addBotUser(judgement, w, result));
        shareAndMean(result.windows());
        addRunning(experiment, judgement, enrolments, result);
        addBotArms(judgement, enrolments, windows.list(), result.sums());
        return result;
    }

    private static @Nullable EventStanding standing(Judgement judgement, @Nullable KeptEvent asked) {
        for (Judgement.JudgedEvent e : judgement.events()) {
            if (e.event() == asked) {
                return new EventStanding(e.arm(), e.state());
            }
        }
        return null;
    }

    /** @param arm version 0, empty phase and empty variant stand for none */
    public record EventStanding(ArmKey arm, ExperimentState state) {}

    /** Freezes what windows that are closed now have decided, and forgets their events. */
    public void fold(
            Collection<Experiment> experiments,
            Experiment.Places places,
            Assignments assignments,
            Enrolments frozen,
            OpenWindows windows,
            long closedThrough) {
        for (Experiment experiment : experiments) {
            Judgement judgement =
                    new Judgement(experiment, places, assignments, frozen.of(experiment.id()), windows.list());
            judgement.exposures().forEach((version, exposure) -> {
                if (shape.end(exposure.time()) <= closedThrough) {
                    frozen.get(experiment.id(), version).freezeExposure(exposure);
                }
            });
            for (Judgement.JudgedEvent e : judgement.events()) {
                if (e.window().start() + shape.lengthMs() <= closedThrough) {
                    freeze(experiment, e, frozen);
                }
            }
            for (OpenWindow w : windows.list()) {
                if (w.start() + shape.lengthMs() <= closedThrough) {
                    freezeBotArm(experiment, judgement.botArm(w), frozen);
                }
            }
        }
        windows.removeThrough(closedThrough, shape);
    }

    /**
     * A verdict starts: first exposures stand as they are now, and every version the unit was exposed in drops it. To be called
     * before the unit's kept events are retracted.
     */
    public void drop(
            Collection<Experiment> experiments,
            Experiment.Places places,
            Assignments assignments,
            Enrolments frozen,
            OpenWindows windows) {
        for (Experiment experiment : experiments) {
            Judgement judgement =
                    new Judgement(experiment, places, assignments, frozen.of(experiment.id()), windows.list());
            judgement.exposures().forEach((version, exposure) -> {
                Enrolment enrolment = frozen.get(experiment.id(), version);
                enrolment.freezeExposure(exposure);
                enrolment.drop();
            });
        }
    }

    /** Makes a closing window tell every metric its version lists, and no other. */
    public void complete(Experiment experiment, WindowSums window) {
        window.arms().forEach((key, arm) -> {
            List<String> listed = experiment.metrics(key.version()).stream()
                    .map(MetricDefinition::key)
                    .toList();
            arm.amounts().keySet().retainAll(listed);
            listed.forEach(arm::amounts);
        });
    }

    private void addEvent(Experiment experiment, Judgement.JudgedEvent e, Contribution result) {
        switch (e.state()) {
            case counted -> {
                result.sums().countCounted();
                WindowSums.Arm arm = result.windows()
                        .computeIfAbsent(e.window().start(), s -> new WindowSums())
                        .arm(e.arm());
                arm.countUser();
                for (MetricDefinition metric : experiment.metrics(e.arm().version())) {
                    Enrolment.Amounts amounts = arm.amounts(metric.key());
                    amounts.numerator += numerator(metric, e.event());
                    amounts.denominator += denominator(metric, e.event());
                }
            }
            case unassigned -> result.sums().countUnassigned();
            case multiExposed -> result.sums().countMultiExposed();
            case outsideExperiment -> {}
        }
    }

    private static void addBotUser(Judgement judgement, OpenWindow window, Contribution result) {
        ArmKey arm = judgement.botArm(window);
        if (arm != null) {
            result.windows()
                    .computeIfAbsent(window.start(), s -> new WindowSums())
                    .arm(arm)
                    .countBot();
        }
    }

    /** A unit's window amounts, until now events or sums, become what the metric's kind makes of a unit. */
    private void shareAndMean(Map<Long, WindowSums> windows) {
        for (WindowSums w : windows.values()) {
            for (WindowSums.Arm arm : w.arms().values()) {
                arm.amounts().forEach((key, a) -> {
                    MetricDefinition metric = metrics.byKey(key);
                    if (metric != null && metric.kind() != MetricDefinition.Kind.RATIO) {
                        a.numerator = unitNumerator(metric, a.numerator);
                        a.denominator = 1;
                    }
                });
            }
        }
    }

    private void addRunning(
            Experiment experiment, Judgement judgement, Map<Integer, Enrolment> enrolments, Contribution result) {
        judgement.exposures().forEach((version, exposure) -> {
            ArmSums exposedArm = result.sums().arm(exposure.arm());
            exposedArm.countExposed();
            Enrolment enrolment = enrolments.getOrDefault(version, new Enrolment());
            boolean multiExposed = judgement.isMultiExposed(version);
            if (multiExposed) {
                exposedArm.countMultiExposed();
            }
            if (multiExposed || enrolment.dropped()) {
                boolean byVerdict = enrolment.dropped() && !enrolment.multiExposed();
                result.sums().countRetracted(enrolment.countedEvents(), byVerdict);
                return;
            }
            addUser(experiment, judgement, version, exposure.arm(), enrolment, result.sums());
        });
    }

    private void addUser(
            Experiment experiment,
            Judgement judgement,
            int version,
            ArmKey exposed,
            Enrolment frozen,
            ExperimentSums sums) {
        TreeMap<String, Enrolment.Amounts> totals = new TreeMap<>();
        frozen.totals().forEach((key, a) -> totals.put(key, new Enrolment.Amounts(a.numerator, a.denominator)));
        TreeSet<String> arms = new TreeSet<>(frozen.countedArms());
        List<MetricDefinition> listed = experiment.metrics(version);
        for (Judgement.JudgedEvent e : judgement.events()) {
            if (e.state() != ExperimentState.counted || e.arm().version() != version) {
                continue;
            }
            arms.add(e.arm().variant());
            for (MetricDefinition metric : listed) {
                Enrolment.Amounts a = totals.computeIfAbsent(metric.key(), k -> new Enrolment.Amounts(0, 0));
                a.numerator += numerator(metric, e.event());
                a.denominator += denominator(metric, e.event());
            }
        }
        if (arms.isEmpty()) {
            return;
        }
        ArmSums arm = sums.arm(new ArmKey(version, exposed.phase(), arms.first()));
        arm.countUser();
        totals.forEach((key, a) -> {
            MetricDefinition metric = metrics.byKey(key);
            if (metric != null) {
                boolean ratio = metric.kind() == MetricDefinition.Kind.RATIO;
                arm.metrics()
                        .put(key, MetricSums.ofUnit(unitNumerator(metric, a.numerator), ratio ? a.denominator : 1));
            }
        });
    }

    private static void addBotArms(
            Judgement judgement,
            Map<Integer, Enrolment> enrolments,
            Collection<OpenWindow> windows,
            ExperimentSums sums) {
        TreeMap<Integer, ArmKey> first = new TreeMap<>();
        enrolments.forEach((version, enrolment) -> {
            if (enrolment.botArm() != null) {
                first.put(version, enrolment.botArm());
            }
        });
        for (OpenWindow w : windows) {
            ArmKey arm = judgement.botArm(w);
            if (arm != null) {
                first.putIfAbsent(arm.version(), arm);
            }
        }
        first.values().forEach(arm -> sums.arm(arm).countBot());
    }

    private void freeze(Experiment experiment, Judgement.JudgedEvent e, Enrolments frozen) {
        if (e.state() == ExperimentState.multiExposed) {
            frozen.get(experiment.id(), e.arm().version()).freezeMultiExposed();
        }
        if (e.state() != ExperimentState.counted) {
            return;
        }
        Enrolment enrolment = frozen.get(experiment.id(), e.arm().version());
        enrolment.freezeCounted(e.arm().variant(), 1);
        for (MetricDefinition metric : experiment.metrics(e.arm().version())) {
            enrolment.freezeTotal(metric.key(), numerator(metric, e.event()), denominator(metric, e.event()));
        }
    }

    private static void freezeBotArm(Experiment experiment, @Nullable ArmKey arm, Enrolments frozen) {
        if (arm != null && frozen.get(experiment.id(), arm.version()).botArm() == null) {
            frozen.get(experiment.id(), arm.version()).freezeBotArm(arm);
        }
    }

    private static long numerator(MetricDefinition metric, KeptEvent event) {
        if (!metric.numeratorEvents().contains(event.name())) {
            return 0;
        }
        return metric.sumProperty() == null ? 1 : event.values().getOrDefault(metric.sumProperty(), 0L);
    }

    private static long denominator(MetricDefinition metric, KeptEvent event) {
        return metric.denominatorEvents().contains(event.name()) ? 1 : 0;
    }

    private static long unitNumerator(MetricDefinition metric, long events) {
        return metric.kind() == MetricDefinition.Kind.SHARE ? Math.min(events, 1) : events;
    }
}
