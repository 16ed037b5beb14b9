package io.trialstream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.Truth.IntervalTruth;
import io.trialstream.schemas.UserEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Events into a raw topic through an idempotent producer, keyed by unit and placed by the producer's own murmur2.
 *
 * <p>Order is what the ledger rests on: per partition, an interval's records come before its watermark record and that
 * before the next interval. One idempotent producer keeps that order across retries, and the first record it gives up
 * on ends the run. All waits are bounded: a full buffer and an unanswered batch by {@link #DELIVERY_TIMEOUT}.
 */
public final class KafkaEventSink implements EventSink {
    /** After this long without an answer a broker is away. */
    public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 32 << 20;
    private static final int BATCH_BYTES = 64 << 10;
    private static final int LINGER_MS = 10;
    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final KafkaSinkOptions options;
    private final Serde<UserEvent> serde;
    private final RecordEncoder encoder;
    private final int partitions;
    private final boolean pristine;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private long blockedSends;
    private long blockedNanos;
    private long flushNanos;

    /**
     * Connects, and looks at the topic.
     *
     * @throws GeneratorException where the broker does not answer, the topic does not exist or the serde cannot be made
     */
    public KafkaEventSink(KafkaSinkOptions options) {
        this.options = options;
        serde = serde(options);
        encoder = new RecordEncoder(options.topic(), serde.serializer());
        try (Admin admin = Admin.create(adminProperties(options))) {
            partitions = partitions(admin);
            pristine = pristine(admin);
        }
        producer =
                new KafkaProducer<>(producerProperties(options), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Partitions of the raw topic. */
    public int partitions() {
        return partitions;
    }

    @Override
    public boolean pristine() {
        return pristine;
    }

    @Override
    public void send(Delivery delivery) {
        produce(encoder.encode(delivery));
    }

    @Override
    public void endInterval(IntervalTruth truth) {
        watermark(truth.watermark());
        produce(new ProducerRecord<>(options.truthTopic(), truth.interval().getBytes(UTF_8), TruthJson.bytes(truth)));
        flush();
    }

    @Override
    public void closeStream(long watermark) {
        watermark(watermark);
        flush();
    }

    @Override
    public SinkStats stats() {
        return new SinkStats(
                blockedSends, TimeUnit.NANOSECONDS.toMillis(blockedNanos), TimeUnit.NANOSECONDS.toMillis(flushNanos));
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
        serde.close();
    }

    private void watermark(long watermark) {
        for (int partition = 0; partition < partitions; partition++) {
            produce(encoder.watermark(partition, watermark));
        }
    }

    private void produce(ProducerRecord<byte[], byte[]> record) {
        throwFailure();
        long start = System.nanoTime();
        try {
            producer.send(record, (metadata, exception) -> {
                if (exception != null) {
                    failure.compareAndSet(null, exception);
                }
            });
        } catch (KafkaException e) {
            throw failed(e);
        }
        long waited = System.nanoTime() - start;
        if (waited >= BLOCKED_NANOS) {
            blockedSends++;
            blockedNanos += waited;
        }
    }

    private void flush() {
        long start = System.nanoTime();
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw failed(e);
        }
        flushNanos += System.nanoTime() - start;
        throwFailure();
    }

    private void throwFailure() {
        Exception first = failure.get();
        if (first != null) {
            throw failed(first);
        }
    }

    private GeneratorException failed(Exception cause) {
        return new GeneratorException(
                "cannot deliver to topic " + options.topic() + " at " + options.bootstrap() + " (given up after "
                        + DELIVERY_TIMEOUT.toSeconds() + " s at most): " + cause.getMessage(),
                cause);
    }

    private int partitions(Admin admin) {
        Map<String, TopicDescription> topics = ask(
                admin.describeTopics(List.of(options.topic(), options.truthTopic()))
                        .allTopicNames(),
                "the topics " + options.topic() + " and " + options.truthTopic());
        TopicDescription raw = topics.get(options.topic());
        if (raw == null) {
            throw new GeneratorException("no topic " + options.topic() + " at " + options.bootstrap());
        }
        return raw.partitions().size();
    }

    private boolean pristine(Admin admin) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            latest.put(new TopicPartition(options.topic(), partition), OffsetSpec.latest());
        }
        return ask(admin.listOffsets(latest).all(), "the end of topic " + options.topic()).values().stream()
                .allMatch(end -> end.offset() == 0);
    }

    private <T> T ask(KafkaFuture<T> answer, String what) {
        try {
            return answer.get(ADMIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new GeneratorException("cannot read " + what + " at " + options.bootstrap() + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new GeneratorException(
                    "no answer about " + what + " from " + options.bootstrap() + " within " + ADMIN_TIMEOUT.toSeconds()
                            + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GeneratorException("interrupted while asking for " + what, e);
        }
    }

    private static Map<String, Object> adminProperties(KafkaSinkOptions options) {
        Map<String, Object> properties = new HashMap<>();
        options.producerProperties().forEach((key, value) -> {
            if (AdminClientConfig.configNames().contains(key)) {
                properties.put(key, value);
            }
        });
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrap());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ADMIN_TIMEOUT.toMillis());
        return properties;
    }

    private static Map<String, Object> producerProperties(KafkaSinkOptions options) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        properties.putAll(options.producerProperties());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrap());
        return properties;
    }

    @SuppressWarnings("unchecked")
    private static Serde<UserEvent> serde(KafkaSinkOptions options) {
        try {
            Serde<UserEvent> serde = Utils.newInstance(options.serdeClass(), Serde.class);
            serde.configure(options.serdeProperties(), false);
            return serde;
        } catch (ClassNotFoundException e) {
            throw new GeneratorException("the serde class " + options.serdeClass() + " is not on the class path", e);
        } catch (KafkaException e) {
            throw new GeneratorException(
                    "the serde " + options.serdeClass() + " cannot be configured: " + e.getMessage(), e);
        }
    }
}
