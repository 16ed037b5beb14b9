package io.trialstream.app.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
    /** The example of the contracts. */
    private static final String SHOP = """
            event_id:         { template: "{user_session}-{event_time}-{event_type}-{product_id}" }
            event_name:       { column: event_type, map: { view: view_page, cart: add_to_cart } }
            user_id:          { column: user_id }
            session_id:       { column: user_session }
            timestamp:        { column: event_time, pattern: "yyyy-MM-dd HH:mm:ss 'UTC'", zone: UTC }
            context:          { user_agent: { column: agent }, ip: { column: host } }
            event_properties: { product_id: { column: product_id }, price: { column: price } }
            """;

    private static final List<String> HEADER =
            List.of("event_time", "event_type", "product_id", "price", "user_id", "user_session", "agent", "host");

    @Test
    void theContractsExampleOnCsv() {
        RowParser parser = new CsvRowParser(HEADER, assembler(SHOP, false));

        UserEvent event = Rows.parse(
                parser, "2019-10-01 00:00:00 UTC,cart,44600062,\"35,79\",541312140,72d76fde,\"say \"\"hi\"\"\",");

        assertThat(event)
                .isEqualTo(new UserEvent(
                        "72d76fde-2019-10-01 00:00:00 UTC-cart-44600062",
                        "add_to_cart",
                        "541312140",
                        null,
                        "72d76fde",
                        Instant.parse("2019-10-01T00:00:00Z"),
                        Map.of("user_agent", "say \"hi\""),
                        Map.of("product_id", "44600062", "price", "35,79")));
        assertThat(Rows.parse(parser, "2019-10-01 00:00:00 UTC,purchase,1,2,3,4,,")
                        .getEventName())
                .isEqualTo("purchase");
    }

    @Test
    void rowsWithHolesAreRejectedWithTheColumn() {
        RowParser parser = new CsvRowParser(HEADER, assembler(SHOP, false));

        assertThat(Rows.rejection(parser, "2019-10-01 00:00:00 UTC,cart,1,2,3,,a,h"))
                .isEqualTo("missing-event-id: event_id has no value: one of these columns is empty:"
                        + " user_session, event_time, event_type, product_id");
        assertThat(Rows.rejection(parser, "2019-10-01 00:00:00 UTC,cart,1,2,,4,a,h"))
                .startsWith("missing-unit");
        assertThat(Rows.rejection(parser, "2019-10-01,cart,1,2,3,4,a,h"))
                .isEqualTo("bad-timestamp: expected a time like yyyy-MM-dd HH:mm:ss 'UTC', found \"2019-10-01\"");
        assertThat(Rows.rejection(parser, "a,b")).isEqualTo("malformed-csv: expected 8 fields, found 2");
        assertThat(Rows.rejection(parser, "\"a\"b,c,d,e,f,g,h,i")).startsWith("malformed-csv");
        assertThat(Rows.rejection(parser, "\"a,c,d,e,f,g,h,i")).startsWith("malformed-csv");
    }

    @Test
    void jsonMembersAreReachedByDots() {
        String yaml = """
                event_id: { hash: line }
                event_name: { value: view_page }
                anonymous_id: { column: visitor.id }
                timestamp: { column: ts, unit: ms }
                event_properties: { tags: { column: tags }, literal: { column: a.b }, none: { column: nothing } }
                """;
        RowParser parser = new JsonRowParser(assembler(yaml, true));
        String line =
                "{\"visitor\":{\"id\":7},\"ts\":1500000000123,\"tags\":[1, \"x\"],\"a.b\":\"direct\",\"nothing\":null}";

        UserEvent event = Rows.parse(parser, line);

        assertThat(event.getAnonymousId()).isEqualTo("7");
        assertThat(event.getTimestamp()).isEqualTo(Instant.ofEpochMilli(1_500_000_000_123L));
        assertThat(event.getEventProperties()).isEqualTo(Map.of("tags", "[1,\"x\"]", "literal", "direct"));
        assertThat(event.getEventId())
                .hasSize(32)
                .isNotEqualTo(Rows.parse(parser, line).getEventId());
        assertThat(Rows.rejection(parser, "{\"a\":1} x")).startsWith("malformed-json");
        assertThat(Rows.rejection(parser, "[1]")).isEqualTo("malformed-json: expected an object, found ARRAY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "event_id: { hash: line }; mapping.yaml:1: the key user_id or anonymous_id is missing: an event belongs to somebody",
                "usr: { column: a }; mapping.yaml:1: usr: unknown key, expected one of event_id, event_name, user_id,"
                        + " anonymous_id, session_id, timestamp, context, event_properties",
            })
    void whatIsWrongAtTheTop(String yaml, String message) {
        assertThatThrownBy(() -> Mapping.parse("mapping.yaml", yaml, ZoneOffset.UTC))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{ column: a, value: b }; event_id: expected exactly one of column, value, template, hash, found column and value",
                "{ }; event_id: expected exactly one of column, value, template, hash, found none",
                "{ colum: a }; 'event_id.colum: unknown key, expected one of column, value, template, hash, map;"
                        + " the nearest known key is column'",
                "a; event_id: expected a map, found \"a\"",
                "{ template: 'x{a' }; event_id.template: expected {column} at character 2 of \"x{a\"",
                "{ template: '{}' }; event_id.template: expected {column} at character 1 of \"{}\"",
                "{ hash: file }; event_id.hash: expected one of line, found \"file\"",
                "{ value: x, map: { a: b } }; event_id.map: goes with column only",
                "{ column: [a] }; event_id.column: expected a text, found a list",
                "{ column: a, pattern: x }; event_id.pattern: unknown key, expected one of column, value, template, hash, map",
            })
    void whatIsWrongInATarget(String target, String message) {
        String yaml = "user_id: { column: u }\nevent_name: { value: n }\nevent_id: " + target
                + "\ntimestamp: { column: t }\n";
        assertThatThrownBy(() -> Mapping.parse("mapping.yaml", yaml, ZoneOffset.UTC))
                .hasMessage("mapping.yaml:3: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{ column: t, unit: h }; timestamp.unit: expected one of ms, s, found \"h\"",
                "{ column: t, unit: s, zone: UTC }; timestamp.unit: a number since the epoch has neither pattern nor zone",
                "{ column: t, zone: Mars }; timestamp.zone: expected a time zone like UTC, Asia/Seoul or +09:00, found \"Mars\"",
            })
    void whatIsWrongInATimestamp(String target, String message) {
        String yaml = "user_id: { column: u }\nevent_name: { value: n }\nevent_id: { column: e }\ntimestamp: " + target;
        assertThatThrownBy(() -> Mapping.parse("mapping.yaml", yaml, ZoneOffset.UTC))
                .hasMessage("mapping.yaml:4: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "iso; 2019-11-24 00:03:13.442536+00:00; 2019-11-24T00:03:13.442Z",
                "iso; 2019-11-24T00:03:13Z; 2019-11-24T00:03:13Z",
                "iso; 2019-11-24T00:03; 2019-11-23T15:03:00Z",
                "iso; 2019-11-24T00:03:13+0900; 2019-11-23T15:03:13Z",
                "s; 1500000000; 2017-07-14T02:40:00Z",
                "s; 1500000000.9999; 2017-07-14T02:40:00.999Z",
                "s; -0.0001; 1969-12-31T23:59:59.999Z",
                "ms; 1.5e12; 2017-07-14T02:40:00Z",
            })
    void timesAreRead(String format, String text, Instant expected) throws RejectedRowException {
        assertThat(format(format).parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"iso; yesterday", "iso; 2019-11-24", "s; 1e99999999", "ms; 12a", "iso; 2019-02-30T00:00:00Z"})
    void whatIsNoTimeIsRejected(String format, String text) {
        assertThatThrownBy(() -> format(format).parse(text)).isInstanceOf(RejectedRowException.class);
    }

    private static TimestampFormat format(String name) {
        return switch (name) {
            case "s" -> TimestampFormat.epoch(TimestampFormat.Unit.S);
            case "ms" -> TimestampFormat.epoch(TimestampFormat.Unit.MS);
            default -> TimestampFormat.iso(ZoneId.of("Asia/Seoul"));
        };
    }

    private static EventAssembler assembler(String yaml, boolean occurrence) {
        return new MappedAssembler(Mapping.parse("mapping.yaml", yaml, ZoneOffset.UTC), new LineIds(occurrence));
    }
}
