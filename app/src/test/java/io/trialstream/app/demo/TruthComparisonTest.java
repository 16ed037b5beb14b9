package io.trialstream.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.demo.TruthComparison.Line;
import io.trialstream.generator.Models;
import io.trialstream.generator.Simulation;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.encode.JsonLines;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.ExperimentTruth;
import io.trialstream.generator.model.Model;
import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.VariantWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A system that says the truth is found right, and one that is off by one anywhere is not. */
class TruthComparisonTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Truth TRUTH = truth();

    @Test
    void theTruthAgreesWithItself() {
        assertThat(TRUTH.accounting().bot()).isPositive();
        assertThat(compare(accounting(), scorecard(), windows())).isEmpty();
    }

    @Test
    void everyNumberIsLookedAt() {
        ObjectNode accounting = accounting();
        accounting.put("duplicate", TRUTH.accounting().duplicate() + 1);
        ((ObjectNode) accounting.path("byReason").path("invalid")).put("made-up", 1);
        assertThat(compare(accounting, scorecard(), windows()))
                .extracting(Line::what)
                .containsExactly("invalid: made-up", "duplicate");

        ObjectNode card = scorecard();
        ((ObjectNode) card.path("variants").path(0)).put("users", 0);
        assertThat(compare(accounting(), card, windows()))
                .extracting(Line::what)
                .containsExactly("control users");
    }

    @Test
    void eachFinalIsThereOnceAndRight() {
        Map<String, List<VariantWindow>> twice = windows();
        twice.values()
                .iterator()
                .next()
                .addAll(new ArrayList<>(twice.values().iterator().next()));
        assertThat(compare(accounting(), scorecard(), twice))
                .extracting(Line::what)
                .containsExactly("final windows as in the ledger", "final window records");

        Map<String, List<VariantWindow>> missing = windows();
        missing.remove(missing.keySet().iterator().next());
        assertThat(compare(accounting(), scorecard(), missing))
                .extracting(Line::what)
                .containsExactly("final windows as in the ledger", "final window records");

        Map<String, List<VariantWindow>> wrong = windows();
        VariantWindow first = wrong.values().iterator().next().get(0);
        wrong.values()
                .iterator()
                .next()
                .set(
                        0,
                        VariantWindow.newBuilder(first)
                                .setUsers(first.getUsers() + 1)
                                .build());
        assertThat(compare(accounting(), scorecard(), wrong))
                .extracting(Line::what)
                .containsExactly("final windows as in the ledger");
    }

    private static List<Line> compare(
            ObjectNode accounting, ObjectNode card, Map<String, List<VariantWindow>> windows) {
        return new TruthComparison(TRUTH)
                .accounting(accounting)
                .scorecard(card)
                .windows(windows)
                .sessions(TRUTH.sessions().people(), TRUTH.sessions().bots())
                .differences();
    }

    private static Truth truth() {
        Instant start = Instant.parse("2025-08-08T00:00:00Z");
        Model model = Sizing.fit(Models.defaults(3, 1), 30_000, start, start.plus(DAY), 1)
                .model();
        model = model.withExperiments(model.experiments().subList(0, 1));
        try (Simulation<JsonLines.Lines> simulation = new Simulation<>(model, start, new JsonLines(), 1)) {
            for (int i = 0; i < 96; i++) {
                simulation.skip();
            }
            simulation.closeStream();
            return simulation.truth();
        }
    }

    private static ObjectNode accounting() {
        return (ObjectNode) JsonMapper.builder().build().<ObjectNode>valueToTree(TRUTH.accounting());
    }

    private static ObjectNode scorecard() {
        ExperimentTruth experiment = TRUTH.experiments().get(0);
        ObjectNode card = JsonMapper.builder().build().createObjectNode();
        card.putObject("accounting")
                .put("counted", experiment.counted())
                .put("outsideExperiment", experiment.outsideExperiment());
        ArrayNode variants = card.putArray("variants");
        experiment.variants().forEach(variant -> {
            ObjectNode json = variants.addObject()
                    .put("variant", variant.variant())
                    .put("users", variant.users())
                    .put("botUsers", variant.botUsers());
            json.putObject("metrics")
                    .putObject("ad_ctr")
                    .put("numerator", variant.clicks())
                    .put("denominator", variant.impressions());
        });
        return card;
    }

    private static Map<String, List<VariantWindow>> windows() {
        ExperimentTruth experiment = TRUTH.experiments().get(0);
        Map<String, List<VariantWindow>> windows = new TreeMap<>();
        experiment
                .windows()
                .forEach(window -> windows.put(
                        experiment.id() + "/" + experiment.version() + "/" + window.phase() + "/" + window.variant()
                                + "/" + window.windowStart(),
                        new ArrayList<>(List.of(VariantWindow.newBuilder()
                                .setExperimentId(experiment.id())
                                .setVersion(experiment.version())
                                .setPhase(window.phase())
                                .setVariant(window.variant())
                                .setWindowStart(window.windowStart())
                                .setWindowEnd(window.windowStart() + 900_000)
                                .setUsers(window.users())
                                .setBotUsers(window.botUsers())
                                .setMetrics(Map.of("ad_ctr", new MetricSum(window.clicks(), window.impressions())))
                                .build()))));
        return windows;
    }
}
