package io.trialstream.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.schemas.UserEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogParserTest {
    private static final String COMBINED =
            "10.0.0.1 - - [17/May/2015:10:05:03 +0200] \"GET /a/b.html?x=1&y=.png HTTP/1.1\" 200 203023"
                    + " \"http://example.com/\" \"Mozilla/5.0 (\\\"quoted\\\")\"";

    private final AccessLogParser parser = new AccessLogParser(new LineIds(false));

    @Test
    void combined() {
        UserEvent event = Rows.parse(parser, COMBINED);

        // printf '%s' '10.0.0.1|Mozilla/5.0 (\"quoted\")' | md5sum ; the id: sha256sum of the line
        assertThat(event.getAnonymousId()).isEqualTo("8ef036b436cccc85");
        assertThat(event.getEventId()).isEqualTo("a6c14e064c491df542668359cffc3e54");
        assertThat(event.getUserId()).isNull();
        assertThat(event.getEventName()).isEqualTo("view_page");
        assertThat(event.getTimestamp()).isEqualTo(Instant.parse("2015-05-17T08:05:03Z"));
        assertThat(event.getContext())
                .isEqualTo(Map.of("ip", "10.0.0.1", "user_agent", "Mozilla/5.0 (\\\"quoted\\\")"));
        assertThat(event.getEventProperties())
                .isEqualTo(Map.of(
                        "method", "GET",
                        "path", "/a/b.html",
                        "query", "x=1&y=.png",
                        "status", "200",
                        "bytes", "203023",
                        "referrer", "http://example.com/"));
    }

    @Test
    void commonHasNoAgent() {
        UserEvent event =
                Rows.parse(parser, "10.0.0.1 - frank [17/May/2015:10:05:03 +0000] \"HEAD /logo.png HTTP/1.0\" 304 -");

        assertThat(event.getEventName()).isEqualTo("load_asset");
        // printf '%s' '10.0.0.1|-' | md5sum
        assertThat(event.getAnonymousId()).isEqualTo("507259cd4a48c510");
        assertThat(event.getUserId()).isNull();
        assertThat(event.getContext()).isEqualTo(Map.of("ip", "10.0.0.1"));
        assertThat(event.getEventProperties())
                .isEqualTo(Map.of("method", "HEAD", "path", "/logo.png", "status", "304"));
    }

    @ParameterizedTest
    @CsvSource({
        "/style.css, load_asset, /style.css",
        "/font.woff2, load_asset, /font.woff2",
        "/a.js?v=3, load_asset, /a.js",
        "/page?next=/a.js, view_page, /page",
        "/css, view_page, /css",
        "/a.json, view_page, /a.json",
        "http://example.com/a.gif?x, load_asset, /a.gif",
        "http://example.com, view_page, /",
        "*, view_page, *"
    })
    void thePathDecides(String target, String name, String path) {
        UserEvent event = Rows.parse(
                parser, "h - - [17/May/2015:10:05:03 +0000] \"GET " + target + " HTTP/1.1\" 200 1 \"-\" \"-\"");

        assertThat(event.getEventName()).isEqualTo(name);
        assertThat(event.getEventProperties()).containsEntry("path", path);
    }

    @Test
    void equalLinesAreOneEventUnlessToldApart() {
        AccessLogParser apart = new AccessLogParser(new LineIds(true));

        String first = Rows.parse(parser, COMBINED).getEventId();
        assertThat(Rows.parse(parser, COMBINED).getEventId()).isEqualTo(first);
        assertThat(Rows.parse(apart, COMBINED).getEventId()).isEqualTo(first);
        assertThat(Rows.parse(apart, COMBINED).getEventId()).isNotEqualTo(first);
    }

    @Test
    void whatIsNoLogLineIsRejected() {
        assertThat(Rows.rejection(parser, "hello")).startsWith("malformed-line: expected host identity user [time]");
        assertThat(Rows.rejection(parser, COMBINED.substring(0, COMBINED.length() - 1)))
                .startsWith("malformed-line");
        assertThat(Rows.rejection(parser, COMBINED.replace("GET /a/b.html?x=1&y=.png HTTP/1.1", "\\x16\\x03")))
                .isEqualTo("malformed-request: expected METHOD TARGET HTTP/VERSION, found \"\\x16\\x03\"");
        assertThat(Rows.rejection(parser, COMBINED.replace("17/May", "31/Feb"))).startsWith("bad-timestamp");
        byte[] latin = COMBINED.replace("Mozilla", "M\u00F6zilla").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Rows.rejection(parser, latin)).startsWith("not-utf-8");
    }

    @Test
    void aHostileLineIsRejectedWithoutBacktracking() {
        String backslashes = "\\\"".repeat(100_000);
        assertThat(Rows.rejection(parser, "h - - [17/May/2015:10:05:03 +0000] \"" + backslashes))
                .startsWith("malformed-line");
    }
}
