package io.trialstream.schemas.serde;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Avro records of generated classes in the Confluent wire format, subject {@code <topic>-value} or {@code <topic>-key}.
 *
 * <p>Stands in for Confluent's {@code SpecificAvroSerde} and is replaced by it by naming the other class: same
 * configuration keys (see {@link AvroSerdeConfig}), same bytes. Configured by map alone it reads, as that does, into the
 * generated class that bears the full name of the writer's schema. {@link #of} names the class instead, and shares one
 * {@link SchemaRegistryClient}, with its connections and caches, between serdes.
 *
 * <p>Serializer and deserializer are thread-safe. Null is null both ways. What they throw is told at
 * {@link AvroDecoder#decode}; on writing, {@code SerializationException} says that the record or its schema is at fault.
 *
 * @param <T> the class of the records
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {
    private final @Nullable Class<T> type;
    private volatile @Nullable State<T> state;

    private record State<T extends SpecificRecord>(AvroEncoder<T> encoder, AvroDecoder<T> decoder) {}

    /** For instantiation by class name; {@link #configure} has to follow. */
    public AvroSerde() {
        type = null;
    }

    private AvroSerde(Class<T> type) {
        this.type = type;
    }

    /** A serde for values of {@code type} that registers its schemas. */
    public static <T extends SpecificRecord> AvroSerde<T> of(Class<T> type, SchemaRegistryClient registry) {
        AvroSerde<T> serde = new AvroSerde<>(type);
        serde.state = serde.newState(registry, true, false);
        return serde;
    }

    /** A serde for {@code type}, configured by map. */
    public static <T extends SpecificRecord> AvroSerde<T> of(Class<T> type, Map<String, ?> configs, boolean isKey) {
        AvroSerde<T> serde = new AvroSerde<>(type);
        serde.configure(configs, isKey);
        return serde;
    }

    /**
     * @param configs keys of {@link AvroSerdeConfig}; others are ignored
     * @param isKey whether records are keys, which have subjects of their own
     * @throws ConfigException if a value is missing, malformed or out of its range
     */
    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        Object shared = configs.get(AvroSerdeConfig.CLIENT);
        if (shared == null) {
            AvroSerdeConfig config = new AvroSerdeConfig(configs);
            state = newState(new SchemaRegistryClient(config), config.getBoolean(AvroSerdeConfig.AUTO_REGISTER), isKey);
        } else if (shared instanceof SchemaRegistryClient registry) {
            state = newState(registry, autoRegister(configs), isKey);
        } else {
            throw new ConfigException(AvroSerdeConfig.CLIENT, shared, "expected a SchemaRegistryClient");
        }
    }

    /** With a shared client no address need be given; the rest is parsed as ever. */
    private static boolean autoRegister(Map<String, ?> configs) {
        Map<String, Object> withUrl = new HashMap<>(configs);
        withUrl.putIfAbsent(AvroSerdeConfig.URL, "http://shared.invalid");
        return new AvroSerdeConfig(withUrl).getBoolean(AvroSerdeConfig.AUTO_REGISTER);
    }

    private State<T> newState(SchemaRegistryClient registry, boolean autoRegister, boolean isKey) {
        AvroDecoder<T> decoder = type == null ? AvroDecoder.byWriterName(registry) : new AvroDecoder<>(registry, type);
        return new State<>(new AvroEncoder<>(registry, autoRegister, isKey), decoder);
    }

    private State<T> configured() {
        State<T> current = state;
        if (current == null) {
            throw new IllegalStateException("AvroSerde is used before configure() was called");
        }
        return current;
    }

    /** Asks for {@link #configure} when it is first used, not here. */
    @Override
    @SuppressWarnings("NullAway") // Kafka's interface carries null for null and is not annotated.
    public Serializer<T> serializer() {
        return (topic, record) -> {
            State<T> current = configured();
            return record == null ? null : current.encoder().encode(topic, record);
        };
    }

    /** Asks for {@link #configure} when it is first used, not here. */
    @Override
    @SuppressWarnings("NullAway") // Kafka's interface carries null for null and is not annotated.
    public Deserializer<T> deserializer() {
        return (topic, value) -> {
            State<T> current = configured();
            return value == null ? null : current.decoder().decode(value);
        };
    }
}
