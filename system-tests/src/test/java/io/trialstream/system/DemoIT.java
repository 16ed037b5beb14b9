package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.schemas.Topics;
import io.trialstream.system.ArchivedRecords.Archived;
import io.trialstream.system.interop.Boto3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
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
    void aSmallDemoTellsTheTruthAndLeavesItInS3() throws Exception {
        Path data = Files.createTempDirectory(folder, "data");
        JsonNode result = demo(data, Duration.ofMinutes(5), "--events", "60000", "--seed", "11");

        assertThat(result.path("accounting").path("in").asLong()).isBetween(55_000L, 65_000L);
        checkAgainstTruth(result);
        checkS3(data.resolve("demo"), result);
    }

    /** The effect that the generator was told to make shows: 1.8 % against 2.2 %. */
    @Test
    @Tag("slow")
    void theDefaultDemoShowsTheEffectWithinSixMinutes() throws Exception {
        JsonNode result = demo(Files.createTempDirectory(folder, "data"), Duration.ofMinutes(6));

        checkAgainstTruth(result);
        JsonNode lift =
                result.path("scorecards").path(0).path("comparisons").path(0).path("relative");
        assertThat(lift.path("low").asDouble()).isPositive();
        assertThat(lift.path("low").asDouble()).isLessThan(.222);
        assertThat(lift.path("high").asDouble()).isGreaterThan(.222);
    }

    /** Broker, registry and store are started again on what the demo has left, and S3 read with a foreign client. */
    private static void checkS3(Path data, JsonNode result) throws Exception {
        PlatformOptions options = PlatformOptions.in(data).withS3().anyPorts();
        Path bucket = Files.createTempDirectory(folder, "bucket");
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            int objects = Boto3.download(platform.s3(), bucket);

            assertThat(objects).isEqualTo(result.path("sink").path("objects").asInt());
            Map<String, Archived> clean = checkTopic(
                    data,
                    bucket,
                    Topics.CLEAN_EVENTS.name(),
                    value -> Instant.parse(value.path("event").path("timestamp").asText())
                            .toEpochMilli());
            checkTopic(
                    data,
                    bucket,
                    Topics.VARIANT_CTR.name(),
                    value -> value.path("window_start").asLong());
            JsonNode accounting = result.path("accounting");
            assertThat(clean)
                    .as("every event that is neither invalid, late nor a duplicate")
                    .hasSize(accounting.path("kept").asInt()
                            + accounting.path("bot").asInt());
            JsonNode byTopic = result.path("sink").path("byTopic");
            assertThat(byTopic.path("clean-events").path("records").asInt()).isEqualTo(clean.size());
            assertThat(byTopic.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactly("clean-events", "replay-user-events", "sessions", "variant-ctr");
        }
    }

    /** Every record once, in the directory of its event time, as {@code dump} says it. */
    private static Map<String, Archived> checkTopic(
            Path data, Path bucket, String topic, ToLongFunction<JsonNode> eventTime) throws Exception {
        Cli.Ended dump = Cli.run(folder, Duration.ofMinutes(1), "dump", topic, "--data", data.toString());
        assertThat(dump.status()).as(dump.err()).isZero();
        Map<String, Archived> found = ArchivedRecords.read(bucket, topic);
        List<JsonNode> records = ArchivedRecords.parse(dump.out());
        assertThat(records).hasSameSizeAs(found.values()).isNotEmpty();
        for (JsonNode record : records) {
            assertThat(found.get(ArchivedRecords.place(record)))
                    .isEqualTo(ArchivedRecords.expected(record, topic, eventTime.applyAsLong(record.path("value"))));
        }
        return found;
    }

    private static JsonNode demo(Path data, Duration patience, String... more) throws Exception {
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
        for (JsonNode topic : result.path("sink").path("byTopic")) {
            assertThat(topic.path("objects").asInt()).isPositive();
            assertThat(topic.path("records").asInt()).isPositive();
        }
        assertThat(result.path("sink").path("bucket").asText()).isEqualTo("trialstream");
        assertThat(result.path("sink").path("prefix").asText()).isEqualTo("staging_area");
        assertThat(result.path("seconds").path("process").asDouble()).isPositive();
        for (String http : List.of("http", "registry", "s3", "connect")) {
            assertThat(result.path("endpoints").path(http).asText()).startsWith("http://127.0.0.1:");
        }
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
