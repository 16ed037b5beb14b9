package io.trialstream.generator.stream;

import io.trialstream.schemas.Topics;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.AvroSerdeConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a stream reaches Kafka.
 *
 * @param bootstrap brokers, {@code host:port}, comma-separated
 * @param topic the raw topic; it must exist
 * @param truthTopic where the ledger's intervals go; it must exist
 * @param serdeClass class name of a Kafka {@code Serde} of {@code UserEvent} in the Confluent wire format
 * @param serdeProperties its configuration, {@code schema.registry.url} above all
 * @param producerProperties further settings of the producer, security for one; they override the sink's own, but for
 *     idempotence and acks=all. Those that an admin client or a consumer has too hold for the sink's as well
 * @param quiet partitions of the raw topic that get no watermark record before the stream is closed
 */
public record KafkaSinkOptions(
        String bootstrap,
        String topic,
        String truthTopic,
        String serdeClass,
        Map<String, String> serdeProperties,
        Map<String, String> producerProperties,
        Set<Integer> quiet) {

    /** @throws IllegalArgumentException where a name is empty */
    public KafkaSinkOptions {
        requireText("bootstrap", bootstrap);
        requireText("topic", topic);
        requireText("truthTopic", truthTopic);
        requireText("serdeClass", serdeClass);
        serdeProperties = Map.copyOf(serdeProperties);
        producerProperties = Map.copyOf(producerProperties);
        quiet = Set.copyOf(quiet);
    }

    /** The contract's topics and the project's serde. */
    public static KafkaSinkOptions of(String bootstrap, String registryUrl) {
        return new KafkaSinkOptions(
                bootstrap,
                Topics.RAW.name(),
                Topics.GENERATOR_TRUTH.name(),
                AvroSerde.class.getName(),
                Map.of(AvroSerdeConfig.URL, registryUrl),
                Map.of(),
                Set.of());
    }

    /** The same into another raw topic. */
    public KafkaSinkOptions withTopic(String otherTopic) {
        return new KafkaSinkOptions(
                bootstrap, otherTopic, truthTopic, serdeClass, serdeProperties, producerProperties, quiet);
    }

    /** The same with another topic for the ledger's intervals. */
    public KafkaSinkOptions withTruthTopic(String otherTopic) {
        return new KafkaSinkOptions(
                bootstrap, topic, otherTopic, serdeClass, serdeProperties, producerProperties, quiet);
    }

    /** The same with further producer settings. */
    public KafkaSinkOptions withProducerProperties(Map<String, String> more) {
        Map<String, String> merged = new HashMap<>(producerProperties);
        merged.putAll(more);
        return new KafkaSinkOptions(bootstrap, topic, truthTopic, serdeClass, serdeProperties, merged, quiet);
    }

    /** The same with other quiet partitions. */
    public KafkaSinkOptions withQuiet(Set<Integer> otherQuiet) {
        return new KafkaSinkOptions(
                bootstrap, topic, truthTopic, serdeClass, serdeProperties, producerProperties, otherQuiet);
    }

    private static void requireText(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " is empty");
        }
    }
}
