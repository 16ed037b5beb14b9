package io.trialstream.connect.s3.line;

import com.fasterxml.jackson.core.JsonGenerator;
import io.trialstream.connect.avro.AvroTypes;
import io.trialstream.schemas.serde.AvroJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Connect data as JSON, in the form {@link AvroJson} gives records: fields in the schema's order, entries of maps by
 * key, timestamps as ISO-8601 in UTC with milliseconds, bytes in base64. A union is the branch that is set. Thread-safe.
 */
final class ConnectJson {
    private final Set<String> textFields;

    /** @param textFields names of fields whose maps are written as strings that hold JSON, at any depth */
    ConnectJson(Set<String> textFields) {
        this.textFields = Set.copyOf(textFields);
    }

    /** Writes the fields into an object that is open. */
    void fields(JsonGenerator json, Struct struct) throws IOException {
        for (Field field : struct.schema().fields()) {
            json.writeFieldName(field.name());
            member(json, field.name(), field.schema(), struct.getWithoutDefault(field.name()));
        }
    }

    /** Writes the entries, by key, into an object that is open. */
    void entries(JsonGenerator json, @Nullable Schema values, Map<?, ?> map) throws IOException {
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
            json.writeFieldName(entry.getKey());
            member(json, entry.getKey(), values, entry.getValue());
        }
    }

    private void member(JsonGenerator json, String name, @Nullable Schema schema, @Nullable Object value)
            throws IOException {
        if (value instanceof Map<?, ?> map && textFields.contains(name)) {
            json.writeString(AvroJson.mapText(map));
        } else {
            value(json, schema, value);
        }
    }

    /** Writes any value. */
    void value(JsonGenerator json, @Nullable Schema schema, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Struct struct) {
            struct(json, struct);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            entries(json, schema == null ? null : schema.valueSchema(), map);
            json.writeEndObject();
        } else if (value instanceof Collection<?> items) {
            json.writeStartArray();
            for (Object item : items) {
                value(json, schema == null ? null : schema.valueSchema(), item);
            }
            json.writeEndArray();
        } else {
            scalar(json, schema, value);
        }
    }

    private void struct(JsonGenerator json, Struct struct) throws IOException {
        if (AvroTypes.isUnion(struct.schema())) {
            for (Field field : struct.schema().fields()) {
                Object branch = struct.getWithoutDefault(field.name());
                if (branch != null) {
                    value(json, field.schema(), branch);
                    return;
                }
            }
            json.writeNull();
            return;
        }
        json.writeStartObject();
        fields(json, struct);
        json.writeEndObject();
    }

    private static void scalar(JsonGenerator json, @Nullable Schema schema, Object value) throws IOException {
        if (value instanceof String text) {
            String enumName = schema == null ? null : AvroTypes.enumName(schema);
            json.writeString(enumName == null ? text : AvroJson.symbolText(enumName, text));
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof java.util.Date date) {
            json.writeString(dateText(schema, date));
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else if (value instanceof ByteBuffer buffer) {
            json.writeBinary(bytes(buffer));
        } else if (value instanceof Number number) {
            number(json, number);
        } else {
            throw new DataException(
                    "expected Connect data, found a " + value.getClass().getName());
        }
    }

    private static void number(JsonGenerator json, Number number) throws IOException {
        if (number instanceof Double wide) {
            json.writeNumber(wide);
        } else if (number instanceof Float narrow) {
            json.writeNumber(narrow);
        } else if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else {
            json.writeNumber(number.longValue());
        }
    }

    private static String dateText(@Nullable Schema schema, java.util.Date date) {
        Instant instant = Instant.ofEpochMilli(date.getTime());
        String logical = schema == null ? null : schema.name();
        if (Date.LOGICAL_NAME.equals(logical)) {
            return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
        } else if (Time.LOGICAL_NAME.equals(logical)) {
            return LocalTime.ofNanoOfDay(TimeUnit.MILLISECONDS.toNanos(date.getTime()))
                    .toString();
        }
        return AvroJson.timestampText(instant, ZoneOffset.UTC);
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
