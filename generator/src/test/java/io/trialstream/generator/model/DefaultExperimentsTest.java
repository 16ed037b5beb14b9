package io.trialstream.generator.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trialstream.generator.Models;
import io.trialstream.oracle.HashRule;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultExperimentsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theFilesSayWhatTheDefinitionsSay(int index) throws IOException {
        ExperimentDefinition definition = DefaultExperiments.definitions().get(index);
        String name = definition.getId().toLowerCase(Locale.ROOT).replace('_', '-');
        ExperimentVersion version = definition.getVersions().get(0);
        JsonNode file;
        try (InputStream resource = DefaultExperiments.class.getResourceAsStream("/experiments/" + name + ".yaml")) {
            file = new YAMLMapper().readTree(Objects.requireNonNull(resource));
        }
        assertThat(file.get("id").textValue()).isEqualTo(definition.getId());
        assertThat(file.get("version").intValue()).isEqualTo(version.getVersion());
        assertThat(file.get("owner").textValue()).isEqualTo(version.getOwner());
        assertThat(millis(file.get("start"))).isEqualTo(version.getStart());
        assertThat(millis(file.get("end"))).isEqualTo(version.getEnd());
        assertThat(file.get("baseline").textValue()).isEqualTo(version.getBaseline());
        assertThat(texts(file.at("/exposure/events"))).isEqualTo(version.getExposureEvents());
        assertThat(file.at("/assignment/rule").textValue())
                .isEqualTo(version.getAssignment().name());
        assertThat(file.at("/assignment/salt").textValue()).isEqualTo(version.getAssignmentSalt());
        assertThat(file.at("/enrolment/salt").textValue()).isEqualTo(version.getEnrolmentSalt());
        assertThat(file.at("/variants/0/id").textValue())
                .isEqualTo(version.getVariants().get(0).getId());
        assertThat(file.at("/variants/1/weight").intValue())
                .isEqualTo(version.getVariants().get(1).getWeight());
        assertThat(file.get("variants")).hasSize(version.getVariants().size());
        assertThat(file.at("/phases/0/id").textValue())
                .isEqualTo(version.getPhases().get(0).getId());
        assertThat(millis(file.at("/phases/0/start")))
                .isEqualTo(version.getPhases().get(0).getStart());
        assertThat(file.at("/phases/0/percent").doubleValue())
                .isEqualTo(version.getPhases().get(0).getPercent());
        assertThat(texts(file.get("metrics"))).isEqualTo(version.getMetrics());
        assertThat(file.get("primary").textValue()).isEqualTo(version.getPrimary());
        assertThat(file.at("/guardrails/0/metric").textValue())
                .isEqualTo(version.getGuardrails().get(0).getMetric());
        assertThat(file.at("/guardrails/0/margin").doubleValue())
                .isEqualTo(version.getGuardrails().get(0).getMargin());
        assertThat(file.at("/guardrails/0/minUsers").longValue())
                .isEqualTo(version.getGuardrails().get(0).getMinUsers());
        assertThat(Duration.parse(file.at("/decision/horizon").textValue()).toMillis())
                .isEqualTo(version.getDecision().getHorizonMs());
        assertThat(Duration.parse(file.at("/decision/settle").textValue()).toMillis())
                .isEqualTo(version.getDecision().getSettleMs());
        assertThat(file.at("/decision/alpha").doubleValue())
                .isEqualTo(version.getDecision().getAlpha());
        assertThat(file.at("/decision/tuning").longValue())
                .isEqualTo(version.getDecision().getTuning());
    }

    @Test
    void armsFollowTheHashRule() {
        Trial trial = trial();
        ExperimentVersion version = DefaultExperiments.first().getVersions().get(0);
        for (int i = 0; i < 1_000; i++) {
            String unit = "user_" + i;
            int bucket = HashRule.bucket(DefaultExperiments.FIRST, unit);
            assertThat(trial.variant(trial.armByRule(unit))).isEqualTo(HashRule.arm(version.getVariants(), bucket));
            assertThat(trial.enrolmentBucket(unit))
                    .isEqualTo(HashRule.bucket(DefaultExperiments.FIRST + ".enrolment", unit));
        }
    }

    /** The table, typed again. */
    @ParameterizedTest
    @CsvSource({
        "FEMALE_30S,POWER_USER,DESSERT_FOCUSED,.021,.028",
        "MALE_20S,ACTIVE_EXPLORER,QUICK_CONVENIENT,.015,.019",
        "FEMALE_40_PLUS,ACTIVE_EXPLORER,HEALTHY_CONSCIOUS,.018,.023",
        "FEMALE_30S,POWER_USER,COMFORT_FOOD,.018,.022"
    })
    void cellsHaveTheirOwnClickRates(
            String demographic, String segment, String style, double control, double treatment) {
        Behaviour behaviour = PopulationFile.defaults().behaviour();
        int d = List.copyOf(behaviour.demographics().keySet()).indexOf(demographic);
        int a = behaviour.segments().stream()
                .map(Behaviour.Segment::id)
                .toList()
                .indexOf(segment);
        int c = behaviour.styles().stream().map(Behaviour.Style::id).toList().indexOf(style);
        Trial trial = trial();
        assertThat(trial.clickRate(0, d, a, c)).isEqualTo(control);
        assertThat(trial.clickRate(1, d, a, c)).isEqualTo(treatment);
    }

    private static Trial trial() {
        return new Trials(Models.defaults(1, 1)).get(0);
    }

    private static long millis(JsonNode node) {
        return OffsetDateTime.parse(node.textValue()).toInstant().toEpochMilli();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::textValue).toList();
    }
}
