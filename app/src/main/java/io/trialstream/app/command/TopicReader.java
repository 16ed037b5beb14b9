package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a topic's committed records up to its present end, without a consumer group. */
public final class TopicReader {
    private static final Duration API_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(500);
    /** A broker that is there answers a fetch well within this time. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Map<String, Object> properties;

    /** @param kafka properties of a Kafka client */
    public TopicReader(Map<String, Object> kafka) {
        properties = new HashMap<>();
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
        properties.putAll(kafka);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    }

    /**
     * Reads from the first record, or the first that the broker appended at {@code from} or later, to the end as it is
     * now; what is appended meanwhile is left out. Within a partition in order.
     *
     * @throws CommandFailure where there is no such topic, or no broker answers
     */
    public void read(String topic, @Nullable Instant from, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            seek(consumer, partitions, ends, from);
            readTo(consumer, ends, sink);
        } catch (InterruptException e) {
            throw new CommandFailure("interrupted while reading " + topic, e);
        } catch (KafkaException e) {
            throw new CommandFailure("topic " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        // Listed, not asked for by name: a name that does not exist would be waited for until the time-out.
        var found = consumer.listTopics().get(topic);
        if (found == null) {
            throw new CommandFailure("expected a topic " + topic + " at "
                    + properties.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG) + ", found none");
        }
        return found.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static void seek(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            @Nullable Instant from) {
        if (from == null) {
            consumer.seekToBeginning(partitions);
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        Map<TopicPartition, @Nullable OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            consumer.seek(partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset());
        }
    }

    private static void readTo(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<TopicPartition, Long> open = new HashMap<>(ends);
        long heardAt = System.nanoTime();
        while (true) {
            open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            if (open.isEmpty()) {
                return;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end) {
                    sink.accept(record);
                }
            }
            if (!records.isEmpty()) {
                heardAt = System.nanoTime();
            } else if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
                throw new CommandFailure("no record came for " + SILENCE.toSeconds()
                        + " s, with these still to be read: " + open.keySet());
            }
        }
    }
}
