package io.trialstream.connect.s3.line;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.connect.avro.AvroTypes;
import io.trialstream.schemas.MarkerHeaders;
import io.trialstream.schemas.serde.AvroJson;
import io.trialstream.schemas.serde.RecordText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as one line of JSON in UTF-8, with {@code \n} at its end.
 *
 * <ul>
 *   <li>A struct or map: its members. What is no object, or has a member of one of the names below, becomes {@code
 *       {"_value":…}}.
 *   <li>Bytes: {@code {"_raw":"<base64>"}}; null: {@code {"_raw":null}}.
 *   <li>Null with a marker's headers: {@code {"_marker":{"watermark":"…","writer":"…"}}} or {@code
 *       {"_marker":{"fact":"<topic>","value":"<base64>"}}}.
 * </ul>
 *
 * All of them have {@code "_kafka":{"key","topic","partition","offset","ingested_at","headers"}}: what a record needs
 * to be made again besides its value. A line depends on its record alone. Not thread-safe.
 */
public final class LineWriter {
    private static final String MARKER = "_marker";
    private static final String VALUE = "_value";
    private static final String KAFKA = "_kafka";
    private static final Set<String> RESERVED = Set.of(RecordText.RAW, MARKER, VALUE, KAFKA);

    private static final JsonFactory JSON = new ObjectMapper().getFactory();

    private final ConnectJson data;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** @param textFields names of fields whose maps are written as strings that hold JSON, at any depth */
    public LineWriter(Set<String> textFields) {
        data = new ConnectJson(textFields);
    }

    /** @throws DataException if the record holds anything but Connect data */
    public byte[] write(SinkRecord record) {
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line, JsonEncoding.UTF8)) {
            json.writeStartObject();
            value(json, record);
            kafka(json, record);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toByteArray();
    }

    private void value(JsonGenerator json, SinkRecord record) throws IOException {
        Object value = record.value();
        if (value == null) {
            absent(json, record.headers());
        } else if (value instanceof byte[] bytes) {
            json.writeBinaryField(RecordText.RAW, bytes);
        } else if (value instanceof ByteBuffer buffer) {
            json.writeBinaryField(RecordText.RAW, ConnectJson.bytes(buffer));
        } else if (value instanceof Struct struct && isPlain(struct)) {
            data.fields(json, struct);
        } else if (value instanceof Map<?, ?> map && RESERVED.stream().noneMatch(map::containsKey)) {
            Schema schema = record.valueSchema();
            data.entries(json, schema == null ? null : schema.valueSchema(), map);
        } else {
            json.writeFieldName(VALUE);
            data.value(json, record.valueSchema(), value);
        }
    }

    private static boolean isPlain(Struct struct) {
        return !AvroTypes.isUnion(struct.schema())
                && RESERVED.stream().allMatch(name -> struct.schema().field(name) == null);
    }

    private static void absent(JsonGenerator json, Headers headers) throws IOException {
        Header watermark = headers.lastWithName(MarkerHeaders.WATERMARK);
        Header fact = headers.lastWithName(MarkerHeaders.FACT);
        if (watermark == null && fact == null) {
            json.writeNullField(RecordText.RAW);
            return;
        }
        json.writeObjectFieldStart(MARKER);
        if (watermark != null) {
            json.writeObjectField("watermark", header(watermark));
            Header writer = headers.lastWithName(MarkerHeaders.WRITER);
            if (writer != null) {
                json.writeObjectField("writer", header(writer));
            }
        }
        if (fact != null) {
            json.writeObjectField("fact", header(fact));
            Header value = headers.lastWithName(MarkerHeaders.FACT_VALUE);
            json.writeStringField("value", value == null ? null : base64(value));
        }
        json.writeEndObject();
    }

    private static @Nullable String base64(Header header) {
        Object value = header.value();
        if (value == null) {
            return null;
        }
        byte[] bytes = value instanceof byte[] array ? array : value.toString().getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void kafka(JsonGenerator json, SinkRecord record) throws IOException {
        json.writeObjectFieldStart(KAFKA);
        json.writeFieldName("key");
        if (record.key() == null || record.key() instanceof byte[]) {
            json.writeTree(RecordText.key((byte[]) record.key()));
        } else {
            data.value(json, record.keySchema(), record.key());
        }
        json.writeStringField("topic", record.originalTopic());
        json.writeNumberField("partition", record.originalKafkaPartition());
        json.writeNumberField("offset", record.originalKafkaOffset());
        json.writeStringField("ingested_at", ingestedAt(record));
        headers(json, record.headers());
        json.writeEndObject();
    }

    private static @Nullable String ingestedAt(SinkRecord record) {
        Long timestamp = record.timestamp();
        return timestamp == null || timestamp < 0
                ? null
                : AvroJson.timestampText(Instant.ofEpochMilli(timestamp), ZoneOffset.UTC);
    }

    private static void headers(JsonGenerator json, Headers headers) throws IOException {
        if (headers.isEmpty()) {
            json.writeObjectFieldStart("headers");
            json.writeEndObject();
            return;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Header header : headers) {
            RecordText.addHeader(object, header.key(), header(header));
        }
        json.writeFieldName("headers");
        json.writeTree(object);
    }

    /** Bytes, as {@code ByteArrayConverter} leaves them, keep their every bit; what another converter made is its text. */
    private static JsonNode header(Header header) {
        Object value = header.value();
        return value == null || value instanceof byte[]
                ? RecordText.header((byte[]) value)
                : JsonNodeFactory.instance.textNode(value.toString());
    }
}
