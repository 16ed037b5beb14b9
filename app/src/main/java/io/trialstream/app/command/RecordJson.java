package io.trialstream.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.AvroJson;
import io.trialstream.schemas.serde.RecordText;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.schemas.serde.UndecodableException;
import io.trialstream.schemas.serde.UnknownSchemaException;
import io.trialstream.schemas.serde.WireFormat;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of any topic as one JSON object: {@code key}, {@code value}, {@code partition}, {@code offset}, {@code
 * timestamp} (epoch ms; in our topics the broker's append time), {@code headers}.
 *
 * <p>A value in the Confluent wire format is decoded by the schema it was written with; ours take the form of the
 * contract. JSON stays JSON. Bytes that are neither, and keys that are no UTF-8, become {@code {"_raw":"<base64>"}}. A
 * header is text where its bytes are UTF-8 without control characters, else {@code {"_raw":…}}; one that stands several
 * times becomes an array. Thread-safe.
 */
public final class RecordJson {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final SchemaRegistryClient registry;
    private final AvroJson avroJson = new AvroJson();

    public RecordJson(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /** The whole record. */
    public ObjectNode toJson(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode json = NODES.objectNode();
        json.set("key", RecordText.key(record.key()));
        json.set("value", value(record.value()));
        json.put("partition", record.partition());
        json.put("offset", record.offset());
        json.put("timestamp", record.timestamp());
        ObjectNode headers = json.putObject("headers");
        for (Header header : record.headers()) {
            RecordText.addHeader(headers, header.key(), RecordText.header(header.value()));
        }
        return json;
    }

    private JsonNode value(byte @Nullable [] value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value.length > 0 && value[0] == WireFormat.MAGIC) {
            return avro(value).orElseGet(() -> RecordText.raw(value));
        }
        try {
            JsonNode json = JSON.readTree(value);
            return json.isContainerNode() ? json : RecordText.raw(value);
        } catch (IOException e) {
            return RecordText.raw(value);
        }
    }

    private Optional<JsonNode> avro(byte[] value) {
        try {
            Schema writer = registry.schemaById(WireFormat.schemaId(value));
            Optional<Class<? extends SpecificRecord>> ours = SpecificRecords.find(writer.getFullName());
            if (ours.isPresent()) {
                return Optional.of(avroJson.toJson(new AvroDecoder<>(registry, ours.get()).decode(value)));
            }
            return Optional.of(generic(writer, value));
        } catch (UndecodableException | UnknownSchemaException | AvroRuntimeException | IOException e) {
            return Optional.empty();
        }
    }

    private static JsonNode generic(Schema writer, byte[] value) throws IOException {
        GenericDatumReader<Object> reader = new GenericDatumReader<>(writer);
        Object datum = reader.read(
                null,
                DecoderFactory.get()
                        .binaryDecoder(value, WireFormat.BODY_OFFSET, value.length - WireFormat.BODY_OFFSET, null));
        try {
            return JSON.readTree(GenericData.get().toString(datum));
        } catch (JsonProcessingException e) {
            throw new IOException(e);
        }
    }
}
