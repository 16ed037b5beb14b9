package io.trialstream.connect.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.connect.avro.AvroConverter;
import io.trialstream.connect.avro.AvroConverterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code connect-config/}, as they are sent to a worker. */
class ConnectConfigTest {
    private static final Path FOLDER = Path.of("..", "connect-config");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> TOPICS = Set.of("replay-user-events", "clean-events", "sessions", "variant-ctr");

    /** Connect's own keys of sinks, as its documentation lists them. */
    private static final Set<String> CONNECTS = Set.of(
            "connector.class",
            "tasks.max",
            "topics",
            "key.converter",
            "value.converter",
            "header.converter",
            "errors.tolerance",
            "errors.retry.timeout",
            "errors.retry.delay.max.ms");

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "TRIALSTREAM_S3_BUCKET", "bucket",
            "TRIALSTREAM_S3_ENDPOINT", "http://127.0.0.1:9000",
            "TRIALSTREAM_S3_REGION", "us-east-1",
            "TRIALSTREAM_S3_ACCESS_KEY_ID", "id",
            "TRIALSTREAM_S3_SECRET_ACCESS_KEY", "secret",
            "TRIALSTREAM_REGISTRY_URL", "http://127.0.0.1:8081");

    static List<Path> ours() {
        return files("trialstream");
    }

    static List<Path> all() {
        return Stream.concat(ours().stream(), files("confluent").stream()).toList();
    }

    private static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(Path file) throws IOException {
        JsonNode json = JSON.readTree(file.toFile());
        Map<String, String> settings = new HashMap<>();
        json.path("config").properties().forEach(entry -> {
            assertThat(entry.getValue().isTextual()).isTrue();
            settings.put(entry.getKey(), entry.getValue().textValue());
        });
        settings.put("name", json.path("name").textValue());
        return settings;
    }

    private static Map<String, String> withEnvironment(Map<String, String> settings) {
        Map<String, String> filled = new HashMap<>(settings);
        ENVIRONMENT.forEach(
                (name, value) -> filled.replaceAll((key, text) -> text.replace("${env:" + name + "}", value)));
        return filled;
    }

    @Test
    void thereIsOneForEachOfTheFourTopics() {
        for (String folder : List.of("trialstream", "confluent")) {
            assertThat(files(folder))
                    .extracting(file -> file.getFileName().toString().replace(".json", ""))
                    .containsExactlyInAnyOrderElementsOf(TOPICS);
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void everyKeyIsKnown(Path file) throws IOException {
        Set<String> consumers = ConsumerConfig.configNames();
        settings(file).keySet().stream()
                .filter(key -> !key.equals("name") && !CONNECTS.contains(key))
                .forEach(key -> {
                    if (key.startsWith("consumer.override.")) {
                        assertThat(consumers).contains(key.substring("consumer.override.".length()));
                    } else if (key.startsWith("value.converter.")) {
                        assertThat(AvroConverterConfig.definition().names())
                                .contains(key.substring("value.converter.".length()));
                    } else {
                        assertThat(S3SinkConfig.DEFINITION.names()).contains(key);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("ours")
    void theConnectorTakesItAsItIs(Path file) throws IOException {
        Map<String, String> settings = withEnvironment(settings(file));
        String topic = file.getFileName().toString().replace(".json", "");

        assertThat(new S3SinkConnector().validate(settings).configValues())
                .flatExtracting(ConfigValue::errorMessages)
                .isEmpty();
        assertThat(settings)
                .containsEntry("name", "s3-" + topic)
                .containsEntry("topics", topic)
                .containsEntry("connector.class", S3SinkConnector.class.getName())
                .containsEntry("value.converter", AvroConverter.class.getName());
        Map<String, String> converter = new HashMap<>();
        settings.forEach((key, value) -> converter.put(key.replace("value.converter.", ""), value));
        new AvroConverter().configure(converter, false);
    }

    @ParameterizedTest
    @MethodSource("all")
    void addressesAndSecretsComeFromTheEnvironmentAlone(Path file) throws IOException {
        Map<String, String> settings = settings(file);
        settings.forEach((key, value) -> {
            if (key.matches(".*(bucket|endpoint|url|secret|access\\.key|region).*") && !key.contains("path.style")) {
                assertThat(value).as(key).matches("\\$\\{env:TRIALSTREAM_[A-Z0-9_]+}");
            }
        });
        assertThat(withEnvironment(settings).values()).noneMatch(value -> value.contains("${"));
    }
}
