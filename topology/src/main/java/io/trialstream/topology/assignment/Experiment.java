package io.trialstream.topology.assignment;

import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ControlAction;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Variant;
import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.settings.MetricRegistry;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An experiment's definition and controls as known at one moment, ready to be asked about times and units (docs/semantics.md §8
 * A and B). Immutable.
 */
public final class Experiment {
    private final ExperimentDefinition definition;
    private final List<ExperimentVersion> byStart;
    private final List<Control> controls;
    private final Map<Integer, List<MetricDefinition>> metrics = new HashMap<>();

    /** @param registry where the definition's metrics are looked up; those it does not know are left out */
    public Experiment(ExperimentDefinition definition, Collection<Control> controls, MetricRegistry registry) {
        this.definition = definition;
        this.byStart = definition.getVersions().stream()
                .sorted(Comparator.comparingLong(ExperimentVersion::getStart)
                        .thenComparingInt(ExperimentVersion::getVersion))
                .toList();
        this.controls = List.copyOf(controls);
        for (ExperimentVersion v : byStart) {
            metrics.put(
                    v.getVersion(),
                    v.getMetrics().stream()
                            .map(registry::find)
                            .filter(Objects::nonNull)
                            .toList());
        }
    }

    public String id() {
        return definition.getId();
    }

    public ExperimentDefinition definition() {
        return definition;
    }

    public List<Control> controls() {
        return controls;
    }

    /** The version with the greatest {@code start ≤ time}; null before the first. */
    public @Nullable ExperimentVersion versionAt(long time) {
        ExperimentVersion last = null;
        for (ExperimentVersion v : byStart) {
            if (v.getStart() > time) {
                break;
            }
            last = v;
        }
        return last;
    }

    /** The metrics that the version with this number lists; none where it is not defined any more. */
    public List<MetricDefinition> metrics(int version) {
        return metrics.getOrDefault(version, List.of());
    }

    /** The last phase with {@code start ≤ time}; null before the first. */
    public static @Nullable Phase phaseAt(ExperimentVersion version, long time) {
        Phase last = null;
        for (Phase p : version.getPhases()) {
            if (p.getStart() <= time && (last == null || p.getStart() >= last.getStart())) {
                last = p;
            }
        }
        return last;
    }

    /** Whether a unit can be enrolled at {@code time}: within the version then in force, and not stopped. */
    public boolean enrolmentOpen(long time) {
        ExperimentVersion v = versionAt(time);
        return v != null && time < v.getEnd() && !stoppedAt(time);
    }

    private boolean stoppedAt(long time) {
        long latest = Long.MIN_VALUE;
        boolean stopped = false;
        for (Control c : controls) {
            if (c.getEffectiveAt() > time || c.getEffectiveAt() < latest) {
                continue;
            }
            boolean stop = c.getAction() == ControlAction.stop;
            stopped = c.getEffectiveAt() == latest ? stopped || stop : stop;
            latest = c.getEffectiveAt();
        }
        return stopped;
    }

    /** A unit's places, each computed when first asked for. Not thread-safe. */
    public static final class Places {
        private final String unit;
        private final Map<ExperimentVersion, Place> places = new IdentityHashMap<>();

        public Places(String unit) {
            this.unit = unit;
        }

        public Place in(ExperimentVersion version) {
            return places.computeIfAbsent(version, v -> new Place(v, unit));
        }
    }

    /** Where a unit stands in one version: its place in the hash rules, computed once. */
    public static final class Place {
        private final ExperimentVersion version;
        private final boolean hashed;
        private final int enrolmentBucket;
        private final @Nullable String hashedArm;

        Place(ExperimentVersion version, String unit) {
            this.version = version;
            this.hashed = version.getAssignment() == AssignmentMode.md5;
            this.enrolmentBucket = hashed ? HashRule.bucket(version.getEnrolmentSalt(), unit) : 0;
            this.hashedArm = hashed
                    ? HashRule.variant(version.getVariants(), HashRule.bucket(version.getAssignmentSalt(), unit))
                    : null;
        }

        /** Whether the phase lets the unit in; where assignments are recorded, who has one is in. */
        public boolean enrolled(Phase phase) {
            return !hashed || enrolmentBucket < 100.0 * phase.getPercent();
        }

        /** The unit's arm at {@code time} in a phase that lets it in; null where it has none. */
        public @Nullable String arm(Assignments assignments, String experiment, long time) {
            if (hashed) {
                return hashedArm;
            }
            String variant = assignments.asOf(experiment, time);
            if (variant != null) {
                for (Variant v : version.getVariants()) {
                    if (v.getId().equals(variant)) {
                        return variant;
                    }
                }
            }
            return null;
        }
    }
}
