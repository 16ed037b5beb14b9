package io.trialstream.schemas.serde;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Values in the wire format to records of one class, whatever version of its schema they were written with: fields
 * added, removed, renamed by alias or defaulted are resolved as Avro prescribes, once per writer's schema.
 *
 * <p>Thread-safe. After the first record of a schema a call does not lock and sends nothing.
 *
 * @param <T> the class of the records
 */
public final class AvroDecoder<T extends SpecificRecord> {
    private static final int WRITERS_MAX = 1_000;

    private final SchemaRegistryClient registry;
    private final @Nullable Class<T> type;
    private final Cache<Integer, Resolved<T>> resolved =
            Caffeine.newBuilder().maximumSize(WRITERS_MAX).build();

    /** What the last record was written with; most likely the next one's too. */
    private volatile @Nullable Resolved<T> last;

    private record Resolved<T>(int schemaId, DatumReader<T> reader) {}

    /** A decoder to {@code type}, whose own schema is the reader's. */
    public AvroDecoder(SchemaRegistryClient registry, Class<T> type) {
        this(registry, (@Nullable Class<T>) type, true);
    }

    private AvroDecoder(SchemaRegistryClient registry, @Nullable Class<T> type, boolean internal) {
        this.registry = registry;
        this.type = type;
    }

    /** A decoder to whichever generated class on the class path bears the full name of the writer's schema. */
    static <T extends SpecificRecord> AvroDecoder<T> byWriterName(SchemaRegistryClient registry) {
        return new AvroDecoder<>(registry, null, true);
    }

    /**
     * @param value a record's value, header included
     * @throws UndecodableException if the bytes are not what a writer with the schema they name would have written, not
     *     all of them are, or the schema cannot be read as this class; says where
     * @throws UnknownSchemaException if the registry does not know the schema
     * @throws RegistryUnavailableException if the registry has to be asked and does not answer: says nothing about the
     *     record
     * @throws RegistryRefusedException if the registry refuses to answer: says nothing about the record either
     */
    public T decode(byte[] value) {
        int schemaId = WireFormat.schemaId(value);
        Resolved<T> current = last;
        if (current == null || current.schemaId() != schemaId) {
            current = resolve(schemaId);
            last = current;
        }
        ArrayDecoder in = new ArrayDecoder(value, WireFormat.BODY_OFFSET);
        T record = read(current, in);
        if (in.position() != value.length) {
            throw new UndecodableException(
                    "the end of the record", (value.length - in.position()) + " more bytes", in.position());
        }
        return record;
    }

    private T read(Resolved<T> resolved, ArrayDecoder in) {
        try {
            // Never null: the reader's schema is a record's.
            @SuppressWarnings("NullAway")
            T record = resolved.reader().read(null, in);
            return record;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Anything Avro, a generated class or a conversion throws here is thrown because of these bytes; a
            // recursive schema lets them nest deeper than the stack.
            throw new UndecodableException(
                    "a record of " + (type == null ? "the writer's class" : type.getSimpleName())
                            + " written with schema id " + resolved.schemaId(),
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                    in.position(),
                    e);
        }
    }

    private Resolved<T> resolve(int schemaId) {
        Resolved<T> known = resolved.getIfPresent(schemaId);
        if (known != null) {
            return known;
        }
        Schema writer = registry.schemaById(schemaId);
        if (writer.getType() != Schema.Type.RECORD) {
            throw new UndecodableException(
                    "the id of a record's schema", "id " + schemaId + ", a " + writer.getType(), 1);
        }
        Class<T> target = type == null ? classOf(writer, schemaId) : type;
        SpecificData model = SpecificData.getForClass(target);
        Schema reader = model.getSchema(target);
        Resolved<T> fresh = new Resolved<>(schemaId, new SpecificDatumReader<>(writer, reader, model));
        resolved.put(schemaId, fresh);
        return fresh;
    }

    @SuppressWarnings("unchecked")
    private static <T> Class<T> classOf(Schema writer, int schemaId) {
        Class<?> found = SpecificData.get().getClass(writer);
        if (found == null || !SpecificRecord.class.isAssignableFrom(found)) {
            throw new UndecodableException(
                    "the id of a schema with a generated class", "id " + schemaId + ", " + writer.getFullName(), 1);
        }
        return (Class<T>) found;
    }
}
