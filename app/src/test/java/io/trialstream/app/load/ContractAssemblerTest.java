package io.trialstream.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files in the form of the contracts need no mapping. */
class ContractAssemblerTest {
    private static final EventAssembler ASSEMBLER = new ContractAssembler(TimestampFormat.iso(ZoneOffset.UTC));
    private static final RowParser JSON = new JsonRowParser(ASSEMBLER);

    /** The example of the contracts, on one line. */
    private static final String EXAMPLE = """
            { "event_name": "view_page", "event_id": "550e8400-e29b-41d4-a716-446655440000", "user_id": "user_1234", "anonymous_id": "anon_5678", "session_id": "session_9012", \
            "timestamp": "2025-09-01T14:23:45.123+09:00", \
            "context": "{\\"page\\": {\\"name\\": \\"main\\", \\"url\\": \\"https://reciping.co.kr/main\\"}, \\"user_segment\\": \\"FEMALE_30S\\"}", \
            "event_properties": "{\\"page_name\\": \\"main\\", \\"referrer\\": \\"https://google.com\\"}" }""";

    @Test
    void theContractsExample() {
        UserEvent event = Rows.parse(JSON, EXAMPLE);

        assertThat(event)
                .isEqualTo(new UserEvent(
                        "550e8400-e29b-41d4-a716-446655440000",
                        "view_page",
                        "user_1234",
                        "anon_5678",
                        "session_9012",
                        Instant.parse("2025-09-01T05:23:45.123Z"),
                        Map.of(
                                "page", "{\"name\":\"main\",\"url\":\"https://reciping.co.kr/main\"}",
                                "user_segment", "FEMALE_30S"),
                        Map.of("page_name", "main", "referrer", "https://google.com")));
    }

    @Test
    void objectsServeAsWellAsStringsThatHoldThem() {
        UserEvent event = Rows.parse(
                JSON,
                "{\"event_id\":\"1\",\"event_name\":\"n\",\"anonymous_id\":\"a\",\"timestamp\":\"2025-09-01T00:00:00\","
                        + "\"context\":{\"x\":1.50,\"none\":null}}");

        assertThat(event.getContext()).isEqualTo(Map.of("x", "1.50", "none", "null"));
        assertThat(event.getEventProperties()).isEmpty();
    }

    @Test
    void csvWithTheNamesOfTheContract() {
        RowParser csv = new CsvRowParser(
                List.of("event_id", "event_name", "user_id", "timestamp", "event_properties"), ASSEMBLER);

        UserEvent event = Rows.parse(csv, "1,n,u,2025-09-01T00:00:00Z,\"{\"\"k\"\":true}\"");

        assertThat(event.getEventProperties()).isEqualTo(Map.of("k", "true"));
    }

    @Test
    void whatIsMissingOrOtherwiseIsRejected() {
        assertThat(Rows.rejection(JSON, EXAMPLE.replace("event_id", "id")))
                .isEqualTo("missing-event-id: event_id has no value");
        assertThat(Rows.rejection(JSON, EXAMPLE.replace("event_name", "name"))).startsWith("missing-event-name");
        assertThat(Rows.rejection(JSON, EXAMPLE.replace("user_id", "u").replace("anonymous_id", "a")))
                .startsWith("missing-unit");
        assertThat(Rows.rejection(JSON, EXAMPLE.replace("\"timestamp\"", "\"time\"")))
                .startsWith("bad-timestamp");
        assertThat(Rows.rejection(JSON, EXAMPLE.replace("\"{\\\"page_name", "\"x{\\\"page_name")))
                .startsWith("bad-value: event_properties: expected a JSON object, found: Unrecognized token 'x'");
    }
}
