package io.trialstream.connect.avro;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.schemas.serde.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Connect data to Avro in the wire format, by the inverse of {@link ConnectReader}'s rules: what that has read is
 * written as it was, but for defaults, which become null where a field is optional and are left out elsewhere. Thread-safe.
 */
final class AvroWriter {
    private static final int SCHEMAS_MAX = 1_000;

    private final SchemaRegistryClient registry;
    private final boolean register;
    private final String subjectSuffix;
    private final Cache<Target, Prepared> prepared =
            Caffeine.newBuilder().maximumSize(SCHEMAS_MAX).build();

    private record Target(String topic, Schema schema) {}

    private record Prepared(int schemaId, org.apache.avro.Schema avro) {}

    AvroWriter(SchemaRegistryClient registry, boolean register, boolean isKey) {
        this.registry = registry;
        this.register = register;
        this.subjectSuffix = isKey ? "-key" : "-value";
    }

    /** @throws DataException if the value has no schema, or does not conform to it, or Avro cannot express it */
    byte[] write(String topic, @Nullable Schema schema, Object value) {
        if (schema == null) {
            throw new DataException("topic " + topic + ": expected a value with a schema, found a "
                    + value.getClass().getName() + " without");
        }
        Prepared target = prepare(topic, schema);
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] header = new byte[WireFormat.BODY_OFFSET];
            WireFormat.putHeader(header, target.schemaId());
            out.write(header);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<@Nullable Object>(target.avro())
                    .write(ConnectData.toAvro(target.avro(), schema, value), encoder);
            return out.toByteArray();
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            // The last two are how Avro's writer says that a value is of another type, or missing.
            throw new DataException(
                    "topic " + topic + ": cannot write a " + target.avro().getFullName() + ": " + e, e);
        }
    }

    private Prepared prepare(String topic, Schema schema) {
        Target target = new Target(topic, schema);
        Prepared known = prepared.getIfPresent(target);
        if (known == null) {
            org.apache.avro.Schema avro = new AvroSchemaOf().schema(schema, topic);
            String subject = topic + subjectSuffix;
            known = new Prepared(register ? registry.register(subject, avro) : registry.idOf(subject, avro), avro);
            prepared.put(target, known);
        }
        return known;
    }
}
