package io.trialstream.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trialstream.platform.PlatformStatus.ConnectorStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that says RUNNING, whatever is true, against a real broker. */
class ConnectorCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Instant LONG_AGO = Instant.now().minus(Duration.ofMinutes(10));

    @TempDir
    static Path directory;

    private static LocalPlatform platform;
    private static HttpServer worker;
    private static volatile String task = "\"state\":\"RUNNING\"";

    @BeforeAll
    static void start() throws Exception {
        platform = LocalPlatform.start(
                PlatformOptions.in(directory).withoutRegistry().anyPorts());
        try (Admin admin = Clients.admin(platform.bootstrap())) {
            admin.createTopics(List.of(new NewTopic("events", 2, (short) 1)))
                    .all()
                    .get();
        }
        worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        worker.createContext("/", exchange -> {
            byte[] answer = ("{\"sink\":{\"info\":{\"config\":{\"topics\":\"events\"}},\"status\":{\"type\":\"sink\","
                            + "\"connector\":{\"state\":\"RUNNING\"},\"tasks\":[{\"id\":0," + task + "}]}}}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            try (exchange) {
                exchange.getResponseBody().write(answer);
            }
        });
        worker.start();
    }

    @AfterAll
    static void stop() {
        worker.stop(0);
        platform.close();
    }

    @Test
    void itIsWellOnlyWhileItsGroupOwnsEveryPartition() throws Exception {
        assertThat(ask(LONG_AGO).detail()).isEqualTo("its consumer group connect-sink is not there");
        assertThat(ask(LONG_AGO).state()).isEqualTo("RUNNING");

        try (var consumer = consumer("connect-sink")) {
            consumer.subscribe(List.of("events"));
            await(consumer, ConnectorStatus::well);
            assertThat(ask(Instant.now()).detail())
                    .isEqualTo(
                            "the worker was started less than 6 s ago: its states may still be those of the one before it");

            try (Admin admin = Clients.admin(platform.bootstrap())) {
                admin.createTopics(List.of(new NewTopic("others", 1, (short) 1)))
                        .all()
                        .get();
            }
            consumer.subscribe(List.of("others"));
            await(
                    consumer,
                    status -> status.detail()
                            .equals("nobody of its consumer group connect-sink reads [events-0, events-1]"));
        }
        assertThat(ask(LONG_AGO).detail()).isEqualTo("its consumer group connect-sink is empty");
    }

    @Test
    void aFailedTaskIsToldWithItsTracesFirstLineAndCauses() throws Exception {
        String running = task;
        task =
                "\"state\":\"FAILED\",\"trace\":\"A: went wrong\\n\\tat x.Y\\nCaused by: B: no bucket\\n\\t... 2 more\\n\"";
        try {
            assertThat(ask(LONG_AGO).detail()).isEqualTo("task 0 is FAILED: A: went wrong; Caused by: B: no bucket");
        } finally {
            task = running;
        }
    }

    private static ConnectorStatus ask(Instant workerStarted) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + worker.getAddress().getPort());
        return ConnectorCheck.ask(new ConnectRest(address, TIMEOUT), platform.bootstrap(), workerStarted, TIMEOUT)
                .get(0);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", platform.bootstrap(), "group.id", group),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void await(KafkaConsumer<byte[], byte[]> consumer, Predicate<ConnectorStatus> condition)
            throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ConnectorStatus status = ask(LONG_AGO);
        while (!condition.test(status)) {
            assertThat(System.nanoTime()).as(status.toString()).isLessThan(deadline);
            consumer.poll(POLL);
            status = ask(LONG_AGO);
        }
    }
}
