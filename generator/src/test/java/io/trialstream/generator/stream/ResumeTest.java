package io.trialstream.generator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.Models;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.base.GeneratorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken-off runs, gone on with, leave what an undisturbed run leaves, byte for byte. */
class ResumeTest {
    private static final long SEED = 53;
    private static final int USERS = 3_000;
    private static final int INTERVALS = 6;
    private static final Instant START = Instant.parse("2025-08-08T01:00:00Z");
    private static final StreamOptions RUN =
            StreamOptions.of(Models.defaults(SEED, USERS), START, INTERVALS).withCloseAtEnd(true);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static TestBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static RunResult undisturbed;

    @SuppressWarnings("NullAway.Init")
    private static List<List<String>> expected;

    @BeforeAll
    static void start() {
        broker = new TestBroker(directory);
        broker.createRaw("undisturbed", "killed", "bereft");
        undisturbed = run("undisturbed", RUN);
        expected = broker.content("undisturbed");
        assertThat(undisturbed.events()).isGreaterThan(1_000);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Each death comes so many deliveries after where the last left off; so it hits any part of any interval. */
    @Test
    void aGeneratorThatIsKilledAgainAndAgainLeavesNoTrace() throws Exception {
        Random random = new Random(7);
        int inAnInterval = (int) undisturbed.events() / INTERVALS;
        int brokenOff = 0;
        for (int death = 0; death < 4; death++) {
            dieAfter(1 + random.nextInt(2 * inAnInterval));
            brokenOff += brokenOff("killed") ? 1 : 0;
        }
        RunResult last = run("killed", RUN.withResume(true));
        assertThat(broker.content("killed")).isEqualTo(expected);
        assertThat(last.truth()).isEqualTo(undisturbed.truth());
        // Seen to be about what it is meant to be about: a part of an interval was there. Not after each death, as what
        // the producer still held died too.
        assertThat(brokenOff).isPositive();
        assertThat(last.sink().foreign()).isZero();
    }

    private static boolean brokenOff(String topic) {
        try (KafkaEventSink sink = new KafkaEventSink(broker.sink(topic))) {
            return sink.resumePoint().brokenOff();
        }
    }

    @Test
    void aBrokerThatDiesEndsTheRunAndTheNextOneGoesOn() {
        Map<String, String> impatient = new HashMap<>(DyingRun.EAGER);
        impatient.putAll(Map.of(
                "delivery.timeout.ms",
                "2000",
                "request.timeout.ms",
                "1000",
                "max.block.ms",
                "2000",
                "default.api.timeout.ms",
                "1500"));
        KafkaSinkOptions options = broker.sink("bereft").withProducerProperties(impatient);
        int delivery = (int) undisturbed.events() / 2;
        long[] killed = {0};
        try (EventSink sink = new DyingRun.Interrupted(new KafkaEventSink(options), delivery, () -> {
            broker.platform.kill("broker");
            killed[0] = System.nanoTime();
        })) {
            assertThatThrownBy(() -> StreamGenerator.run(RUN, sink, progress -> {}, () -> false))
                    .isInstanceOf(GeneratorException.class)
                    .hasMessageStartingWith("cannot deliver to topic bereft at " + broker.platform.bootstrap()
                            + " (given up after 2 s at most): ")
                    .hasMessageEndingWith("; the same run with --resume sends what is missing");
        }
        // Twice the time-out, as a send may wait for the buffer and then the flush for the answer; and a busy machine.
        assertThat(Duration.ofNanos(System.nanoTime() - killed[0])).isLessThan(Duration.ofSeconds(25));
        assertThatThrownBy(() -> new KafkaEventSink(options))
                .isInstanceOf(GeneratorException.class)
                .hasMessageStartingWith("cannot read topic bereft at " + broker.platform.bootstrap());
        broker.platform.restart("broker");

        RunResult resumed = run("bereft", RUN.withResume(true));
        assertThat(broker.content("bereft")).isEqualTo(expected);
        assertThat(resumed.truth()).isEqualTo(undisturbed.truth());
    }

    private static RunResult run(String topic, StreamOptions options) {
        try (KafkaEventSink sink = new KafkaEventSink(broker.sink(topic))) {
            return StreamGenerator.run(options, sink, progress -> {}, () -> false);
        }
    }

    private static void dieAfter(int sends) throws Exception {
        Path log = directory.resolve("dying-run.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingRun.class.getName(),
                        broker.platform.bootstrap(),
                        broker.platform.registry(),
                        "killed",
                        String.valueOf(SEED),
                        String.valueOf(USERS),
                        START.toString(),
                        String.valueOf(INTERVALS),
                        String.valueOf(sends))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> read(log)).isEqualTo(DyingRun.STATUS);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
