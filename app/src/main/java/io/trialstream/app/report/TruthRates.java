package io.trialstream.app.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the report takes from the truth ledger: who the bots are, and what clicks were drawn with. */
final class TruthRates {
    /** Where there is no ledger: nobody is known to be a bot. */
    static final TruthRates NONE = new TruthRates(new ObjectMapper().createObjectNode());

    private final JsonNode ledger;

    private TruthRates(JsonNode ledger) {
        this.ledger = ledger;
    }

    /** @throws IOException where the file cannot be read or is no JSON */
    static TruthRates read(Path file) throws IOException {
        return new TruthRates(new ObjectMapper().readTree(file.toFile()));
    }

    /** Units of all archetypes. */
    Set<String> bots() {
        Set<String> units = new HashSet<>();
        for (JsonNode archetype : ledger.path("bots")) {
            archetype.path("units").forEach(unit -> units.add(unit.asText()));
        }
        return units;
    }

    /** Rate and counts of an arm; its last phase, where it has several. */
    ReportData.@Nullable TrueArm arm(String experiment, String arm) {
        JsonNode found = variant(experiment, arm);
        return found == null
                ? null
                : new ReportData.TrueArm(
                        rate(found),
                        found.path("users").longValue(),
                        found.path("impressions").longValue(),
                        found.path("clicks").longValue());
    }

    /** The rate that a cell's clicks in an arm were drawn with, where the ledger tells cells; else null. */
    @Nullable
    Double rate(String experiment, String arm, Cell cell) {
        JsonNode found = variant(experiment, arm);
        for (JsonNode one : found == null ? MissingNode.getInstance() : found.path("cells")) {
            Cell its = new Cell(
                    one.path("demographic").asText(),
                    one.path("activity").asText(),
                    one.path("style").asText());
            if (its.equals(cell)) {
                return rate(one);
            }
        }
        return null;
    }

    private static @Nullable Double rate(JsonNode node) {
        return node.path("clickRate").isNumber() ? node.path("clickRate").doubleValue() : null;
    }

    private @Nullable JsonNode variant(String experiment, String arm) {
        JsonNode last = null;
        for (JsonNode one : ledger.path("experiments")) {
            for (JsonNode variant : one.path("variants")) {
                if (one.path("id").asText().equals(experiment)
                        && variant.path("variant").asText().equals(arm)) {
                    last = variant;
                }
            }
        }
        return last;
    }
}
