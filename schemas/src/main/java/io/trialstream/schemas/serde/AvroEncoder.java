package io.trialstream.schemas.serde;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Records to values in the wire format, written with their own class's schema. Thread-safe; after the first record of a
 * topic a call does not lock and sends nothing.
 *
 * @param <T> the class of the records
 */
final class AvroEncoder<T extends SpecificRecord> {
    /** Per thread and not per encoder: a buffer holds nothing between calls. */
    private static final ThreadLocal<ArrayEncoder> BUFFERS = ThreadLocal.withInitial(ArrayEncoder::new);

    private final SchemaRegistryClient registry;
    private final boolean autoRegister;
    private final String subjectSuffix;

    private volatile @Nullable Target<T> last;

    /** Where the last record went; most likely the next one's too. */
    private record Target<T>(String topic, Schema schema, int schemaId, DatumWriter<T> writer) {}

    AvroEncoder(SchemaRegistryClient registry, boolean autoRegister, boolean isKey) {
        this.registry = registry;
        this.autoRegister = autoRegister;
        this.subjectSuffix = isKey ? "-key" : "-value";
    }

    /**
     * @throws SerializationException if the record cannot be written (a field that must not be null is), or the registry
     *     does not have or does not take its schema
     * @throws RegistryUnavailableException if the registry has to be asked and does not answer
     * @throws RegistryRefusedException if the registry refuses
     */
    byte[] encode(String topic, T record) {
        Target<T> target = last;
        if (target == null
                || target.schema() != record.getSchema()
                || !target.topic().equals(topic)) {
            target = resolve(topic, record);
            last = target;
        }
        ArrayEncoder out = BUFFERS.get();
        out.reset();
        try {
            target.writer().write(record, out);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "cannot write a " + record.getSchema().getFullName() + " for topic " + topic + ": "
                            + e.getMessage(),
                    e);
        }
        return out.toRecord(target.schemaId());
    }

    private Target<T> resolve(String topic, T record) {
        Schema schema = record.getSchema();
        String subject = topic + subjectSuffix;
        int id = autoRegister ? registry.register(subject, schema) : registry.idOf(subject, schema);
        SpecificData model = SpecificData.getForClass(record.getClass());
        return new Target<>(topic, schema, id, new SpecificDatumWriter<>(schema, model));
    }
}
