package io.trialstream.app.command.experiment;

import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.topology.settings.MetricRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a file's version together with what is applied already.
 *
 * <p>A version that exists may be continued: its end moved, phases added behind the others, metrics, guardrails and owner
 * changed. Whatever decides who is in which arm, who counts and what was to be decided stays as it was applied, since
 * users are enrolled by it; other rules are another version.
 */
public final class DefinitionMerge {
    private DefinitionMerge() {}

    /**
     * The definition with all its versions.
     *
     * @param applied what the definitions topic holds; null: nothing yet
     */
    public static ExperimentDefinition merge(@Nullable ExperimentDefinition applied, ExperimentFile file) {
        List<ExperimentVersion> versions = new ArrayList<>();
        if (applied != null) {
            versions.addAll(applied.getVersions());
            versions.removeIf(version -> version.getVersion() == file.version().getVersion());
        }
        versions.add(file.version());
        versions.sort(Comparator.comparingInt(ExperimentVersion::getVersion));
        return new ExperimentDefinition(file.id(), versions);
    }

    /** Keys that the file changes and that must not change within a version; empty: it may be applied. */
    public static List<String> forbiddenChanges(@Nullable ExperimentDefinition applied, ExperimentFile file) {
        List<String> changed = new ArrayList<>();
        if (applied == null) {
            return changed;
        }
        for (ExperimentVersion old : applied.getVersions()) {
            if (old.getVersion() == file.version().getVersion()) {
                compare(old, file.version(), changed);
            }
        }
        return changed;
    }

    private static void compare(ExperimentVersion old, ExperimentVersion now, List<String> changed) {
        differ("start", ExperimentVersion::getStart, old, now, changed);
        differ("baseline", ExperimentVersion::getBaseline, old, now, changed);
        differ("exposure", ExperimentVersion::getExposureEvents, old, now, changed);
        differ("assignment", ExperimentVersion::getAssignment, old, now, changed);
        differ("assignment.salt", ExperimentVersion::getAssignmentSalt, old, now, changed);
        differ("enrolment.salt", ExperimentVersion::getEnrolmentSalt, old, now, changed);
        differ("variants", ExperimentVersion::getVariants, old, now, changed);
        differ("primary", ExperimentVersion::getPrimary, old, now, changed);
        differ("decision", ExperimentVersion::getDecision, old, now, changed);
        List<Phase> before = old.getPhases();
        List<Phase> after = now.getPhases();
        if (after.size() < before.size() || !after.subList(0, before.size()).equals(before)) {
            changed.add("phases (may be added behind the others only)");
        }
    }

    private static void differ(
            String key,
            Function<ExperimentVersion, Object> field,
            ExperimentVersion old,
            ExperimentVersion now,
            List<String> changed) {
        if (!field.apply(old).equals(field.apply(now))) {
            changed.add(key);
        }
    }

    /** What is allowed and yet likely a mistake, a sentence each. */
    public static List<String> warnings(ExperimentFile file, MetricRegistry registry) {
        List<String> warnings = new ArrayList<>();
        ExperimentVersion version = file.version();
        Stream.concat(
                        version.getMetrics().stream(),
                        version.getGuardrails().stream().map(guardrail -> guardrail.getMetric()))
                .distinct()
                .filter(metric -> registry.find(metric) == null)
                .forEach(metric -> warnings.add("the metric " + metric
                        + " is not in the metric registry: nothing is reported of it until it is"));
        List<Phase> phases = version.getPhases();
        if (phases.get(0).getStart() > version.getStart()) {
            warnings.add("nobody is enrolled between start and the first phase, "
                    + phases.get(0).getId());
        }
        for (int i = 1; i < phases.size(); i++) {
            if (phases.get(i).getPercent() < phases.get(i - 1).getPercent()) {
                warnings.add("the phase " + phases.get(i).getId()
                        + " has a lower percent than the one before: events of users it leaves out will not count");
            }
        }
        return warnings;
    }
}
