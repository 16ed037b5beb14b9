package io.trialstream.system.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroSerdeConfig;
import io.trialstream.schemas.serde.CompatibilityLevel;
import io.trialstream.schemas.serde.IncompatibleSchemaException;
import io.trialstream.schemas.serde.RegistryRefusedException;
import io.trialstream.schemas.serde.RegistryUnavailableException;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.schemas.serde.UnknownSchemaException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry client against Apicurio Registry, whose answers are its own and not what a fake makes of the manual. */
@Timeout(180)
class RealRegistryIT {
    @TempDir
    static Path directory;

    private static LocalPlatform platform;
    private static SchemaRegistryClient client;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(PlatformOptions.in(directory).anyPorts());
        client = SchemaRegistryClient.of(platform.registry());
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private static SchemaRegistryClient newClient() {
        return SchemaRegistryClient.of(platform.registry());
    }

    @Test
    void takesEverySchemaOfTheContractAndGivesBackOneThatReadsTheSame() {
        Topics.withSchema().forEach(topic -> {
            Schema ours = schemaOf(topic);
            int id = client.register(topic.valueSubject(), ours);
            Schema theirs = newClient().schemaById(id);

            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(ours, theirs)
                            .getType())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            assertThat(theirs.toString()).doesNotContain("avro.java.string");
            assertThat(newClient().register(topic.valueSubject(), ours)).isEqualTo(id);
            assertThat(newClient().idOf(topic.valueSubject(), ours)).isEqualTo(id);
        });
    }

    private static Schema schemaOf(Topic topic) {
        return SpecificData.get().getSchema(Objects.requireNonNull(topic.recordClass()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999_999, Integer.MAX_VALUE})
    void doesNotKnowAnIdNobodyIssued(int id) {
        assertThatThrownBy(() -> client.schemaById(id))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("schema id " + id);
    }

    @Test
    void aSchemaThatWasNeverRegisteredIsUnknown() {
        assertThatThrownBy(() -> client.idOf("nobody-value", UserEvent.getClassSchema()))
                .isInstanceOf(UnknownSchemaException.class);
        client.register("somebody-value", UserEvent.getClassSchema());
        assertThatThrownBy(() -> client.idOf("somebody-value", CleanEvent.getClassSchema()))
                .isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void refusesASchemaThatCannotReadWhatIsThere() {
        Schema first = record("{\"name\":\"a\",\"type\":\"int\"}");
        Schema second = record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
        Schema third = record("{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\"}");
        String subject = "evolving-value";
        client.setCompatibility(subject, CompatibilityLevel.BACKWARD_TRANSITIVE);
        client.register(subject, first);
        client.register(subject, second);

        // Reads the second, which has b; transitively also the first, which has not.
        assertThatThrownBy(() -> client.register(subject, third))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("subject evolving-value does not take the schema of n.R");

        // The second, the latest, reads the third. (NONE would not do: to Apicurio it means "the global rule".)
        client.setCompatibility(subject, CompatibilityLevel.FORWARD);
        assertThat(client.register(subject, third)).isPositive();
    }

    private static Schema record(String fields) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"n\",\"fields\":[" + fields + "]}");
    }

    @Test
    void anAddressWithoutTheApisPathIsAnOperatorsErrorAndNotAnUnknownSchema() {
        String root = platform.registry().replaceFirst("/apis/.*", "");

        assertThatThrownBy(() -> SchemaRegistryClient.of(root).schemaById(1))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining(root + "/schemas/ids/1");
    }

    @Test
    void aPortWhereNobodyListensIsUnavailable() {
        assertThatThrownBy(() -> new SchemaRegistryClient(new AvroSerdeConfig(
                                Map.of(AvroSerdeConfig.URL, "http://127.0.0.1:1", AvroSerdeConfig.RETRIES, 1)))
                        .schemaById(1))
                .isInstanceOf(RegistryUnavailableException.class);
    }
}
