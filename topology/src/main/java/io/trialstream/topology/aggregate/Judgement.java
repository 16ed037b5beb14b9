package io.trialstream.topology.aggregate;

import io.trialstream.schemas.ExperimentState;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.topology.assignment.Assignments;
import io.trialstream.topology.assignment.Experiment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What each of a unit's kept events in open windows counts for in one experiment, with all that is known now, on top of what
 * closed windows have frozen (docs/semantics.md §8). A pure function of its inputs; it keeps nothing.
 */
final class Judgement {
    /** @param arm version, phase and variant; for an event that counts nowhere, as far as it has them */
    record JudgedEvent(OpenWindow window, KeptEvent event, ArmKey arm, ExperimentState state) {}

    private final Experiment experiment;
    private final Experiment.Places places;
    private final Assignments assignments;
    private final Map<Integer, Enrolment> frozen;
    private final Map<Integer, Enrolment.Exposure> exposures = new TreeMap<>();
    private final TreeSet<Integer> multiExposed = new TreeSet<>();
    private final List<JudgedEvent> events = new ArrayList<>();

    Judgement(
            Experiment experiment,
            Experiment.Places places,
            Assignments assignments,
            Map<Integer, Enrolment> frozen,
            Collection<OpenWindow> windows) {
        this.experiment = experiment;
        this.places = places;
        this.assignments = assignments;
        this.frozen = frozen;
        frozen.forEach((version, enrolment) -> {
            if (enrolment.exposure() != null) {
                exposures.put(version, enrolment.exposure());
            }
        });
        windows.forEach(this::findExposures);
        windows.forEach(this::judgeWindow);
        findMultiExposed();
    }

    /** By window, by time. */
    List<JudgedEvent> events() {
        return events;
    }

    /** First exposure by version, frozen or as it looks now. */
    Map<Integer, Enrolment.Exposure> exposures() {
        return exposures;
    }

    boolean isMultiExposed(int version) {
        return multiExposed.contains(version);
    }

    /** The arm a bot event would count for; null where it would not. */
    @Nullable
    ArmKey botArm(OpenWindow window) {
        Long time = window.firstBotEvent();
        return time == null || !experiment.enrolmentOpen(time) ? null : armAt(time);
    }

    private @Nullable ArmKey armAt(long time) {
        ExperimentVersion version = experiment.versionAt(time);
        Phase phase = version == null ? null : Experiment.phaseAt(version, time);
        if (version == null || phase == null || !place(version).enrolled(phase)) {
            return null;
        }
        String variant = place(version).arm(assignments, experiment.id(), time);
        return variant == null ? null : new ArmKey(version.getVersion(), phase.getId(), variant);
    }

    private void findExposures(OpenWindow window) {
        for (KeptEvent e : window.kept()) {
            ExperimentVersion version = experiment.versionAt(e.time());
            if (version == null
                    || exposures.containsKey(version.getVersion())
                    || !isExposure(version, e.name())
                    || !experiment.enrolmentOpen(e.time())) {
                continue;
            }
            ArmKey arm = armAt(e.time());
            if (arm != null) {
                exposures.put(version.getVersion(), new Enrolment.Exposure(e.time(), arm));
            }
        }
    }

    private static boolean isExposure(ExperimentVersion version, String name) {
        return version.getExposureEvents().isEmpty()
                || version.getExposureEvents().contains(name);
    }

    private void judgeWindow(OpenWindow window) {
        for (KeptEvent e : window.kept()) {
            events.add(judge(window, e));
        }
    }

    private JudgedEvent judge(OpenWindow window, KeptEvent e) {
        ExperimentVersion version = experiment.versionAt(e.time());
        if (version == null) {
            return new JudgedEvent(window, e, new ArmKey(0, "", ""), ExperimentState.outsideExperiment);
        }
        Phase phase = Experiment.phaseAt(version, e.time());
        if (phase == null || !place(version).enrolled(phase)) {
            return outside(window, e, version, phase);
        }
        String variant = place(version).arm(assignments, experiment.id(), e.time());
        Enrolment.Exposure exposure = exposures.get(version.getVersion());
        if (exposure == null || exposure.time() > e.time()) {
            return variant == null && experiment.enrolmentOpen(e.time())
                    ? unassigned(window, e, version, phase.getId())
                    : outside(window, e, version, phase);
        }
        Enrolment enrolment = frozen.get(version.getVersion());
        boolean dropped = enrolment != null && enrolment.dropped();
        long horizon = version.getDecision().getHorizonMs();
        if (dropped || !experiment.enrolmentOpen(e.time()) && e.time() >= exposure.time() + horizon) {
            return outside(window, e, version, phase);
        }
        if (variant == null) {
            return unassigned(window, e, version, exposure.arm().phase());
        }
        ArmKey arm = new ArmKey(version.getVersion(), exposure.arm().phase(), variant);
        return new JudgedEvent(window, e, arm, ExperimentState.counted);
    }

    private static JudgedEvent outside(
            OpenWindow window, KeptEvent e, ExperimentVersion version, @Nullable Phase phase) {
        ArmKey where = new ArmKey(version.getVersion(), phase == null ? "" : phase.getId(), "");
        return new JudgedEvent(window, e, where, ExperimentState.outsideExperiment);
    }

    private static JudgedEvent unassigned(OpenWindow window, KeptEvent e, ExperimentVersion version, String phase) {
        return new JudgedEvent(window, e, new ArmKey(version.getVersion(), phase, ""), ExperimentState.unassigned);
    }

    /** Where one version's events name two arms, all that are judged after the exposure turn multi-exposed. */
    private void findMultiExposed() {
        Map<Integer, TreeSet<String>> arms = new HashMap<>();
        frozen.forEach((version, enrolment) -> {
            arms.put(version, new TreeSet<>(enrolment.countedArms()));
            if (enrolment.multiExposed()) {
                multiExposed.add(version);
            }
        });
        for (JudgedEvent e : events) {
            if (e.state() == ExperimentState.counted) {
                arms.computeIfAbsent(e.arm().version(), v -> new TreeSet<>())
                        .add(e.arm().variant());
            }
        }
        arms.forEach((version, variants) -> {
            if (variants.size() > 1) {
                multiExposed.add(version);
            }
        });
        if (!multiExposed.isEmpty()) {
            events.replaceAll(
                    e -> turned(e) ? new JudgedEvent(e.window(), e.event(), e.arm(), ExperimentState.multiExposed) : e);
        }
    }

    private boolean turned(JudgedEvent e) {
        if (!multiExposed.contains(e.arm().version()) || e.state() == ExperimentState.outsideExperiment) {
            return false;
        }
        Enrolment.Exposure exposure = exposures.get(e.arm().version());
        return exposure != null && exposure.time() <= e.event().time();
    }

    private Experiment.Place place(ExperimentVersion version) {
        return places.in(version);
    }
}
