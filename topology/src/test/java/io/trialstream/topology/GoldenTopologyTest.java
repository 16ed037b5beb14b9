package io.trialstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.topology.settings.TopologySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/**
 * The names of nodes, stores and internal topics are part of what is kept on disk and in Kafka: a change here loses state at the next
 * start. A planned one comes with a new golden file and a note in CHANGELOG.
 */
class GoldenTopologyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/topology.txt");

    @Test
    void isAsPlanned() throws IOException {
        Topology topology = TrialstreamTopology.build(
                TopologySettings.defaults(4),
                serdes(),
                Map.of(
                        StreamsConfig.APPLICATION_ID_CONFIG, "trialstream",
                        StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1",
                        StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
        assertThat(topology.describe().toString())
                .isEqualToNormalizingNewlines(Files.readString(GOLDEN, StandardCharsets.UTF_8));
    }

    private static TopologySerdes serdes() {
        return new TopologySerdes(
                new AvroSerde<UserEvent>(),
                new AvroSerde<Assignment>(),
                new AvroSerde<ExperimentDefinition>(),
                new AvroSerde<Control>(),
                new AvroSerde<CleanEvent>(),
                new AvroSerde<BotVerdict>(),
                new AvroSerde<Session>(),
                new AvroSerde<VariantWindow>(),
                new AvroSerde<Scorecard>());
    }
}
