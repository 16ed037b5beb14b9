package io.trialstream.app.command.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.topology.settings.MetricRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentFileTest {
    /** The example of the contracts. */
    private static final String CONTRACT = """
            id: BEHAVIORAL_TARGETING_MVP_V1
            version: 1
            owner: growth
            start: 2025-08-08T00:00:00+09:00        # inclusive
            end:   2025-08-22T00:00:00+09:00        # exclusive
            baseline: control
            exposure: { events: [ad_impression] }
            assignment: { rule: md5, salt: BEHAVIORAL_TARGETING_MVP_V1 }
            enrolment: { salt: BEHAVIORAL_TARGETING_MVP_V1.enrolment }
            variants: [ { id: control, weight: 50 }, { id: treatment, weight: 50 } ]
            phases: [ { id: p1, start: 2025-08-08T00:00:00+09:00, percent: 100 } ]
            metrics: [ ad_ctr ]
            primary: ad_ctr
            guardrails: [ { metric: crash_rate, harm: increase, margin: 0.10, basis: relative, minUsers: 1000 } ]
            decision: { horizon: PT24H, settle: PT24H, alpha: 0.05, tuning: 10000 }
            dimensions: [ ]
            """;

    private static final String LEAST = """
            id: least
            version: 2
            start: 2025-01-01T00:00:00Z
            end: 2025-02-01T00:00:00
            baseline: a
            assignment: { rule: md5 }
            variants: [ { id: a, weight: 1 }, { id: b, weight: 2 } ]
            metrics: [ m ]
            primary: m
            """;

    @Test
    void theContractsExampleIsTheDefaultExperiment() {
        ExperimentFile file = parse(CONTRACT);

        assertThat(file.id()).isEqualTo("BEHAVIORAL_TARGETING_MVP_V1");
        assertThat(DefinitionMerge.merge(null, file)).isEqualTo(DefaultExperiments.first());
    }

    @Test
    void whatIsLeftOutHasDefaults() {
        ExperimentVersion version = parse(LEAST).version();

        assertThat(version.getOwner()).isEmpty();
        assertThat(version.getEnd())
                .isEqualTo(Instant.parse("2025-02-01T00:00:00Z").toEpochMilli());
        assertThat(version.getExposureEvents()).isEmpty();
        assertThat(version.getAssignment()).isEqualTo(AssignmentMode.md5);
        assertThat(version.getAssignmentSalt()).isEqualTo("least");
        assertThat(version.getEnrolmentSalt()).isEqualTo("least.enrolment");
        assertThat(version.getPhases()).containsExactly(new Phase("p1", version.getStart(), 100.0, List.of()));
        assertThat(version.getGuardrails()).isEmpty();
        assertThat(version.getDecision().getHorizonMs())
                .isEqualTo(Duration.ofHours(24).toMillis());
        assertThat(version.getDecision().getTuning()).isEqualTo(10_000);
        assertThat(version.getDimensions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: least | id: a b | e.yaml:1: id: expected 1 to 64 letters, digits, _ . or -, found \"a b\"",
                "version: 2 | version: 0 | e.yaml:2: version: expected a whole number from 1 to 1000000, found \"0\"",
                "version: 2 | versoin: 2 | e.yaml:2: versoin: unknown key, expected one of id, version, owner, start, end,"
                        + " baseline, exposure, assignment, enrolment, variants, phases, metrics, primary, guardrails, decision, dimensions;"
                        + " the nearest known key is version",
                "version: 2 | | e.yaml:1: the key version is missing",
                "start: 2025-01-01T00:00:00Z | start: soon | e.yaml:3: start: expected an ISO-8601 time like 2025-08-08T00:00:00+09:00, found \"soon\"",
                "end: 2025-02-01 | end: 2025-01-01 | e.yaml:4: end: expected a time after start, 2025-01-01T00:00:00Z, found \"2025-01-01T00:00:00\"",
                "baseline: a | baseline: c | e.yaml:5: baseline: expected one of a, b, found \"c\"",
                "rule: md5 | rule: sha1 | e.yaml:6: assignment.rule: expected one of md5, found \"sha1\"",
                "{ rule: md5 } | { salt: x } | e.yaml:6: assignment: expected either rule: md5 or topic: true, found neither",
                "{ rule: md5 } | { rule: md5, topic: true } | e.yaml:6: assignment: expected either rule: md5 or topic: true, found both",
                "{ rule: md5 } | { topic: yes } | e.yaml:6: assignment.topic: expected true or false, found \"yes\"",
                "weight: 2 | weight: 0.5 | e.yaml:7: variants[1].weight: expected a whole number from 1 to 10000, found \"0.5\"",
                "id: b, weight: 2 | id: a, weight: 2 | e.yaml:7: variants[1].id: the variant a stands twice",
                "'{ id: a, weight: 1 }, ' | '' | e.yaml:7: variants: expected two variants or more, found 1",
                "'weight: 2 }' | 'weight: 9999 }, { id: c, weight: 10000 }' | e.yaml:7: variants: the variant a has a weight of 1 in 20000:"
                        + " expected at least one of the 10000 buckets",
                "metrics: [ m ] | metrics: [ ] | e.yaml:8: metrics: expected at least one metric, found none",
                "metrics: [ m ] | 'metrics: [ m, m ]' | e.yaml:8: metrics[1]: m stands twice",
                "primary: m | primary: n | e.yaml:9: primary: expected one of m, found \"n\"",
                "primary: m | | e.yaml:1: the key primary is missing",
            })
    void whatIsWrongIsToldWithItsPlace(String old, String now, String message) {
        String yaml = LEAST.replace(old, now == null ? "" : now);
        assertThatThrownBy(() -> parse(yaml)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ id: p, start: 2024-12-31T00:00:00Z, percent: 1 } | [0].start: expected a time within the experiment's start and end,"
                        + " found \"2024-12-31T00:00:00Z\"",
                "'{ id: p, start: 2025-01-02T00:00:00Z, percent: 1 }, { id: q, start: 2025-01-02T00:00:00Z, percent: 2 }'"
                        + " | [1].start: expected a time after the start of the phase before, found \"2025-01-02T00:00:00Z\"",
                "'{ id: p, start: 2025-01-02T00:00:00Z, percent: 1 }, { id: p, start: 2025-01-03T00:00:00Z, percent: 2 }'"
                        + " | [1].id: the phase p stands twice",
                "{ id: p, start: 2025-01-02T00:00:00Z, percent: 101 } | [0].percent: expected a number from 0 to 100, found \"101\"",
                "'{ id: p, start: 2025-01-02T00:00:00Z, percent: 1, variants: [ { id: a, weight: 1 }, { id: b, weight: 9 } ] }'"
                        + " | '[0].variants: other weights need assignment: { topic: true }: under the hash rule they would move users between the arms'",
                "'{ id: p, start: 2025-01-02T00:00:00Z, percent: 1, variants: [ { id: b, weight: 1 }, { id: a, weight: 2 } ] }'"
                        + " | '[0].variants: expected the experiment''s variants in the same order, with other weights'",
            })
    void whatIsWrongInPhases(String phases, String message) {
        assertThatThrownBy(() -> parse(LEAST + "phases: [ " + phases + " ]\n"))
                .hasMessage("e.yaml:10: phases" + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enrolment: { salt: least } | enrolment.salt: expected another salt than the assignment's: with one hash for both,"
                        + " a ramp at 50 % would put everybody into the first arm",
                "decision: { alpha: 0 } | decision.alpha: expected a number above 0, at most 0.5, found \"0\"",
                "decision: { horizon: 24h } | decision.horizon: expected an ISO-8601 duration like PT24H, longer than 0, found \"24h\"",
                "guardrails: [ { metric: x } ] | guardrails[0]: the key harm is missing",
                "guardrails: none | guardrails: expected a list, found \"none\"",
                "id: again | the key id stands twice",
            })
    void whatIsWrongInTheRest(String line, String message) {
        assertThatThrownBy(() -> parse(LEAST + line + "\n")).hasMessage("e.yaml:10: " + message);
    }

    @Test
    void weightsMayChangeWithAssignmentRecords() {
        String yaml = LEAST.replace("{ rule: md5 }", "{ topic: true }")
                + "phases: [ { id: p, start: 2025-01-02T00:00:00Z, percent: 1, variants: [ { id: a, weight: 1 }, { id: b, weight: 9 } ] } ]\n";

        assertThat(parse(yaml).version().getPhases().get(0).getVariants().get(1).getWeight())
                .isEqualTo(9);
    }

    @Test
    void versionsAreMergedInOrder() {
        ExperimentDefinition second = DefinitionMerge.merge(null, parse(LEAST));
        ExperimentFile first = parse(LEAST.replace("version: 2", "version: 1"));
        ExperimentFile changed = parse(LEAST.replace("end: 2025-02", "end: 2025-03"));

        ExperimentDefinition both = DefinitionMerge.merge(second, first);
        ExperimentDefinition longer = DefinitionMerge.merge(both, changed);

        assertThat(both.getVersions())
                .containsExactly(first.version(), parse(LEAST).version());
        assertThat(longer.getVersions()).containsExactly(first.version(), changed.version());
        assertThat(DefinitionMerge.forbiddenChanges(both, changed)).isEmpty();
    }

    @Test
    void aVersionsRulesStayAsTheyWereApplied() {
        ExperimentDefinition applied = DefinitionMerge.merge(null, parse(LEAST));

        assertThat(DefinitionMerge.forbiddenChanges(applied, parse(LEAST.replace("weight: 2", "weight: 3"))))
                .containsExactly("variants");
        assertThat(DefinitionMerge.forbiddenChanges(applied, parse(LEAST.replace("rule: md5", "rule: md5, salt: x"))))
                .containsExactly("assignment.salt");
        String ramp = LEAST + "phases: [ { id: p1, start: 2025-01-01T00:00:00Z, percent: 100 },"
                + " { id: p2, start: 2025-01-02T00:00:00Z, percent: 50 } ]\n";
        assertThat(DefinitionMerge.forbiddenChanges(applied, parse(ramp))).isEmpty();
        assertThat(DefinitionMerge.forbiddenChanges(DefinitionMerge.merge(null, parse(ramp)), parse(LEAST)))
                .containsExactly("phases (may be added behind the others only)");
        assertThat(DefinitionMerge.forbiddenChanges(
                        applied, parse(LEAST.replace("version: 2", "version: 3").replace("weight: 2", "weight: 3"))))
                .isEmpty();
    }

    @Test
    void likelyMistakesAreWarnedOf() {
        String yaml = LEAST + "phases: [ { id: p1, start: 2025-01-02T00:00:00Z, percent: 60 },"
                + " { id: p2, start: 2025-01-03T00:00:00Z, percent: 50 } ]\n";

        assertThat(DefinitionMerge.warnings(parse(yaml), MetricRegistry.defaults()))
                .containsExactly(
                        "the metric m is not in the metric registry: nothing is reported of it until it is",
                        "nobody is enrolled between start and the first phase, p1",
                        "the phase p2 has a lower percent than the one before: events of users it leaves out will not count");
        assertThat(DefinitionMerge.warnings(
                        parse(LEAST.replace("[ m ]", "[ ad_ctr ]").replace("primary: m", "primary: ad_ctr")),
                        MetricRegistry.defaults()))
                .isEmpty();
    }

    private static ExperimentFile parse(String yaml) {
        return ExperimentFile.parse("e.yaml", yaml, ZoneOffset.UTC);
    }
}
