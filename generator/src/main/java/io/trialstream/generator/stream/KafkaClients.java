package io.trialstream.generator.stream;

import io.trialstream.generator.base.GeneratorException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The clients of a sink. All their waits are bounded. */
final class KafkaClients {
    /** After this long without an answer a broker is away. */
    static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

    /** After this long a question about topics, or for records, is given up. */
    static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final int BUFFER_BYTES = 32 << 20;
    private static final int BATCH_BYTES = 64 << 10;
    private static final int LINGER_MS = 10;
    private static final int FETCH_BYTES = 4 << 20;
    /** At the end of what is read a fetch is under way that finds nothing; closing waits for it. */
    private static final int FETCH_WAIT_MS = 20;

    /** What resuming rests on: per partition, what has arrived is what was sent first, in order, once. */
    private static final Map<String, Object> ORDER =
            Map.of(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.ACKS_CONFIG, "all");

    private final KafkaSinkOptions options;

    KafkaClients(KafkaSinkOptions options) {
        this.options = options;
    }

    /** After this long a delivery is given up: {@link #DELIVERY_TIMEOUT} unless the options say otherwise. */
    Duration deliveryTimeout() {
        String own = options.producerProperties().get(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        return own == null ? DELIVERY_TIMEOUT : Duration.ofMillis(Long.parseLong(own));
    }

    Admin admin() {
        Map<String, Object> properties = waits();
        properties.putAll(common(AdminClientConfig.configNames()));
        return made(() -> Admin.create(properties));
    }

    /** Reads what is asked for by partition and offset, and keeps no place. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = waits();
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        properties.putAll(common(ConsumerConfig.configNames()));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return made(() -> new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    /** Idempotent, and not transactional: an open transaction would hold readers of committed records back. */
    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(producerSettings());
        properties.putAll(common(ProducerConfig.configNames()));
        properties.putAll(ORDER);
        return made(() -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** The producer's settings, but for its brokers and what the options say otherwise. */
    static Map<String, Object> producerSettings() {
        Map<String, Object> properties = new HashMap<>(ORDER);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        return properties;
    }

    /** The keys are the same for admin client and consumer. */
    private static Map<String, Object> waits() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ADMIN_TIMEOUT.toMillis());
        return properties;
    }

    private Map<String, Object> common(Set<String> known) {
        Map<String, Object> properties = new HashMap<>();
        options.producerProperties().forEach((key, value) -> {
            if (known.contains(key)) {
                properties.put(key, value);
            }
        });
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrap());
        return properties;
    }

    private <T> T made(Supplier<T> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new GeneratorException(
                    "no client of Kafka at " + options.bootstrap() + " can be made: " + cause.getMessage(), e);
        }
    }
}
