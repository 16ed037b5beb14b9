package io.trialstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.schemas.Alert;
import io.trialstream.schemas.AlertKind;
import io.trialstream.schemas.AlertState;
import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroJsonTest {
    private static final ObjectMapper PLAIN = new ObjectMapper();

    /** The contract's example, to the letter. */
    private static final String CONTRACT = """
            { "event_name": "view_page", "event_id": "550e8400-e29b-41d4-a716-446655440000", "user_id": "user_1234", "anonymous_id": "anon_5678", "session_id": "session_9012",
              "timestamp": "2025-09-01T14:23:45.123+09:00",
              "context": "{\\"page\\": {\\"name\\": \\"main\\", \\"url\\": \\"https://reciping.co.kr/main\\"}, \\"user_segment\\": \\"FEMALE_30S\\", \\"activity_level\\": \\"ACTIVE_EXPLORER\\", \\"cooking_style\\": \\"DESSERT_FOCUSED\\"}",
              "event_properties": "{\\"page_name\\": \\"main\\", \\"referrer\\": \\"https://google.com\\"}" }
            """;

    @Test
    void readsTheContractsExample() throws Exception {
        UserEvent event = AvroJson.userEvent(CONTRACT);

        assertThat(event.getEventId()).isEqualTo("550e8400-e29b-41d4-a716-446655440000");
        assertThat(event.getUserId()).isEqualTo("user_1234");
        assertThat(event.getTimestamp()).isEqualTo(Instant.parse("2025-09-01T05:23:45.123Z"));
        assertThat(event.getContext())
                .containsOnly(
                        Map.entry("page", "{\"name\":\"main\",\"url\":\"https://reciping.co.kr/main\"}"),
                        Map.entry("user_segment", "FEMALE_30S"),
                        Map.entry("activity_level", "ACTIVE_EXPLORER"),
                        Map.entry("cooking_style", "DESSERT_FOCUSED"));
        assertThat(event.getEventProperties())
                .containsOnly(Map.entry("page_name", "main"), Map.entry("referrer", "https://google.com"));
    }

    @Test
    void writesTheContractsExampleBack() throws Exception {
        JsonNode written = new AvroJson(ZoneId.of("Asia/Seoul")).toJson(AvroJson.userEvent(CONTRACT));

        JsonNode expected = PLAIN.readTree(CONTRACT);
        for (String field : new String[] {"context", "event_properties"}) {
            assertThat(written.path(field).isTextual()).isTrue();
            assertThat(PLAIN.readTree(written.path(field).textValue()))
                    .isEqualTo(PLAIN.readTree(expected.path(field).textValue()));
        }
        assertThat(written.path("timestamp").textValue()).isEqualTo("2025-09-01T14:23:45.123+09:00");
        assertThat(written.path("event_id")).isEqualTo(expected.path("event_id"));
        assertThat(AvroJson.userEvent(written)).isEqualTo(AvroJson.userEvent(CONTRACT));
    }

    @Test
    void theDefaultOffsetIsUtcAndMillisecondsAreAlwaysThere() throws Exception {
        UserEvent event =
                AvroJson.userEvent("{\"event_id\":\"i\",\"event_name\":\"n\",\"timestamp\":\"2025-09-01T00:00:00Z\"}");

        assertThat(new AvroJson().toJson(event).toString())
                .isEqualTo("{\"event_id\":\"i\",\"event_name\":\"n\",\"user_id\":null,\"anonymous_id\":null,"
                        + "\"session_id\":null,\"timestamp\":\"2025-09-01T00:00:00.000Z\","
                        + "\"context\":\"{}\",\"event_properties\":\"{}\"}");
    }

    @Test
    void membersOfAnObjectThatAreNoStringsBecomeTheirCompactTextWithEveryDigit() throws Exception {
        UserEvent event = AvroJson.userEvent("""
                {"event_id":"i","event_name":"n","timestamp":"2025-09-01T00:00:00Z","event_properties":
                  {"price": 12.50, "lat": 37.566535000000000001, "n": 9007199254740993, "ok": true, "none": null,
                   "tags": [ "a", 1 ], "text": "{not json"}}
                """);

        assertThat(event.getEventProperties())
                .containsOnly(
                        Map.entry("price", "12.50"),
                        Map.entry("lat", "37.566535000000000001"),
                        Map.entry("n", "9007199254740993"),
                        Map.entry("ok", "true"),
                        Map.entry("none", "null"),
                        Map.entry("tags", "[\"a\",1]"),
                        Map.entry("text", "{not json"));
        assertThat(AvroJson.userEvent(new AvroJson().toJson(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|the event: expected a JSON object, found [1]",
                "{|the event: expected JSON, found {",
                "{\"event_name\":\"n\"}|event_id: expected a string, found nothing",
                "{\"event_id\":7}|event_id: expected a string, found 7",
                "{\"event_id\":\"i\",\"event_name\":\"n\",\"user_id\":{}}|user_id: expected a string, found {}",
                "{\"event_id\":\"i\",\"event_name\":\"n\",\"timestamp\":\"2025-09-01T00:00:00\"}"
                        + "|timestamp: expected ISO-8601 with offset, as 2025-09-01T14:23:45.123+09:00, found"
                        + " \"2025-09-01T00:00:00\"",
                "{\"event_id\":\"i\",\"event_name\":\"n\",\"timestamp\":\"2025-09-01T00:00:00Z\",\"context\":[]}"
                        + "|context: expected a JSON object, or a string that holds one, found []",
                "{\"event_id\":\"i\",\"event_name\":\"n\",\"timestamp\":\"2025-09-01T00:00:00Z\",\"context\":\"{} x\"}"
                        + "|context: expected JSON, found {} x",
            })
    void saysWhichMemberWhatWasExpectedAndWhatWasFound(String json, String message) {
        assertThatThrownBy(() -> AvroJson.userEvent(json))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void otherRecordsAreWrittenFieldByField() {
        Alert alert = new Alert("x", AlertKind.filter_bias, AlertState.open, 5L, Map.of("b", 2.5, "a", 1.0), "d");

        assertThat(new AvroJson().toJson(alert).toString())
                .isEqualTo("{\"experiment_id\":\"x\",\"kind\":\"filter-bias\",\"state\":\"open\",\"at\":5,"
                        + "\"evidence\":{\"a\":1.0,\"b\":2.5},\"detail\":\"d\"}");
    }
}
