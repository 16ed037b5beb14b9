package io.trialstream.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.ExperimentTruth;
import io.trialstream.generator.ledger.Truth.VariantTruth;
import io.trialstream.generator.ledger.Truth.WindowTruth;
import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.VariantWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the system says against what the generator knows. */
public final class TruthComparison {
    /** The metric that the generator's clicks and impressions are. */
    private static final String METRIC = "ad_ctr";

    private final Truth truth;
    private final List<Line> lines = new ArrayList<>();

    /**
     * One number, twice.
     *
     * @param what it counts
     * @param actual what the system says
     * @param expected what is true
     */
    public record Line(String what, long actual, long expected) {
        /** Whether they agree. */
        public boolean agrees() {
            return actual == expected;
        }
    }

    public TruthComparison(Truth truth) {
        this.truth = truth;
    }

    /** Compares the accounting, in the form of the contract, and the reasons in it. */
    public TruthComparison accounting(JsonNode accounting) {
        Truth.Accounting expected = truth.accounting();
        line("in", accounting.path("in"), expected.in());
        line("invalid", accounting.path("invalid"), expected.invalid());
        reasons("invalid", accounting);
        line("late", accounting.path("late"), expected.late());
        line("duplicate", accounting.path("duplicate"), expected.duplicate());
        line("bot", accounting.path("bot"), expected.bot());
        reasons("bot", accounting);
        line("kept", accounting.path("kept"), expected.kept());
        return this;
    }

    /** Compares a scorecard's running sums and its experiment's accounting, in the form of the contract. */
    public TruthComparison scorecard(JsonNode card) {
        for (ExperimentTruth experiment : truth.experiments()) {
            line("counted", card.path("accounting").path("counted"), experiment.counted());
            line(
                    "outside the experiment",
                    card.path("accounting").path("outsideExperiment"),
                    experiment.outsideExperiment());
            for (VariantTruth expected : experiment.variants()) {
                JsonNode variant = variant(card, expected.variant());
                JsonNode metric = variant.path("metrics").path(METRIC);
                line(expected.variant() + " users", variant.path("users"), expected.users());
                line(expected.variant() + " bot users", variant.path("botUsers"), expected.botUsers());
                line(expected.variant() + " clicks", metric.path("numerator"), expected.clicks());
                line(expected.variant() + " impressions", metric.path("denominator"), expected.impressions());
            }
        }
        return this;
    }

    /** Compares the final windows, each of which must be there once. @param records of {@code variant-ctr} by key */
    public TruthComparison windows(Map<String, List<VariantWindow>> records) {
        Map<String, WindowTruth> expected = new HashMap<>();
        for (ExperimentTruth experiment : truth.experiments()) {
            for (WindowTruth window : experiment.windows()) {
                expected.put(
                        "%s/%d/%s/%s/%d"
                                .formatted(
                                        experiment.id(),
                                        experiment.version(),
                                        window.phase(),
                                        window.variant(),
                                        window.windowStart()),
                        window);
            }
        }
        long same = expected.entrySet().stream()
                .filter(entry -> agrees(records.get(entry.getKey()), entry.getValue()))
                .count();
        lines.add(new Line("final windows as in the ledger", same, expected.size()));
        lines.add(new Line(
                "final window records",
                records.values().stream().mapToLong(List::size).sum(),
                expected.size()));
        return this;
    }

    /** Compares the closed sessions. */
    public TruthComparison sessions(long people, long bots) {
        lines.add(new Line("sessions of people", people, truth.sessions().people()));
        lines.add(new Line("sessions of bots", bots, truth.sessions().bots()));
        return this;
    }

    /** All that was compared, in order. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** What differs; empty: the system is right. */
    public List<Line> differences() {
        return lines.stream().filter(line -> !line.agrees()).toList();
    }

    private static boolean agrees(@Nullable List<VariantWindow> records, WindowTruth expected) {
        if (records == null || records.size() != 1) {
            return false;
        }
        VariantWindow record = records.get(0);
        MetricSum sum = record.getMetrics().get(METRIC);
        return sum != null
                && record.getUsers() == expected.users()
                && record.getBotUsers() == expected.botUsers()
                && sum.getNumerator() == expected.clicks()
                && sum.getDenominator() == expected.impressions();
    }

    private void reasons(String place, JsonNode accounting) {
        Map<String, Long> expected = new TreeMap<>(truth.accounting().byReason().getOrDefault(place, new TreeMap<>()));
        JsonNode actual = accounting.path("byReason").path(place);
        TreeSet<String> reasons = new TreeSet<>(expected.keySet());
        actual.fieldNames().forEachRemaining(reasons::add);
        for (String reason : reasons) {
            line(place + ": " + reason, actual.path(reason), expected.getOrDefault(reason, 0L));
        }
    }

    private static JsonNode variant(JsonNode card, String id) {
        for (JsonNode variant : card.path("variants")) {
            if (variant.path("variant").asText().equals(id)) {
                return variant;
            }
        }
        return card.path("variants").path(-1);
    }

    private void line(String what, JsonNode actual, long expected) {
        lines.add(new Line(what, actual.asLong(0), expected));
    }
}
