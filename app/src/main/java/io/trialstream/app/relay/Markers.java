package io.trialstream.app.relay;

import io.trialstream.schemas.MarkerHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Marker records of the raw topic: null value, and headers that say what they are. */
public final class Markers {
    /** Header: event time, epoch ms in decimal ASCII. */
    public static final String WATERMARK = MarkerHeaders.WATERMARK;
    /** Header: who wrote a watermark, where several do. */
    public static final String WRITER = MarkerHeaders.WRITER;
    /** Header: the topic a fact comes from. */
    public static final String FACT = MarkerHeaders.FACT;
    /** Header: the fact's bytes as they came. */
    public static final String FACT_VALUE = MarkerHeaders.FACT_VALUE;
    /** The writer of idle rulings; reserved, its watermarks count at once. */
    public static final String RULING_WRITER = "trialstream";

    private Markers() {}

    /**
     * A watermark record.
     *
     * @param writer null where a single writer serves the partition
     */
    public static ProducerRecord<byte[], byte[]> watermark(
            String rawTopic, int partition, long watermarkMs, @Nullable String writer) {
        Header watermark = header(WATERMARK, Long.toString(watermarkMs));
        List<Header> headers = writer == null ? List.of(watermark) : List.of(watermark, header(WRITER, writer));
        return marker(rawTopic, partition, null, headers);
    }

    static ProducerRecord<byte[], byte[]> fact(
            String rawTopic, int partition, String factTopic, byte @Nullable [] key, byte[] value) {
        return marker(rawTopic, partition, key, List.of(header(FACT, factTopic), new RecordHeader(FACT_VALUE, value)));
    }

    @SuppressWarnings("NullAway") // Kafka's producer takes null for an absent key or value and is not annotated.
    private static ProducerRecord<byte[], byte[]> marker(
            String rawTopic, int partition, byte @Nullable [] key, List<Header> headers) {
        return new ProducerRecord<>(rawTopic, partition, null, key, null, headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
