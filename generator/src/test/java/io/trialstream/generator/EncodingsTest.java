package io.trialstream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.generator.encode.AvroBatches;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.encode.JsonLines;
import io.trialstream.generator.encode.JsonLines.Lines;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Model;
import io.trialstream.schemas.UserEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same simulation as JSON lines, read with Jackson, and as Avro, read with Avro. */
class EncodingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant MIDNIGHT = Instant.parse("2025-08-07T15:00:00Z");

    @Test
    void linesAndRecordsSayTheSame() throws IOException {
        Model model = Models.defaults(41, 1_500);
        model = model.withFaults(model.faults()
                .with(Fault.MISSING_EVENT_NAME, .01)
                .with(Fault.MISSING_UNIT, .01)
                .with(Fault.UNDECODABLE, .01));
        List<Delivery> records;
        List<String> lines = new ArrayList<>();
        try (Simulation<EncodedBatch> avro = new Simulation<>(model, MIDNIGHT, Delivery.encoding(), 1);
                Simulation<Lines> json = new Simulation<>(model, MIDNIGHT, new JsonLines(), 1)) {
            records = Delivery.play(avro, 96);
            for (int i = 0; i < 96; i++) {
                json.emit(piece -> new String(piece.bytes(), 0, piece.length(), UTF_8)
                        .lines()
                        .forEach(lines::add));
            }
        }
        assertThat(records).hasSameSizeAs(lines).hasSizeGreaterThan(5_000);
        int compared = 0;
        for (int i = 0; i < lines.size(); i++) {
            UserEvent event = records.get(i).event();
            if (event != null) {
                compared++;
                assertThat(event).isEqualTo(event(JSON.readTree(lines.get(i))));
            } else if (records.get(i).undecodable()) {
                assertThat(new String(records.get(i).value(), UTF_8)).isEqualTo(lines.get(i));
            }
        }
        assertThat(compared).isGreaterThan(5_000);
    }

    @Test
    void aWireHeaderIsMagicAndId() {
        assertThatThrownBy(() -> new AvroBatches(new byte[] {1, 0, 0, 0, 7}))
                .hasMessage("wire header is [1, 0, 0, 0, 7], expected 0 and four bytes of schema id");
    }

    private static UserEvent event(JsonNode line) throws IOException {
        return UserEvent.newBuilder()
                .setEventId(line.get("event_id").textValue())
                .setEventName(line.get("event_name").textValue())
                .setUserId(text(line, "user_id"))
                .setAnonymousId(text(line, "anonymous_id"))
                .setSessionId(text(line, "session_id"))
                .setTimestamp(
                        OffsetDateTime.parse(line.get("timestamp").textValue()).toInstant())
                .setContext(map(line.get("context").textValue()))
                .setEventProperties(map(line.get("event_properties").textValue()))
                .build();
    }

    private static @Nullable String text(JsonNode line, String member) {
        return line.path(member).textValue();
    }

    /** By the contract: a member that is not a string is carried as its compact JSON text. */
    private static Map<String, String> map(String json) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : JSON.readTree(json).properties()) {
            JsonNode value = member.getValue();
            map.put(member.getKey(), value.isTextual() ? value.textValue() : JSON.writeValueAsString(value));
        }
        return map;
    }
}
