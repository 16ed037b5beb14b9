package io.trialstream.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** A scorecard for people: first whether it may be believed, then what it says, each with what it does not say. */
public final class ScorecardText {
    private static final double PERCENT = 100;
    private static final String BURN_IN = "burn-in";

    private ScorecardText() {}

    /** @param card in the form of the contract */
    public static String of(JsonNode card) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s, version %s, phase %s: %s, event time has come to %s%n",
                card.path("experimentId").asText(),
                card.path("version").asText(),
                card.path("phase").asText(),
                card.path("status").asText(),
                card.path("watermark").isNull()
                        ? "nowhere yet"
                        : card.path("watermark").asText()));
        text.append('\n').append(trust(card.path("trust")));
        text.append('\n').append(variants(card.path("variants")));
        text.append('\n').append(comparisons(card.path("comparisons")));
        text.append('\n').append(accounting(card.path("accounting")));
        return text.toString();
    }

    private static String trust(JsonNode trust) {
        StringBuilder text = new StringBuilder("Trust: " + trust.path("verdict").asText() + "\n");
        for (JsonNode check : trust.path("checks")) {
            String verdict = verdict(check);
            String pValue = check.path("pValue").isNumber()
                    ? String.format(
                            Locale.ROOT,
                            ", p = %s against %s",
                            significant(check.path("pValue").asDouble()),
                            significant(check.path("threshold").asDouble()))
                    : "";
            text.append("  ")
                    .append(check.path("id").asText())
                    .append(": ")
                    .append(verdict)
                    .append(pValue)
                    .append(
                            check.path("detail").asText().isEmpty()
                                    ? ""
                                    : "; " + check.path("detail").asText())
                    .append('\n');
        }
        return text.toString();
    }

    /** A burn-in that is not over is no failure. */
    private static String verdict(JsonNode check) {
        JsonNode passed = check.path("passed");
        if (passed.asBoolean()) {
            return "passed";
        }
        return passed.isNull() || check.path("id").asText().equals(BURN_IN) ? "pending" : "FAILED";
    }

    private static String variants(JsonNode variants) {
        TreeSet<String> metrics = new TreeSet<>();
        variants.forEach(variant -> variant.path("metrics").fieldNames().forEachRemaining(metrics::add));
        List<String> header = new ArrayList<>(List.of("variant", "weight", "users", "bots", "multi-exposed"));
        header.addAll(metrics);
        Table table = new Table(header.toArray(String[]::new));
        for (JsonNode variant : variants) {
            List<String> row = new ArrayList<>(List.of(
                    variant.path("variant").asText(),
                    variant.path("weight").asText(),
                    AccountingText.count(variant.path("users").asLong()),
                    AccountingText.count(variant.path("botUsers").asLong()),
                    AccountingText.count(variant.path("multiExposedUsers").asLong())));
            for (String metric : metrics) {
                row.add(metric(variant.path("metrics").path(metric)));
            }
            table.row(row.toArray(String[]::new));
        }
        return table.toString();
    }

    private static String metric(JsonNode metric) {
        if (!metric.path("value").isNumber()) {
            return "-";
        }
        return String.format(
                Locale.ROOT,
                "%.5f (%,d / %,d)",
                metric.path("value").asDouble(),
                metric.path("numerator").asLong(),
                metric.path("denominator").asLong());
    }

    private static String comparisons(JsonNode comparisons) {
        if (comparisons.isEmpty()) {
            return "No comparison yet\n";
        }
        StringBuilder text = new StringBuilder();
        boolean descriptive = false;
        for (JsonNode comparison : comparisons) {
            boolean alwaysValid = comparison.path("alwaysValid").asBoolean();
            descriptive |= !alwaysValid;
            text.append(String.format(
                    Locale.ROOT,
                    "  %s, %s against %s, %s basis, %s and %s users: %s%n",
                    comparison.path("metric").asText(),
                    comparison.path("variant").asText(),
                    comparison.path("baseline").asText(),
                    comparison.path("basis").asText(),
                    AccountingText.count(comparison.path("users").path(1).asLong()),
                    AccountingText.count(comparison.path("users").path(0).asLong()),
                    effect(comparison)));
        }
        if (descriptive) {
            text.append(
                    "  The running basis describes what is there so far; stopping because of it is not covered by its"
                            + " error rate.\n");
        }
        return text.toString();
    }

    private static String effect(JsonNode comparison) {
        JsonNode relative = comparison.path("relative");
        if (!relative.path("estimate").isNumber()) {
            return "pending";
        }
        String pValue = comparison.path("pValue").isNumber()
                ? ", p = " + significant(comparison.path("pValue").asDouble())
                : "";
        return percent(relative.path("estimate")) + " relative, 95 % interval " + percent(relative.path("low")) + " to "
                + percent(relative.path("high")) + pValue
                + (comparison.path("alwaysValid").asBoolean() ? ", valid however often you look" : "");
    }

    private static String percent(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%+.1f %%", PERCENT * value.asDouble()) : "unbounded";
    }

    private static String significant(double value) {
        return String.format(Locale.ROOT, value != 0 && value < 1e-3 ? "%.1e" : "%.3f", value);
    }

    private static String accounting(JsonNode accounting) {
        StringBuilder text = new StringBuilder("Kept events of this experiment: ");
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : accounting.properties()) {
            parts.add(member.getKey() + " "
                    + AccountingText.count(member.getValue().asLong()));
        }
        return text.append(String.join(", ", parts)).append('\n').toString();
    }
}
