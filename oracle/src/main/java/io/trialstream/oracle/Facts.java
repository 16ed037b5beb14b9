package io.trialstream.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ControlAction;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a partition has been told of experiments so far (semantics, section 8 A, B and Facts). */
final class Facts {
    private record UnitAssignment(String unit, Assignment assignment) {}

    private static final Comparator<String> BY_CODE_POINT =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

    private final SortedMap<String, ExperimentDefinition> definitions = new TreeMap<>();
    private final List<UnitAssignment> assignments = new ArrayList<>();
    private final List<Control> controls = new ArrayList<>();

    /**
     * Where a unit stands at a time in one experiment.
     *
     * @param version the version at that time
     * @param phase the id of its phase at that time
     * @param enrolled whether the hash lets the unit in; always true where assignments are records
     * @param arm its variant; null where it has none, and where it is not enrolled
     * @param enrolmentOpen whether a unit could be exposed then
     */
    record Placement(
            ExperimentVersion version,
            String phase,
            boolean enrolled,
            @Nullable String arm,
            boolean enrolmentOpen) {}

    void add(ExperimentDefinition definition) {
        definitions.put(definition.getId(), definition);
    }

    void add(String unit, Assignment assignment) {
        assignments.add(new UnitAssignment(unit, assignment));
    }

    void add(Control control) {
        controls.add(control);
    }

    /** Ids of the experiments whose definition is known. */
    Set<String> experiments() {
        return definitions.keySet();
    }

    /** Where the unit stands at {@code t}; null where no version or no phase has begun by then. */
    @Nullable
    Placement placement(String experiment, String unit, long t) {
        ExperimentDefinition definition = definitions.get(experiment);
        ExperimentVersion version = definition == null ? null : versionAt(definition, t);
        Phase phase = version == null ? null : phaseAt(version, t);
        if (version == null || phase == null) {
            return null;
        }
        boolean enrolled = version.getAssignment() == AssignmentMode.topic
                || HashRule.enrolled(HashRule.bucket(version.getEnrolmentSalt(), unit), phase.getPercent());
        return new Placement(
                version,
                phase.getId(),
                enrolled,
                enrolled ? arm(experiment, version, unit, t) : null,
                enrolmentOpen(experiment, version, t));
    }

    private static @Nullable ExperimentVersion versionAt(ExperimentDefinition definition, long t) {
        return definition.getVersions().stream()
                .filter(v -> v.getStart() <= t)
                .max(Comparator.comparingLong(ExperimentVersion::getStart)
                        .thenComparingInt(ExperimentVersion::getVersion))
                .orElse(null);
    }

    private static @Nullable Phase phaseAt(ExperimentVersion version, long t) {
        return version.getPhases().stream()
                .filter(p -> p.getStart() <= t)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private @Nullable String arm(String experiment, ExperimentVersion version, String unit, long t) {
        if (version.getAssignment() == AssignmentMode.md5) {
            return HashRule.arm(version.getVariants(), HashRule.bucket(version.getAssignmentSalt(), unit));
        }
        return assignments.stream()
                .filter(a -> a.unit().equals(unit))
                .map(UnitAssignment::assignment)
                .filter(a -> a.getExperimentId().equals(experiment) && a.getAssignedAt() <= t)
                .max(Comparator.comparingLong(Assignment::getAssignedAt)
                        .thenComparing(Assignment::getVariant, BY_CODE_POINT))
                .map(Assignment::getVariant)
                .filter(arm ->
                        version.getVariants().stream().anyMatch(v -> v.getId().equals(arm)))
                .orElse(null);
    }

    private boolean enrolmentOpen(String experiment, ExperimentVersion version, long t) {
        boolean stopped = controls.stream()
                .filter(c -> c.getExperimentId().equals(experiment) && c.getEffectiveAt() <= t)
                .max(Comparator.comparingLong(Control::getEffectiveAt)
                        .thenComparing(c -> c.getAction() == ControlAction.stop))
                .map(c -> c.getAction() == ControlAction.stop)
                .orElse(false);
        return version.getStart() <= t && t < version.getEnd() && !stopped;
    }
}
