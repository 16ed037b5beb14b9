package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.HttpApi;
import io.trialstream.app.command.TopicReader;
import io.trialstream.oracle.Oracle;
import io.trialstream.oracle.OracleResult;
import io.trialstream.oracle.OracleSettings;
import io.trialstream.platform.Endpoints;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.topology.enrich.UserAgents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL to the stream processor in the middle of a demo, twice: no final record changes, and each is there once. */
@Tag("slow")
@Timeout(900)
class KillIT {
    private static final long EVENTS = 200_000;
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration STEP = Duration.ofMillis(50);

    @TempDir
    static Path folder;

    @Test
    void finalsAreThoseOfAnUndisturbedRun() throws Exception {
        Path data = folder.resolve("data").resolve("demo");
        try (Cli demo = Cli.start(
                folder,
                "demo",
                "--json",
                "--events",
                String.valueOf(EVENTS),
                "--seed",
                "5",
                "--data",
                folder.resolve("data").toString())) {
            long first = killAfter(demo, data, EVENTS / 4);
            long second = killAfter(demo, data, EVENTS / 2);
            assertThat(second).isNotEqualTo(first);
            await(demo, () -> !text(demo).isEmpty());
            assertThat(demo.err())
                    .contains(first + " has ended; starting it again", second + " has ended; starting it again");

            compareWithOracle(Endpoints.read(data));
            demo.terminate();
            demo.await(Duration.ofMinutes(1));
            assertThat(data.resolve("processor.pid")).doesNotExist();
        }
    }

    /** Kills the processor once it has accounted for so many events. @return its pid */
    private static long killAfter(Cli demo, Path data, long events) throws Exception {
        await(demo, () -> accounted(data) >= events);
        assertThat(accounted(data)).isLessThan(EVENTS * 95 / 100);
        long pid =
                Long.parseLong(Files.readString(data.resolve("processor.pid")).strip());
        ProcessHandle processor = ProcessHandle.of(pid).orElseThrow();
        assertThat(processor.destroyForcibly()).isTrue();
        processor.onExit().get();
        return pid;
    }

    private static void compareWithOracle(Endpoints endpoints) {
        SchemaRegistryClient registry =
                SchemaRegistryClient.of(endpoints.registry().orElseThrow());
        TopicReader topics = new TopicReader(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                endpoints.bootstrap().orElseThrow()));
        UserAgents agents = new UserAgents();
        OracleResult expected = Oracle.run(
                RawTopicRecords.read(topics, registry),
                OracleSettings.defaults(PARTITIONS)
                        .with(
                                agent -> agents.agent(agent).crawler(),
                                agent -> agents.agent(agent).deviceClass()));

        Map<String, VariantWindow> finals = new HashMap<>();
        read(
                topics,
                registry,
                Topics.VARIANT_CTR.name(),
                VariantWindow.class,
                (key, window) -> assertThat(finals.put(key, window))
                        .as("a second record of " + key)
                        .isNull());
        assertThat(finals).isNotEmpty().isEqualTo(expected.finals());

        List<Session> sessions = new ArrayList<>();
        read(topics, registry, Topics.SESSIONS.name(), Session.class, (key, session) -> sessions.add(session));
        assertThat(sessions).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected.sessions());
        assertThat(expected.total().balanced()).isTrue();
    }

    private static <T extends SpecificRecord> void read(
            TopicReader topics,
            SchemaRegistryClient registry,
            String topic,
            Class<T> type,
            BiConsumer<String, T> sink) {
        AvroDecoder<T> decoder = new AvroDecoder<>(registry, type);
        topics.read(
                topic,
                null,
                record ->
                        sink.accept(new String(record.key(), StandardCharsets.UTF_8), decoder.decode(record.value())));
    }

    /** Events accounted for; −1 while nobody answers. */
    private static long accounted(Path data) {
        return Endpoints.read(data)
                .http()
                .map(http -> {
                    try {
                        JsonNode accounting =
                                new HttpApi(URI.create(http)).get("accounting", "accounting", Duration.ZERO);
                        return accounting.path("in").asLong();
                    } catch (CommandFailure e) {
                        return -1L;
                    }
                })
                .orElse(-1L);
    }

    private static String text(Cli demo) {
        try {
            return demo.out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Cli demo, BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !demo.alive()) {
                throw new AssertionError("not within " + PATIENCE + ", or the demo ended; it said: " + demo.err());
            }
            Thread.sleep(STEP.toMillis());
        }
    }
}
