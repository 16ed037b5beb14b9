package io.trialstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
    private static final String TOPIC = "replay-user-events";

    private final FakeRegistry registry = new FakeRegistry();

    @AfterEach
    void close() {
        registry.close();
    }

    static UserEvent event() {
        return UserEvent.newBuilder()
                .setEventId("e1")
                .setEventName("ad_click")
                .setUserId("u")
                .setTimestamp(Instant.ofEpochMilli(1_000))
                .setContext(Map.of("ip", "é"))
                .setEventProperties(Map.of())
                .build();
    }

    /** Put together by hand from the wire format and the Avro specification, not by any encoder. */
    private static final String EVENT_HEX = "00" // magic byte
            + "00000001" // schema id, big-endian
            + "04" + "6531" // event_id: length 2 (zigzag 4), "e1"
            + "10" + "61645f636c69636b" // event_name: length 8, "ad_click"
            + "02" + "02" + "75" // user_id: branch 1, length 1, "u"
            + "00" // anonymous_id: branch 0, null
            + "00" // session_id: null
            + "d00f" // timestamp: zigzag of 1000 is 2000 = 0b1111_1010000
            + "02" + "04" + "6970" + "04" + "c3a9" + "00" // context: one entry, "ip" → "é", end
            + "00"; // event_properties: empty

    @Test
    void writesTheWireFormatToTheByte() {
        try (Serde<UserEvent> serde = AvroSerde.of(UserEvent.class, SchemaRegistryClient.of(registry.url()))) {
            byte[] bytes = serde.serializer().serialize(TOPIC, event());

            assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(EVENT_HEX);
            assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(event());
            assertThat(registry.requests())
                    .containsExactly("POST /subjects/replay-user-events-value/versions", "GET /schemas/ids/1");
        }
    }

    @Test
    void schemaIdIsBigEndianAndUnsignedBytes() {
        assertThat(WireFormat.schemaId(HexFormat.of().parseHex("0001fe80ff"))).isEqualTo(0x01fe80ff);
    }

    @Test
    void configuredByMapAloneReadsIntoTheClassTheWritersSchemaNames() {
        AvroSerde<SpecificRecord> serde = new AvroSerde<>();
        serde.configure(Map.of("schema.registry.url", registry.url(), "unrelated.key", 1), false);
        Assignment assignment = new Assignment("x", "control", 5L, "test");

        byte[] one = serde.serializer().serialize("experiment-assignments", assignment);
        byte[] other = serde.serializer().serialize(TOPIC, event());

        assertThat(serde.deserializer().deserialize("experiment-assignments", one))
                .isEqualTo(assignment);
        assertThat(serde.deserializer().deserialize(TOPIC, other)).isEqualTo(event());
    }

    @Test
    void keysHaveASubjectOfTheirOwn() {
        Serde<UserEvent> serde = AvroSerde.of(UserEvent.class, Map.of("schema.registry.url", registry.url()), true);

        serde.serializer().serialize("t", event());

        assertThat(registry.requests()).containsExactly("POST /subjects/t-key/versions");
    }

    @Test
    void nullIsNullBothWays() {
        Serde<UserEvent> serde = AvroSerde.of(UserEvent.class, SchemaRegistryClient.of(registry.url()));

        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void withoutAutoRegistrationASchemaTheRegistryLacksIsAnErrorAndIsNotRegistered() {
        Map<String, Object> configs = Map.of("schema.registry.url", registry.url(), "auto.register.schemas", "false");
        Serde<UserEvent> serde = AvroSerde.of(UserEvent.class, configs, false);

        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, event()))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("subject replay-user-events-value does not have the schema of"
                        + " io.trialstream.schemas.UserEvent");
        assertThat(registry.requests()).containsExactly("POST /subjects/replay-user-events-value");

        SchemaRegistryClient.of(registry.url()).register(TOPIC + "-value", UserEvent.getClassSchema());
        assertThat(serde.serializer().serialize(TOPIC, event())).startsWith(0, 0, 0, 0, 1);
    }

    @Test
    void aSharedClientServesSeveralSerdesWithOneRequest() {
        Map<String, Object> configs = Map.of(AvroSerdeConfig.CLIENT, SchemaRegistryClient.of(registry.url()));

        AvroSerde.of(UserEvent.class, configs, false).serializer().serialize(TOPIC, event());
        AvroSerde.of(UserEvent.class, configs, false).serializer().serialize(TOPIC, event());

        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void aRecordThatCannotBeWrittenNamesTheField() {
        Serde<Assignment> serde = AvroSerde.of(Assignment.class, SchemaRegistryClient.of(registry.url()));
        Assignment broken = new Assignment();

        assertThatThrownBy(() -> serde.serializer().serialize("t", broken))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("cannot write a io.trialstream.schemas.Assignment for topic t")
                .hasMessageContaining("experiment_id");
    }

    @Test
    void usedBeforeConfigureSaysSo() {
        try (AvroSerde<UserEvent> serde = new AvroSerde<>()) {
            assertThatThrownBy(() -> serde.serializer().serialize("t", event()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("before configure()");
        }
    }

    @Test
    void settingsThatWouldChangeSubjectOrSchemaAreRefused() {
        assertThatThrownBy(() -> new AvroSerdeConfig(
                        Map.of("schema.registry.url", "http://h", "value.subject.name.strategy", "Other")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("value.subject.name.strategy");
        assertThatThrownBy(() ->
                        new AvroSerdeConfig(Map.of("schema.registry.url", "http://h", "use.latest.version", "true")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("use.latest.version");
    }
}
