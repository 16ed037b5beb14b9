package io.trialstream.connect.avro;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trialstream.schemas.serde.ArrayDecoder;
import io.trialstream.schemas.serde.AvroSerdeConfig;
import io.trialstream.schemas.serde.RegistryRefusedException;
import io.trialstream.schemas.serde.RegistryUnavailableException;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.schemas.serde.UndecodableException;
import io.trialstream.schemas.serde.UnknownSchemaException;
import io.trialstream.schemas.serde.WireFormat;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Avro in the Confluent wire format to Connect data and back, read with the schema it was written with. Configuration:
 * {@link AvroConverterConfig}, prefixed {@code value.converter.} or {@code key.converter.} by Connect.
 *
 * <p>How types map is told at {@link ConnectReader} and {@link AvroWriter}. Thread-safe; after the first record of a
 * schema a call sends nothing.
 *
 * <p>A registry that does not answer is a {@link RetriableException}, which Connect repeats for as long as {@code
 * errors.retry.timeout} says (its default is not at all); never is a record condemned for it.
 */
public final class AvroConverter implements Converter {
    private static final int SCHEMAS_MAX = 1_000;

    private final Cache<Integer, ConnectReader> readers =
            Caffeine.newBuilder().maximumSize(SCHEMAS_MAX).build();

    /** What the last record was written with; most likely the next one's too. */
    private volatile @Nullable Known last;

    private volatile @Nullable State state;

    private record State(SchemaRegistryClient registry, AvroWriter writer, boolean rawWhenUndecodable) {}

    private record Known(int schemaId, ConnectReader reader) {}

    /**
     * @param configs keys of {@link AvroConverterConfig}; others are ignored
     * @param isKey whether records are keys, which have subjects of their own
     * @throws ConfigException if a value is missing, malformed or out of its range
     */
    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        AvroConverterConfig config = new AvroConverterConfig(configs);
        AvroSerdeConfig serde = new AvroSerdeConfig(configs);
        SchemaRegistryClient registry = new SchemaRegistryClient(serde);
        boolean register = serde.getBoolean(AvroSerdeConfig.AUTO_REGISTER);
        state = new State(registry, new AvroWriter(registry, register, isKey), config.rawWhenUndecodable());
    }

    @Override
    public ConfigDef config() {
        return AvroConverterConfig.definition();
    }

    /**
     * @return the value as Connect data; {@link SchemaAndValue#NULL} for null; the bytes themselves, as optional {@code
     *     BYTES}, where they cannot be decoded and {@code undecodable=raw}
     * @throws DataException if the bytes are not what the schema they name says, or the registry knows no such schema,
     *     and {@code undecodable=fail}
     * @throws RetriableException if the registry has to be asked and does not answer
     * @throws ConnectException if it refuses to answer: an operator has to act
     */
    @Override
    @SuppressWarnings("NullAway") // Connect's interface carries null for null and is not annotated.
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        if (value == null) {
            return SchemaAndValue.NULL;
        }
        State current = configured();
        try {
            return decode(current, value);
        } catch (UndecodableException | UnknownSchemaException e) {
            if (current.rawWhenUndecodable()) {
                return new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, value);
            }
            throw new DataException("topic " + topic + ": " + e.getMessage(), e);
        } catch (RegistryUnavailableException e) {
            throw new RetriableException("topic " + topic + ": " + e.getMessage(), e);
        } catch (RegistryRefusedException e) {
            throw new ConnectException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private SchemaAndValue decode(State current, byte[] value) {
        int schemaId = WireFormat.schemaId(value);
        Known known = last;
        if (known == null || known.schemaId() != schemaId) {
            known = new Known(schemaId, reader(current, schemaId));
            last = known;
        }
        ArrayDecoder in = new ArrayDecoder(value, WireFormat.BODY_OFFSET);
        Object data;
        try {
            data = known.reader().read(in);
        } catch (IOException | RuntimeException e) {
            // Whatever is thrown here is thrown because of these bytes.
            String found = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new UndecodableException("a value written with schema id " + schemaId, found, in.position());
        }
        if (in.position() != value.length) {
            throw new UndecodableException(
                    "the end of the value", (value.length - in.position()) + " more bytes", in.position());
        }
        return new SchemaAndValue(known.reader().schema(), data);
    }

    private ConnectReader reader(State current, int schemaId) {
        ConnectReader known = readers.getIfPresent(schemaId);
        if (known != null) {
            return known;
        }
        ConnectReader fresh = ConnectReader.of(current.registry().schemaById(schemaId));
        readers.put(schemaId, fresh);
        return fresh;
    }

    /**
     * @return the value in the wire format, its schema registered under {@code <topic>-value} or {@code <topic>-key};
     *     null for null
     * @throws DataException if the value has no schema or one that Avro cannot express, does not conform to it, or the
     *     registry does not have or does not take its schema
     * @throws RetriableException if the registry has to be asked and does not answer
     * @throws ConnectException if it refuses to answer
     */
    @Override
    @SuppressWarnings("NullAway") // Connect's interface carries null for null and is not annotated.
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return configured().writer().write(topic, schema, value);
        } catch (RegistryUnavailableException e) {
            throw new RetriableException("topic " + topic + ": " + e.getMessage(), e);
        } catch (SerializationException e) {
            throw new DataException("topic " + topic + ": " + e.getMessage(), e);
        } catch (RegistryRefusedException e) {
            throw new ConnectException("topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private State configured() {
        State current = state;
        if (current == null) {
            throw new IllegalStateException("AvroConverter is used before configure() was called");
        }
        return current;
    }
}
