package io.trialstream.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: what they keep, where they listen, how they end. */
class LocalPlatformTest {
    private static final String TOPIC = "replay-user-events";
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void keepsRecordsSchemasAndTopicsAcrossARestart() throws Exception {
        PlatformOptions options = PlatformOptions.in(directory).anyPorts();
        int schemaId;
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            try (Admin admin = admin(platform)) {
                TopicAdmin.Report report = TopicAdmin.ensure(admin, TopicAdmin.contract(TOPIC, 2));
                assertThat(report.created())
                        .hasSize(TopicAdmin.contract(TOPIC, 2).size());
            }
            // A record of a year ago: a broker with ordinary retention would delete it at the next check.
            produce(platform, "unit-1", "first", 1_730_000_000_000L);
            schemaId = registerSchema(platform);
            assertThat(platform.startTimes()).containsOnlyKeys("broker", "registry");
            assertThat(platform.status().healthy()).isTrue();
        }
        assertThat(Endpoints.read(directory).members()).isEmpty();
        assertThat(PlatformStatus.of(directory).parts()).isEmpty();

        try (LocalPlatform platform = LocalPlatform.start(options)) {
            assertThat(Endpoints.read(directory).bootstrap()).contains(platform.bootstrap());
            assertThat(Endpoints.read(directory).registry()).contains(platform.registry());
            assertThat(read(platform)).containsExactly("unit-1=first");
            assertThat(get(platform.registry() + "/subjects")).isEqualTo("[\"" + TOPIC + "-value\"]");
            assertThat(get(platform.registry() + "/schemas/ids/" + schemaId)).contains("\\\"string\\\"");
            assertThat(get(platform.registry() + "/config")).contains("BACKWARD_TRANSITIVE");
            try (Admin admin = admin(platform)) {
                assertThat(TopicAdmin.ensure(admin, TopicAdmin.contract(TOPIC, 2)))
                        .isEqualTo(new TopicAdmin.Report(List.of(), List.of()));
            }
        }
    }

    @Test
    void aBusyDefaultPortIsReplacedAndTold() throws Exception {
        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        try (ServerSocket broker = busy();
                ServerSocket registry = busy();
                LocalPlatform platform = LocalPlatform.start(PlatformOptions.in(directory)
                        .ports(broker.getLocalPort(), registry.getLocalPort())
                        .messages(messages::add))) {
            assertThat(messages)
                    .contains(
                            "port " + broker.getLocalPort() + " is busy: broker listens on "
                                    + platform.bootstrap().replaceFirst(".*:", ""),
                            "port " + registry.getLocalPort() + " is busy: registry listens on "
                                    + URI.create(platform.registry()).getPort());
            assertThat(brokers(platform)).isEqualTo(1);
        }
    }

    private static int brokers(LocalPlatform platform) throws Exception {
        try (Admin admin = admin(platform)) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    private static ServerSocket busy() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    }

    private static Admin admin(LocalPlatform platform) {
        return Admin.create(Map.of("bootstrap.servers", platform.bootstrap()));
    }

    private static void produce(LocalPlatform platform, String key, String value, long timestamp) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", platform.bootstrap()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, 0, timestamp, key, value)).get();
        }
    }

    private static List<String> read(LocalPlatform platform) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", platform.bootstrap()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> found = new ArrayList<>();
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
            while (consumer.position(partition) < end && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> found.add(r.key() + "=" + r.value()));
            }
            return found;
        }
    }

    private static int registerSchema(LocalPlatform platform) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(platform.registry() + "/subjects/" + TOPIC + "-value/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(BodyPublishers.ofString("{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}", UTF_8))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        assertThat(answer).matches("\\{\"id\":\\d+.*}");
        return Integer.parseInt(answer.replaceAll("\\D+", " ").trim().split(" ")[0]);
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
