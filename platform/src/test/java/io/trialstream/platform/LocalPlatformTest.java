package io.trialstream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform keeps, where it listens, and how faults in it look. */
class LocalPlatformTest {
    private static final String TOPIC = "replay-user-events";
    private static final long YEARS_AGO_MS = 1_600_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void keepsRecordsSchemasAndTopicsAcrossARestart() throws Exception {
        PlatformOptions options = PlatformOptions.in(directory).anyPorts();
        int schemaId;
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            assertThat(ensureTopics(platform).created()).hasSize(13);
            Clients.produce(platform.bootstrap(), new ProducerRecord<>(TOPIC, 0, YEARS_AGO_MS, "unit-1", "first"));
            schemaId = Clients.registerSchema(platform.registry(), TOPIC + "-value");
            assertThat(platform.startTimes()).containsOnlyKeys("broker", "registry");
            assertThat(platform.status().healthy()).isTrue();
        }
        assertThat(Endpoints.read(directory).members()).isEmpty();
        assertThat(PlatformStatus.of(directory).parts()).isEmpty();

        try (LocalPlatform platform = LocalPlatform.start(options)) {
            assertThat(Endpoints.read(directory).members())
                    .isEqualTo(Map.of("bootstrap", platform.bootstrap(), "registry", platform.registry()));
            assertThat(Clients.read(platform.bootstrap(), new TopicPartition(TOPIC, 0)))
                    .containsExactly("unit-1=first");
            assertThat(Clients.get(platform.registry() + "/subjects")).isEqualTo("[\"" + TOPIC + "-value\"]");
            assertThat(Clients.get(platform.registry() + "/schemas/ids/" + schemaId))
                    .contains("\\\"string\\\"");
            assertThat(Clients.get(platform.registry() + "/config")).contains("\"BACKWARD_TRANSITIVE\"");
            assertThat(ensureTopics(platform)).isEqualTo(new TopicAdmin.Report(List.of(), List.of()));
        }
    }

    private static TopicAdmin.Report ensureTopics(LocalPlatform platform) {
        try (Admin admin = Clients.admin(platform.bootstrap())) {
            return TopicAdmin.ensure(admin, TopicAdmin.contract(TOPIC, 2));
        }
    }

    @Test
    void twoDataFoldersNeverMeetAndABusyPortIsReplacedAndTold() throws Exception {
        int port = freePort();
        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        PlatformOptions first = PlatformOptions.in(directory.resolve("first"))
                .anyPorts()
                .port(PartKind.BROKER, port)
                .withoutRegistry();
        PlatformOptions second = PlatformOptions.in(directory.resolve("second"))
                .anyPorts()
                .port(PartKind.BROKER, port)
                .withoutRegistry()
                .messages(messages::add);
        try (LocalPlatform one = LocalPlatform.start(first);
                LocalPlatform other = LocalPlatform.start(second)) {
            assertThat(one.bootstrap()).isEqualTo("127.0.0.1:" + port);
            assertThat(messages)
                    .contains("port " + port + " is busy: broker listens on "
                            + other.bootstrap().replace("127.0.0.1:", ""));
            try (Admin admin = Clients.admin(one.bootstrap())) {
                admin.createTopics(List.of(new NewTopic("of-the-first", 1, (short) 1)))
                        .all()
                        .get();
            }
            assertThat(Clients.topics(one.bootstrap())).containsExactly("of-the-first");
            assertThat(Clients.topics(other.bootstrap())).isEmpty();

            assertThatThrownBy(() -> LocalPlatform.start(first))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageStartingWith("Another process is using the platform's data in " + first.directory());
        }
    }

    @Test
    void aClusterOfThreeLivesThroughTheDeathOfAnyBroker() throws Exception {
        PlatformOptions options =
                PlatformOptions.in(directory).anyPorts().withoutRegistry().brokers(3);
        try (LocalPlatform cluster = LocalPlatform.start(options);
                Admin admin = Clients.admin(cluster.bootstrap())) {
            assertThat(cluster.bootstrap().split(",")).hasSize(3);
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.<Short>empty())))
                    .all()
                    .get();
            Clients.produce(cluster.bootstrap(), new ProducerRecord<>(TOPIC, "unit-1", "before"));

            cluster.kill("broker");
            assertThat(cluster.status().parts())
                    .extracting(PlatformStatus.PartStatus::state)
                    .containsExactly(PlatformStatus.State.GONE, PlatformStatus.State.WELL, PlatformStatus.State.WELL);
            Clients.produce(cluster.bootstrap(), new ProducerRecord<>(TOPIC, "unit-1", "between"));

            cluster.restart("broker");
            assertThat(Clients.liveBrokers(cluster.bootstrap())).isEqualTo(3);
            assertThat(Clients.read(cluster.bootstrap(), new TopicPartition(TOPIC, 0)))
                    .containsExactly("unit-1=before", "unit-1=between");
        }
    }

    @Test
    void aBrokerThatCannotStartIsToldWithItsLastLogLinesAndLeavesNothingBehind() {
        PlatformOptions options =
                PlatformOptions.in(directory).anyPorts().withoutRegistry().brokerProperty("num.partitions", "none");
        assertThatThrownBy(() -> LocalPlatform.start(options))
                .isInstanceOf(PlatformException.class)
                .hasMessageStartingWith("Setting up broker ended with status 1. Last lines of "
                        + directory.resolve("logs").resolve("broker.log") + ":\n")
                .hasMessageContaining("Invalid value none for configuration num.partitions");
        assertThat(PlatformStatus.of(directory).parts()).isEmpty();
        // The lock was released with the failure.
        DataLock.take(directory).close();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
