package io.trialstream.app.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Properties of plain clients: ours, and over them what the user passes through. A property may be meant for one kind of
 * client by Kafka Streams' prefixes ({@code producer.linger.ms}).
 */
public final class ClientProperties {
    private static final List<String> STREAMS_PREFIXES = List.of(
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX,
            StreamsConfig.TOPIC_PREFIX);

    private ClientProperties() {}

    /** An admin client. */
    public static Map<String, Object> admin(String bootstrap, Map<String, String> passedThrough) {
        return merge(bootstrap, Map.of(), passedThrough, StreamsConfig.ADMIN_CLIENT_PREFIX);
    }

    /** A plain idempotent producer of bytes: each record once and in order per partition, as long as it lives. */
    public static Map<String, Object> producer(String bootstrap, Map<String, String> passedThrough) {
        Map<String, Object> ours = Map.of(
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class);
        return merge(bootstrap, ours, passedThrough, StreamsConfig.PRODUCER_PREFIX);
    }

    /** A consumer of bytes that sees committed records only and commits when it is told to. */
    public static Map<String, Object> consumer(String bootstrap, String group, Map<String, String> passedThrough) {
        Map<String, Object> ours = Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
        return merge(bootstrap, ours, passedThrough, StreamsConfig.CONSUMER_PREFIX);
    }

    private static Map<String, Object> merge(
            String bootstrap, Map<String, Object> ours, Map<String, String> passedThrough, String prefix) {
        Map<String, Object> merged = new HashMap<>(ours);
        passedThrough.forEach((name, value) -> {
            if (STREAMS_PREFIXES.stream().noneMatch(name::startsWith)) {
                merged.put(name, value);
            }
        });
        passedThrough.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                merged.put(name.substring(prefix.length()), value);
            }
        });
        merged.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return merged;
    }
}
