package io.trialstream.generator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.schemas.MarkerHeaders;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Records of the raw topic that are no events: no value, and headers that say what they are. */
final class Markers {
    private Markers() {}

    /** @param watermark ms since the epoch */
    static ProducerRecord<byte[], byte[]> watermark(String topic, int partition, long watermark) {
        byte[] value = Long.toString(watermark).getBytes(UTF_8);
        return marker(topic, partition, null, List.of(new RecordHeader(MarkerHeaders.WATERMARK, value)));
    }

    /**
     * @param factTopic where the fact is kept
     * @param key of the fact there
     * @param value of the fact there
     */
    static ProducerRecord<byte[], byte[]> fact(
            String topic, int partition, String factTopic, byte[] key, byte[] value) {
        return marker(
                topic,
                partition,
                key,
                List.of(
                        new RecordHeader(MarkerHeaders.FACT, factTopic.getBytes(UTF_8)),
                        new RecordHeader(MarkerHeaders.FACT_VALUE, value)));
    }

    @SuppressWarnings("NullAway") // Kafka carries null for null and is not annotated.
    private static ProducerRecord<byte[], byte[]> marker(
            String topic, int partition, byte @Nullable [] key, List<Header> headers) {
        return new ProducerRecord<>(topic, partition, null, key, null, headers);
    }
}
