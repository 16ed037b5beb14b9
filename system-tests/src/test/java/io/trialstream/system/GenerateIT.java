package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code generate stream} with everything that can go wrong on demand, and an experiment of the user's that is assigned by
 * topic: killed in the middle, typed again, and then the stream processor's answers against the ledger.
 */
@Tag("slow")
@Timeout(600)
class GenerateIT {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final int KILLED_AFTER_RECORDS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static LocalPlatform platform;

    @BeforeAll
    static void start() throws IOException {
        platform = LocalPlatform.start(PlatformOptions.in(folder).anyPorts());
        try (Admin admin = admin()) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(Topics.RAW.name(), PARTITIONS));
        }
        Files.writeString(folder.resolve("population.yaml"), """
                faults: { late: .02, late-copy: .01, duplicate: .03, missing-event-name: .002, missing-unit: .002 }
                outages: [ { start: 2025-09-01T20:00:00+09:00, length: PT1H } ]
                hot-user: { events-per-hour: 300 }
                sample-ratio-bias: { experiment: MINE, variant: b, lost: .2 }
                multi-exposed: .1
                experiments: { MINE: { click-rates: { a: .02, b: .04 } } }
                bots: { volume: .002, stealthy: .002, metronome: .002 }
                """);
        Files.writeString(folder.resolve("mine.yaml"), """
                id: MINE
                version: 1
                start: 2025-09-01T00:00:00+09:00
                end: 2025-09-15T00:00:00+09:00
                baseline: a
                exposure: { events: [view_page] }
                assignment: { topic: true }
                variants: [ { id: a, weight: 1 }, { id: b, weight: 1 } ]
                phases: [ { id: p1, start: 2025-09-01T00:00:00+09:00, percent: 100 } ]
                metrics: [ ad_ctr ]
                primary: ad_ctr
                """);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void whatIsMadeIsWhatIsFound() throws Exception {
        String[] command = {
            "generate",
            "stream",
            "--start-date",
            "2025-09-01-00-00",
            "--num-intervals",
            "192",
            "--users",
            "5000",
            "--seed",
            "77",
            "--population",
            folder.resolve("population.yaml").toString(),
            "--experiment",
            folder.resolve("mine.yaml").toString(),
            "--truth",
            folder.resolve("truth.json").toString(),
            "--resume",
            "--close",
            "--data",
            folder.toString()
        };
        killAfter(KILLED_AFTER_RECORDS, command);
        assertThat(folder.resolve("truth.json")).doesNotExist();
        Cli.Ended resumed = Cli.run(folder, PATIENCE, command);
        assertThat(resumed.status()).as(resumed.err()).isZero();

        JsonNode truth = JSON.readTree(folder.resolve("truth.json").toFile());
        JsonNode experiment = truth.path("experiments").path(0);
        assertThat(experiment.path("multiExposed").asLong()).isPositive();
        assertThat(truth.at("/bots/stealthy/kept").asLong()).isPositive();
        try (RunProcess run = RunProcess.start(folder, "time.watermark-from=records")) {
            long in = truth.at("/accounting/in").asLong();
            JsonNode accounting =
                    run.await("/api/v1/accounting", found -> found.path("in").asLong() >= in && closed(found, truth));
            for (String place : List.of("in", "invalid", "late", "duplicate", "bot", "kept")) {
                assertThat(accounting.path(place).asLong())
                        .as(place)
                        .isEqualTo(truth.at("/accounting/" + place).asLong());
            }
            assertThat(accounting.at("/byReason/invalid")).isEqualTo(truth.at("/accounting/byReason/invalid"));
            assertThat(accounting.at("/byReason/bot")).isEqualTo(truth.at("/accounting/byReason/bot"));
            JsonNode card = run.await(
                    "/api/v1/experiments/MINE/scorecard",
                    found -> found.at("/accounting/kept").asLong()
                            == truth.at("/accounting/kept").asLong());
            compare(card, experiment);
            assertThat(run.stop()).isZero();
        }
    }

    private static void compare(JsonNode card, JsonNode experiment) {
        for (String state : List.of("unassigned", "multiExposed", "outsideExperiment", "counted", "retracted")) {
            assertThat(card.path("accounting").path(state).asLong())
                    .as(state)
                    .isEqualTo(experiment.path(state).asLong());
        }
        assertThat(card.path("variants")).hasSize(2);
        for (int v = 0; v < 2; v++) {
            JsonNode found = card.path("variants").path(v);
            JsonNode expected = experiment.path("variants").path(v);
            String variant = expected.path("variant").asText();
            assertThat(found.path("variant").asText()).isEqualTo(variant);
            assertThat(found.path("users").asLong())
                    .as(variant)
                    .isEqualTo(expected.path("users").asLong());
            assertThat(found.path("multiExposedUsers").asLong())
                    .as(variant)
                    .isEqualTo(expected.path("multiExposedUsers").asLong());
            assertThat(found.at("/metrics/ad_ctr/numerator").asLong())
                    .as(variant)
                    .isEqualTo(expected.path("clicks").asLong());
            assertThat(found.at("/metrics/ad_ctr/denominator").asLong())
                    .as(variant)
                    .isEqualTo(expected.path("impressions").asLong());
        }
    }

    /** Whether every partition has come to the ledger's last watermark record. */
    private static boolean closed(JsonNode accounting, JsonNode truth) {
        String watermark =
                java.time.Instant.ofEpochMilli(truth.path("watermark").asLong()).toString();
        for (JsonNode partition : accounting.path("partitions")) {
            if (!partition.path("watermark").asText().equals(watermark)) {
                return false;
            }
        }
        return accounting.path("partitions").size() == PARTITIONS;
    }

    /** SIGKILL once the raw topic holds so many records: in the middle of some interval. */
    private static void killAfter(long records, String... command) throws Exception {
        ProcessBuilder builder = Cli.command(command);
        Path log = Files.createTempFile(folder, "killed", ".log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Admin admin = admin()) {
            while (records(admin) < records) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new AssertionError("it ended too soon or was too slow; it said: " + Files.readString(log));
                }
                Thread.sleep(STEP.toMillis());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static long records(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(java.util.stream.Collectors.toMap(
                        partition -> new TopicPartition(Topics.RAW.name(), partition),
                        partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private static Admin admin() {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrap());
        return Admin.create(properties);
    }
}
