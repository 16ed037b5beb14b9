package io.trialstream.generator.model;

import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Decision;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Guardrail;
import io.trialstream.schemas.Harm;
import io.trialstream.schemas.MarginBasis;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Variant;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

/** The experiments that are simulated unless others are given: targeted against random advertisements, in two periods. */
public final class DefaultExperiments {
    /** The first one's id; two weeks of August 2025. */
    public static final String FIRST = "BEHAVIORAL_TARGETING_MVP_V1";

    /** The second one's id; September 2025. */
    public static final String SECOND = "BEHAVIORAL_TARGETING_MVP_V2";

    /** The first one as a file for {@code experiment apply}, on the class path. */
    public static final String FIRST_RESOURCE = "/experiments/behavioral-targeting-mvp-v1.yaml";

    private static final double PERCENT_ALL = 100;

    private DefaultExperiments() {}

    /** Both, as their topic carries them. */
    public static List<ExperimentDefinition> definitions() {
        return List.of(first(), second());
    }

    /** The first one's definition; {@link #FIRST_RESOURCE} says the same. */
    public static ExperimentDefinition first() {
        return definition(FIRST, "2025-08-08T00:00:00+09:00", "2025-08-22T00:00:00+09:00");
    }

    /** The second one's definition. */
    public static ExperimentDefinition second() {
        return definition(SECOND, "2025-09-01T00:00:00+09:00", "2025-10-01T00:00:00+09:00");
    }

    private static ExperimentDefinition definition(String id, String from, String to) {
        long start = at(from);
        ExperimentVersion version = ExperimentVersion.newBuilder()
                .setVersion(1)
                .setOwner("growth")
                .setStart(start)
                .setEnd(at(to))
                .setBaseline("control")
                .setExposureEvents(List.of("ad_impression"))
                .setAssignment(AssignmentMode.md5)
                .setAssignmentSalt(id)
                .setEnrolmentSalt(id + ".enrolment")
                .setVariants(List.of(new Variant("control", 50), new Variant("treatment", 50)))
                .setPhases(List.of(new Phase("p1", start, PERCENT_ALL, List.of())))
                .setMetrics(List.of("ad_ctr"))
                .setPrimary("ad_ctr")
                .setGuardrails(List.of(new Guardrail("crash_rate", Harm.increase, 0.10, MarginBasis.relative, 1000L)))
                .setDecision(new Decision(
                        Duration.ofHours(24).toMillis(), Duration.ofHours(24).toMillis(), 0.05, 10_000L))
                .setDimensions(List.of())
                .build();
        return new ExperimentDefinition(id, List.of(version));
    }

    private static long at(String text) {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    }
}
