package io.trialstream.oracle;

import io.trialstream.oracle.Facts.Placement;
import io.trialstream.oracle.UnitHistory.Accepted;
import io.trialstream.oracle.UnitHistory.BotArm;
import io.trialstream.oracle.UnitHistory.Drop;
import io.trialstream.oracle.UnitHistory.Exposure;
import io.trialstream.oracle.UnitHistory.Judgement;
import io.trialstream.oracle.UnitHistory.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a unit's kept events are for one experiment (semantics, section 8): a pure function of what closed windows
 * have frozen, of the kept events in open ones, and of the facts known now.
 */
final class Experiments {
    private final UnitHistory history;
    private final String experiment;
    private final List<Accepted> open;
    /** Of the open events that have one. */
    private final Map<Accepted, Placement> places = new HashMap<>();

    /** {@code open}: the unit's kept events whose judgement is not frozen yet. */
    Experiments(UnitHistory history, Facts facts, String experiment, List<Accepted> open) {
        this.history = history;
        this.experiment = experiment;
        this.open = Sessions.byTime(open);
        for (Accepted event : open) {
            Placement place = facts.placement(experiment, history.unit, event.time);
            if (place != null) {
                places.put(event, place);
            }
        }
    }

    /** One judgement for each open kept event, by time. */
    List<Judgement> judge() {
        Map<Integer, Exposure> exposures = new HashMap<>(fixedExposures());
        Map<Integer, Accepted> firsts = new HashMap<>();
        for (Accepted event : open) {
            Exposure candidate = exposure(event);
            if (candidate != null && exposures.putIfAbsent(candidate.version(), candidate) == null) {
                firsts.put(candidate.version(), event);
            }
        }
        List<Judgement> alone = new ArrayList<>();
        for (Accepted event : open) {
            alone.add(judge(event, exposures, firsts, Set.of()));
        }
        Set<Integer> multiExposed = multiExposed(alone);
        List<Judgement> judged = new ArrayList<>();
        for (Accepted event : open) {
            judged.add(judge(event, exposures, firsts, multiExposed));
        }
        return judged;
    }

    /** By version: the first exposures fixed by a closed window or a verdict, and those standing now. */
    Map<Integer, Exposure> exposures() {
        Map<Integer, Exposure> exposures = new TreeMap<>(fixedExposures());
        for (Accepted event : open) {
            Exposure candidate = exposure(event);
            if (candidate != null) {
                exposures.putIfAbsent(candidate.version(), candidate);
            }
        }
        return exposures;
    }

    private Map<Integer, Exposure> fixedExposures() {
        Map<Integer, Exposure> fixed = new HashMap<>();
        for (Drop drop : history.drops) {
            if (drop.exposure().experiment().equals(experiment)) {
                fixed.put(drop.exposure().version(), drop.exposure());
            }
        }
        for (Judgement judgement : frozen()) {
            if (judgement.first() && judgement.exposure() != null) {
                fixed.put(judgement.exposure().version(), judgement.exposure());
            }
        }
        return fixed;
    }

    private List<Judgement> frozen() {
        return history.frozen.stream()
                .filter(j -> j.experiment().equals(experiment))
                .toList();
    }

    /** The exposure this event would be if no earlier one were there (C); null where it can be none. */
    private @Nullable Exposure exposure(Accepted event) {
        Placement place = places.get(event);
        if (place == null || place.arm() == null || !place.enrolmentOpen()) {
            return null;
        }
        List<String> names = place.version().getExposureEvents();
        return names.isEmpty() || names.contains(event.event.getEventName())
                ? new Exposure(experiment, place.version().getVersion(), place.phase(), place.arm(), event.time)
                : null;
    }

    /** The state of one event (D), given which versions the unit is multi-exposed in. */
    private Judgement judge(
            Accepted event,
            Map<Integer, Exposure> exposures,
            Map<Integer, Accepted> firsts,
            Set<Integer> multiExposed) {
        Placement place = places.get(event);
        if (place == null) {
            return new Judgement(event, experiment, null, State.OUTSIDE, null, null, false);
        }
        int version = place.version().getVersion();
        Exposure exposure = exposures.get(version);
        boolean exposed = exposure != null && exposure.time() <= event.time;
        return new Judgement(
                event,
                experiment,
                place.version(),
                state(event, place, exposed ? exposure : null, multiExposed.contains(version)),
                place.arm(),
                exposed ? exposure : null,
                firsts.get(version) == event);
    }

    private State state(Accepted event, Placement place, @Nullable Exposure exposure, boolean multiExposed) {
        if (!place.enrolled()) {
            return State.OUTSIDE;
        }
        if (exposure == null) {
            return place.enrolmentOpen() && place.arm() == null ? State.UNASSIGNED : State.OUTSIDE;
        }
        long horizon = place.version().getDecision().getHorizonMs();
        if (dropped(exposure.version()) || (!place.enrolmentOpen() && event.time >= exposure.time() + horizon)) {
            return State.OUTSIDE;
        }
        if (multiExposed) {
            return State.MULTI_EXPOSED;
        }
        return place.arm() == null ? State.UNASSIGNED : State.COUNTED;
    }

    private boolean dropped(int version) {
        return history.drops.stream()
                .map(Drop::exposure)
                .anyMatch(e -> e.experiment().equals(experiment) && e.version() == version);
    }

    /** Versions with counted events in two arms, and those where that was so when a window closed (E). */
    private Set<Integer> multiExposed(List<Judgement> alone) {
        Map<Integer, Set<@Nullable String>> arms = new HashMap<>();
        Set<Integer> versions = new HashSet<>();
        List<Judgement> all = new ArrayList<>(frozen());
        all.addAll(alone);
        for (Judgement judgement : all) {
            int version = judgement.versionNumber();
            if (judgement.is(State.MULTI_EXPOSED)) {
                versions.add(version);
            } else if (judgement.is(State.COUNTED)) {
                Set<@Nullable String> seen = arms.computeIfAbsent(version, v -> new HashSet<>());
                seen.add(judgement.arm());
                if (seen.size() > 1) {
                    versions.add(version);
                }
            }
        }
        return versions;
    }

    /** The arm of the window's first bot event (section 9, botUsers); null where it has none or enrolment is closed. */
    static @Nullable BotArm botArm(
            UnitHistory history, Facts facts, String experiment, long window, List<Accepted> botEvents) {
        Accepted first = Sessions.byTime(botEvents).get(0);
        Placement place = facts.placement(experiment, history.unit, first.time);
        return place == null || place.arm() == null || !place.enrolmentOpen()
                ? null
                : new BotArm(window, experiment, place.version(), place.phase(), place.arm());
    }
}
