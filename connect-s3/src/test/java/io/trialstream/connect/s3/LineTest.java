package io.trialstream.connect.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.connect.avro.AvroConverter;
import io.trialstream.connect.avro.OneRegistry;
import io.trialstream.connect.s3.line.LineWriter;
import io.trialstream.schemas.Alert;
import io.trialstream.schemas.AlertKind;
import io.trialstream.schemas.AlertState;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Enrichment;
import io.trialstream.schemas.EventExperiment;
import io.trialstream.schemas.ExperimentState;
import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroJson;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A line through converter and writer is, as JSON, what {@link AvroJson} gives of the record, and {@code _kafka}. */
class LineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OneRegistry registry = new OneRegistry();
    private final LineWriter lines = new LineWriter(Set.of("context", "event_properties"));

    @AfterEach
    void stop() {
        registry.close();
    }

    private static UserEvent event() {
        return UserEvent.newBuilder()
                .setEventId("550e8400-e29b-41d4-a716-446655440000")
                .setEventName("view_page")
                .setUserId("user_\u0001\"é😀")
                .setTimestamp(Instant.parse("2025-09-01T05:23:45.123Z"))
                .setContext(Map.of(
                        "page", "{\"name\":\"main\",\"n\":[1,2.50]}",
                        "list", "[]",
                        "spaced", "{ \"a\": 1 }",
                        "broken", "{\"a\"",
                        "x", "3"))
                .setEventProperties(Map.of())
                .build();
    }

    private <T extends SpecificRecord> void assertLineOf(T record, Class<T> type) throws Exception {
        byte[] value = AvroSerde.of(type, SchemaRegistryClient.of(registry.url()))
                .serializer()
                .serialize("events", record);
        AvroConverter converter = new AvroConverter();
        converter.configure(Map.of("schema.registry.url", registry.url()), false);
        SchemaAndValue data = converter.toConnectData("events", value);

        byte[] line = lines.write(new SinkRecord(
                "events",
                3,
                Schema.OPTIONAL_BYTES_SCHEMA,
                new byte[] {-1, 0},
                data.schema(),
                data.value(),
                42,
                1_756_704_225_000L,
                TimestampType.LOG_APPEND_TIME));

        ObjectNode expected = new AvroJson().toJson(record);
        expected.set(
                "_kafka",
                JSON.readTree("{\"key\":{\"_raw\":\"/wA=\"},\"topic\":\"events\",\"partition\":3,\"offset\":42,"
                        + "\"ingested_at\":\"2025-09-01T05:23:45.000Z\",\"headers\":{}}"));
        assertThat(new String(line, UTF_8)).endsWith("}\n").hasLineCount(1);
        // As text, so that the order of members counts; parsed, so that the way a character is escaped does not.
        assertThat(JSON.readTree(line).toString()).isEqualTo(expected.toString());
    }

    @Test
    void userEvents() throws Exception {
        assertLineOf(event(), UserEvent.class);
    }

    @Test
    void cleanEvents() throws Exception {
        assertLineOf(
                new CleanEvent(
                        event(),
                        1_756_703_700_000L,
                        true,
                        List.of("volume", "causality"),
                        List.of(
                                new EventExperiment("x", 1, "p1", "treatment", ExperimentState.counted),
                                new EventExperiment("y", 2, "p1", null, ExperimentState.unassigned)),
                        new Enrichment("Chrome", "Linux", "desktop", null, "main", 14, 1)),
                CleanEvent.class);
    }

    @Test
    void sessions() throws Exception {
        assertLineOf(
                new Session(
                        "u",
                        1L,
                        5L,
                        9L,
                        3L,
                        2,
                        1,
                        0,
                        0,
                        false,
                        "main",
                        null,
                        "mobile",
                        true,
                        Map.of("b", "t", "a", "c")),
                Session.class);
    }

    @Test
    void variantWindows() throws Exception {
        assertLineOf(
                new VariantWindow(
                        "x", 1, "p1", "control", 0L, 900_000L, 7L, 1L, Map.of("ad_ctr", new MetricSum(3L, 8L))),
                VariantWindow.class);
    }

    @Test
    void alertsKeepTheContractsSpelling() throws Exception {
        assertLineOf(
                new Alert("x", AlertKind.filter_bias, AlertState.open, 5L, Map.of("b", 2.5, "a", Double.NaN), "d"),
                Alert.class);
    }
}
