package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code demo --exit --json}: the whole system as processes, against the generator's ledger. */
class DemoIT {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final List<String> PLACES = List.of("in", "invalid", "late", "duplicate", "bot", "kept");

    @TempDir
    static Path folder;

    @Test
    void aSmallDemoTellsTheTruth() throws Exception {
        JsonNode result = demo(Duration.ofMinutes(5), "--events", "60000", "--seed", "11");

        assertThat(result.path("accounting").path("in").asLong()).isBetween(55_000L, 65_000L);
        checkAgainstTruth(result);
    }

    /** The effect that the generator was told to make shows: 1.8 % against 2.2 %. */
    @Test
    @Tag("slow")
    void theDefaultDemoShowsTheEffectWithinSixMinutes() throws Exception {
        JsonNode result = demo(Duration.ofMinutes(6));

        checkAgainstTruth(result);
        JsonNode lift =
                result.path("scorecards").path(0).path("comparisons").path(0).path("relative");
        assertThat(lift.path("low").asDouble()).isPositive();
        assertThat(lift.path("low").asDouble()).isLessThan(.222);
        assertThat(lift.path("high").asDouble()).isGreaterThan(.222);
    }

    private static JsonNode demo(Duration patience, String... more) throws Exception {
        Path data = Files.createTempDirectory(folder, "data");
        List<String> arguments = new ArrayList<>(List.of("demo", "--exit", "--json", "--data", data.toString()));
        arguments.addAll(List.of(more));
        Cli.Ended ended = Cli.run(folder, patience, arguments.toArray(String[]::new));
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out().lines()).hasSize(1);
        assertThat(data.resolve("demo").resolve("processor.pid")).doesNotExist();
        return JSON.readTree(ended.out());
    }

    private static void checkAgainstTruth(JsonNode result) {
        assertThat(result.properties())
                .extracting(member -> member.getKey())
                .containsExactly("accounting", "scorecards", "truth", "sink", "endpoints", "seconds");
        JsonNode found = result.path("accounting");
        JsonNode truth = result.path("truth").path("accounting");
        assertThat(found.path("balanced").asBoolean()).isTrue();
        for (String place : PLACES) {
            assertThat(found.path(place)).as(place).isEqualTo(truth.path(place));
            assertThat(found.path(place).asLong()).as(place).isPositive();
        }
        assertThat(found.path("byReason").path("invalid"))
                .isEqualTo(truth.path("byReason").path("invalid"));
        assertThat(found.path("byReason").path("bot"))
                .isEqualTo(truth.path("byReason").path("bot"));
        for (JsonNode expected :
                result.path("truth").path("experiments").path(0).path("variants")) {
            JsonNode arm = arm(result, expected.path("variant").asText());
            assertThat(arm.path("users")).isEqualTo(expected.path("users"));
            assertThat(arm.path("metrics").path("ad_ctr").path("numerator")).isEqualTo(expected.path("clicks"));
            assertThat(arm.path("metrics").path("ad_ctr").path("denominator")).isEqualTo(expected.path("impressions"));
        }
        assertThat(result.path("seconds").path("process").asDouble()).isPositive();
        assertThat(result.path("endpoints").path("http").asText()).startsWith("http://127.0.0.1:");
    }

    private static JsonNode arm(JsonNode result, String variant) {
        for (JsonNode arm : result.path("scorecards").path(0).path("variants")) {
            if (arm.path("variant").asText().equals(variant)) {
                return arm;
            }
        }
        throw new AssertionError("no arm " + variant + " in " + result.path("scorecards"));
    }
}
