package io.trialstream.connect.s3.line;

import io.trialstream.schemas.MarkerHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The moment a record belongs to, epoch ms: a field of its value, which may be a timestamp, a whole number of
 * milliseconds, or ISO-8601 text with offset; of a watermark, what it says. Thread-safe.
 */
public final class EventTime {
    private final List<String> path;

    /** @param path names from the value's top to the field; empty: no value tells */
    public EventTime(List<String> path) {
        this.path = List.copyOf(path);
    }

    /** The record's moment, where it tells one. */
    public OptionalLong of(SinkRecord record) {
        if (record.value() == null) {
            Header watermark = record.headers().lastWithName(MarkerHeaders.WATERMARK);
            return watermark == null ? OptionalLong.empty() : decimal(watermark.value());
        }
        Object at = record.value();
        for (String name : path) {
            at = member(at, name);
        }
        return path.isEmpty() ? OptionalLong.empty() : millis(at);
    }

    private static @Nullable Object member(@Nullable Object of, String name) {
        if (of instanceof Struct struct) {
            Field field = struct.schema().field(name);
            return field == null ? null : struct.get(field);
        }
        return of instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static OptionalLong millis(@Nullable Object value) {
        if (value instanceof Date date) {
            return OptionalLong.of(date.getTime());
        } else if (value instanceof Long || value instanceof Integer) {
            return OptionalLong.of(((Number) value).longValue());
        } else if (value instanceof String text) {
            try {
                return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
            } catch (DateTimeException | ArithmeticException e) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong decimal(@Nullable Object header) {
        try {
            String text = header instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.US_ASCII)
                    : String.valueOf(header);
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
