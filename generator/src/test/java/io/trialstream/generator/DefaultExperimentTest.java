package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trialstream.oracle.HashRule;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DefaultExperimentTest {

    @Test
    void theFileSaysWhatTheDefinitionSays() throws IOException {
        ExperimentDefinition definition = DefaultExperiment.definition();
        ExperimentVersion version = definition.getVersions().get(0);
        JsonNode file;
        try (InputStream resource = DefaultExperiment.class.getResourceAsStream(DefaultExperiment.RESOURCE)) {
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
        ExperimentModel experiment =
                new ExperimentModel(DefaultExperiment.definition(), DefaultExperiment.clickRates());
        ExperimentVersion version = DefaultExperiment.definition().getVersions().get(0);
        for (int i = 0; i < 1_000; i++) {
            String unit = "user_" + i;
            int bucket = HashRule.bucket(DefaultExperiment.ID, unit);
            assertThat(experiment.arm(0, experiment.armOf(0, unit)))
                    .isEqualTo(HashRule.arm(version.getVariants(), bucket));
            assertThat(experiment.enrolmentBucket(0, unit))
                    .isEqualTo(HashRule.bucket(DefaultExperiment.ID + ".enrolment", unit));
        }
    }

    @Test
    void whatCannotBeSimulatedIsSaid() {
        ExperimentDefinition definition = DefaultExperiment.definition();
        assertThatThrownBy(() -> new ExperimentModel(definition, Map.of("control", .02)))
                .hasMessage("experiment BEHAVIORAL_TARGETING_MVP_V1 version 1: click rate of variant treatment is null,"
                        + " expected 0 to 1");
        ExperimentVersion byTopic = ExperimentVersion.newBuilder(
                        definition.getVersions().get(0))
                .setAssignment(AssignmentMode.topic)
                .build();
        assertThatThrownBy(() -> new ExperimentModel(
                        new ExperimentDefinition("X", List.of(byTopic)), DefaultExperiment.clickRates()))
                .hasMessage("experiment X version 1 is assigned by topic; the generator simulates the md5 rule only");
    }

    private static long millis(JsonNode node) {
        return OffsetDateTime.parse(node.textValue()).toInstant().toEpochMilli();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::textValue).toList();
    }
}
