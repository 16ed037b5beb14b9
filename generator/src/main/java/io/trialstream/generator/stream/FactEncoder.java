package io.trialstream.generator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.model.Fact;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.serde.AvroSerde;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Facts as the records of their topics. Not thread-safe. */
final class FactEncoder {
    private final Map<String, String> serdeProperties;
    private @Nullable AvroSerde<ExperimentDefinition> definitions;
    private @Nullable AvroSerde<Assignment> assignments;

    /** @param serdeProperties the registry's address above all */
    FactEncoder(Map<String, String> serdeProperties) {
        this.serdeProperties = serdeProperties;
    }

    /**
     * A fact's record.
     *
     * @param unitsOwn whether it concerns the partition of its key only; else all partitions
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on inside the package, never compared.
    record Encoded(String topic, byte[] key, byte[] value, boolean unitsOwn) {}

    /** @throws GeneratorException where it cannot be written */
    Encoded encode(Fact fact) {
        return fact instanceof Fact.Definition definition
                ? encode(definition.definition())
                : encode((Fact.Assigned) fact);
    }

    private Encoded encode(ExperimentDefinition definition) {
        if (definitions == null) {
            definitions = AvroSerde.of(ExperimentDefinition.class, serdeProperties, false);
        }
        String topic = Topics.DEFINITIONS.name();
        return new Encoded(topic, definition.getId().getBytes(UTF_8), serialize(definitions, topic, definition), false);
    }

    private Encoded encode(Fact.Assigned assigned) {
        if (assignments == null) {
            assignments = AvroSerde.of(Assignment.class, serdeProperties, false);
        }
        String topic = Topics.ASSIGNMENTS.name();
        return new Encoded(
                topic, assigned.unit().getBytes(UTF_8), serialize(assignments, topic, assigned.assignment()), true);
    }

    private static <T extends SpecificRecord> byte[] serialize(AvroSerde<T> serde, String topic, T fact) {
        try {
            return serde.serializer().serialize(topic, fact);
        } catch (KafkaException e) {
            throw new GeneratorException("a fact cannot be written for topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
