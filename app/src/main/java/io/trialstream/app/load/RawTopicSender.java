package io.trialstream.app.load;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.load.RejectedRowException.Reason;
import io.trialstream.app.relay.Markers;
import io.trialstream.schemas.UserEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Events into the raw topic through one idempotent producer, keyed by unit and placed by Kafka's own partitioner. The
 * first record that a broker does not take in time ends the load. Not thread-safe.
 */
final class RawTopicSender implements EventSender, AutoCloseable {
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 32 << 20;
    private static final int BATCH_BYTES = 64 << 10;
    private static final int LINGER_MS = 10;

    private final String topic;
    private final int partitions;
    private final Serializer<UserEvent> serializer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * @param properties where the broker is, and security
     * @param topic the raw topic, which exists
     * @param partitions it has
     */
    RawTopicSender(Map<String, Object> properties, String topic, int partitions, Serializer<UserEvent> serializer) {
        this.topic = topic;
        this.partitions = partitions;
        this.serializer = serializer;
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        config.putAll(properties);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The unit of an event: the record's key. */
    static String unit(UserEvent event) {
        String user = event.getUserId();
        return user == null || user.isEmpty() ? String.valueOf(event.getAnonymousId()) : user;
    }

    @Override
    public void send(UserEvent event) throws RejectedRowException {
        byte[] value = serializer.serialize(topic, event);
        AtomicReference<@Nullable RecordTooLargeException> tooLarge = new AtomicReference<>();
        try {
            producer.send(
                    new ProducerRecord<>(topic, unit(event).getBytes(StandardCharsets.UTF_8), value),
                    (metadata, exception) -> {
                        // The producer's own bound is told before send returns; the broker's ends the load.
                        if (exception instanceof RecordTooLargeException e) {
                            tooLarge.set(e);
                        }
                        if (exception != null) {
                            failure.compareAndSet(null, exception);
                        }
                    });
        } catch (KafkaException e) {
            throw failed(e);
        }
        RecordTooLargeException refused = tooLarge.get();
        if (refused != null && failure.compareAndSet(refused, null)) {
            throw new RejectedRowException(Reason.TOO_LARGE, String.valueOf(refused.getMessage()));
        }
        throwFailure();
    }

    @Override
    public void flush() {
        producer.flush();
        throwFailure();
    }

    /** Ends the stream on every partition: event time has come to here. */
    void watermark(long time) {
        for (int partition = 0; partition < partitions; partition++) {
            producer.send(Markers.watermark(topic, partition, time, null), (metadata, exception) -> {
                if (exception != null) {
                    failure.compareAndSet(null, exception);
                }
            });
        }
        flush();
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    private void throwFailure() {
        Exception first = failure.get();
        if (first != null) {
            throw failed(first);
        }
    }

    private CommandFailure failed(Exception e) {
        return new CommandFailure("topic " + topic + " does not take events: " + e.getMessage(), e);
    }
}
