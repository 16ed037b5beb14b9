package io.trialstream.app.relay;

import io.trialstream.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Which raw partitions a fact concerns, and how it is written into them. Facts are idempotent: writing one twice is harmless. */
public final class FactRelay {
    private enum Route {
        /** Everybody's business. */
        EVERY_PARTITION,
        /** One unit's business: where its events are. */
        PARTITION_OF_KEY
    }

    private static final Map<String, Route> ROUTES = Map.of(
            Topics.DEFINITIONS.name(), Route.EVERY_PARTITION,
            Topics.CONTROLS.name(), Route.EVERY_PARTITION,
            Topics.ASSIGNMENTS.name(), Route.PARTITION_OF_KEY);

    private FactRelay() {}

    /** Topics whose records are facts. */
    public static List<String> topics() {
        return ROUTES.keySet().stream().sorted().toList();
    }

    static boolean isOfUnit(String factTopic) {
        return ROUTES.get(factTopic) == Route.PARTITION_OF_KEY;
    }

    /**
     * Appends a fact to the raw partitions it concerns. The caller flushes the producer and looks at the futures: only then
     * is the fact in the log.
     *
     * @param producer idempotent and not transactional: an open transaction would hold the partitions back
     * @param rawTopic the raw topic
     * @param partitions of the raw topic
     * @param factTopic one of {@link #topics()}
     * @param key the fact's key; what concerns one unit goes to the partition that murmur2 of it names
     * @param value the fact's bytes, in the wire format, as they are in the topic
     * @throws IllegalArgumentException if the topic holds no facts, or a unit's fact has no key
     */
    public static List<Future<RecordMetadata>> append(
            Producer<byte[], byte[]> producer,
            String rawTopic,
            int partitions,
            String factTopic,
            byte @Nullable [] key,
            byte[] value) {
        return records(rawTopic, partitions, factTopic, key, value).stream()
                .map(producer::send)
                .toList();
    }

    static List<ProducerRecord<byte[], byte[]>> records(
            String rawTopic, int partitions, String factTopic, byte @Nullable [] key, byte[] value) {
        Route route = ROUTES.get(factTopic);
        if (route == null) {
            throw new IllegalArgumentException("expected a topic of facts, one of " + topics() + ", got " + factTopic);
        }
        if (route == Route.EVERY_PARTITION) {
            return IntStream.range(0, partitions)
                    .mapToObj(partition -> Markers.fact(rawTopic, partition, factTopic, key, value))
                    .toList();
        }
        if (key == null) {
            throw new IllegalArgumentException(
                    "expected a record of " + factTopic + " to have its unit as key, got none");
        }
        return List.of(Markers.fact(rawTopic, partitionOf(key, partitions), factTopic, key, value));
    }

    /** As Kafka's Java producer partitions by key. */
    private static int partitionOf(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
