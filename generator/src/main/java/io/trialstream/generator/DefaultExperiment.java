package io.trialstream.generator;

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
import java.util.Map;

/** The experiment that is simulated unless another is given: targeted against random advertisements. */
public final class DefaultExperiment {
    /** Its id. */
    public static final String ID = "BEHAVIORAL_TARGETING_MVP_V1";

    /** The same definition as a file for {@code experiment apply}, on the class path. */
    public static final String RESOURCE = "/experiments/behavioral-targeting-mvp-v1.yaml";

    private DefaultExperiment() {}

    /** The definition as its topic carries it. */
    public static ExperimentDefinition definition() {
        long start = at("2025-08-08T00:00:00+09:00");
        ExperimentVersion version = ExperimentVersion.newBuilder()
                .setVersion(1)
                .setOwner("growth")
                .setStart(start)
                .setEnd(at("2025-08-22T00:00:00+09:00"))
                .setBaseline("control")
                .setExposureEvents(List.of("ad_impression"))
                .setAssignment(AssignmentMode.md5)
                .setAssignmentSalt(ID)
                .setEnrolmentSalt(ID + ".enrolment")
                .setVariants(List.of(new Variant("control", 50), new Variant("treatment", 50)))
                .setPhases(List.of(new Phase("p1", start, 100.0, List.of())))
                .setMetrics(List.of("ad_ctr"))
                .setPrimary("ad_ctr")
                .setGuardrails(List.of(new Guardrail("crash_rate", Harm.increase, 0.10, MarginBasis.relative, 1000L)))
                .setDecision(new Decision(
                        Duration.ofHours(24).toMillis(), Duration.ofHours(24).toMillis(), 0.05, 10_000L))
                .setDimensions(List.of())
                .build();
        return new ExperimentDefinition(ID, List.of(version));
    }

    /** The click-through rate each arm is simulated with: clicks per impression. */
    public static Map<String, Double> clickRates() {
        return Map.of("control", .018, "treatment", .022);
    }

    private static long at(String text) {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    }
}
