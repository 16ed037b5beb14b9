package io.trialstream.generator.stream;

import io.trialstream.generator.base.GeneratorException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads a range of offsets of a topic. */
final class TopicReader {
    /** A broker that is there sends the next records well within this time. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);

    private TopicReader() {}

    /**
     * Reads each partition from one offset to another, within a partition in order.
     *
     * @param from the first offset to read, by partition; as many partitions as {@code to} has
     * @param to the offset after the last one to read, by partition
     * @throws GeneratorException where no record comes for {@link #SILENCE}, or the broker refuses
     */
    static void read(
            KafkaClients clients, String topic, long[] from, long[] to, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<TopicPartition, Long> open = new HashMap<>();
        for (int partition = 0; partition < to.length; partition++) {
            if (from[partition] < to[partition]) {
                open.put(new TopicPartition(topic, partition), to[partition]);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            consumer.assign(open.keySet());
            open.keySet().forEach(partition -> consumer.seek(partition, from[partition.partition()]));
            drain(consumer, open, to, sink);
        } catch (KafkaException e) {
            throw new GeneratorException("topic " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void drain(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> open,
            long[] to,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        long heardAt = System.nanoTime();
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                heardAt = System.nanoTime();
                if (record.offset() < to[record.partition()]) {
                    sink.accept(record);
                }
            }
            open.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
                throw new GeneratorException("no record came for " + SILENCE.toSeconds()
                        + " s, with these still to be read: " + open.keySet());
            }
        }
    }
}
