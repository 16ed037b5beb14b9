package io.trialstream.generator;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * One file of events as JSON lines in the contract's format: context and properties are JSON in a string. Written under
 * a temporary name, which {@link #finish} replaces by the real one; closed before that, it leaves nothing.
 */
final class JsonLinesFile implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int MINUTE_MS = 60_000;
    private static final DateTimeFormatter TO_THE_MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:");
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx");

    private final Path target;
    private final Path temporary;
    private final ZoneId zone;
    private final JsonGenerator json;
    private final StringBuilder nested = new StringBuilder();
    private final JsonStringEncoder escaper = JsonStringEncoder.getInstance();

    private long minute = Long.MIN_VALUE;
    private String minutePrefix = "";
    private String minuteOffset = "";

    JsonLinesFile(Path target, ZoneId zone) throws IOException {
        this.target = target;
        this.zone = zone;
        temporary = target.resolveSibling(target.getFileName() + ".tmp");
        Files.createDirectories(target.toAbsolutePath().getParent());
        json = JSON.createGenerator(
                new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER_BYTES), JsonEncoding.UTF8);
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    }

    void write(Delivery delivery) {
        try {
            write(delivery.event());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + temporary, e);
        }
    }

    /** Ends the last line and gives the file its name. */
    void finish() throws IOException {
        json.writeRaw('\n');
        json.close();
        AtomicFiles.replace(temporary, target);
    }

    @Override
    public void close() throws IOException {
        json.close();
        Files.deleteIfExists(temporary);
    }

    private void write(GeneratedEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("event_name", event.eventName());
        json.writeStringField("event_id", event.eventId());
        if (event.userId() != null) {
            json.writeStringField("user_id", event.userId());
        }
        json.writeStringField("anonymous_id", event.anonymousId());
        json.writeStringField("session_id", event.sessionId());
        json.writeStringField("timestamp", timestamp(event.timestamp()));
        json.writeStringField("context", object(event.context()));
        json.writeStringField("event_properties", object(event.properties()));
        json.writeEndObject();
    }

    /** A map as JSON text; values that are JSON themselves, as the contract has it, are members, not strings. */
    private String object(Map<String, String> members) {
        nested.setLength(0);
        nested.append('{');
        for (Map.Entry<String, String> member : members.entrySet()) {
            nested.append(nested.length() > 1 ? ",\"" : "\"");
            escaper.quoteAsString(member.getKey(), nested);
            nested.append("\":");
            String value = member.getValue();
            if (value.startsWith("{") || value.startsWith("[")) {
                nested.append(value);
            } else {
                nested.append('"');
                escaper.quoteAsString(value, nested);
                nested.append('"');
            }
        }
        return nested.append('}').toString();
    }

    /** ISO-8601 with offset and milliseconds; all but the seconds is remembered from event to event. */
    private String timestamp(long time) {
        long itsMinute = Math.floorDiv(time, MINUTE_MS);
        if (itsMinute != minute) {
            var local = Instant.ofEpochMilli(time).atZone(zone);
            minute = itsMinute;
            minutePrefix = TO_THE_MINUTE.format(local);
            minuteOffset = OFFSET.format(local);
        }
        int rest = Math.floorMod(time, MINUTE_MS);
        nested.setLength(0);
        nested.append(minutePrefix);
        int seconds = rest / 1_000;
        int millis = rest % 1_000;
        nested.append((char) ('0' + seconds / 10))
                .append((char) ('0' + seconds % 10))
                .append('.');
        nested.append((char) ('0' + millis / 100))
                .append((char) ('0' + millis / 10 % 10))
                .append((char) ('0' + millis % 10));
        return nested.append(minuteOffset).toString();
    }
}
