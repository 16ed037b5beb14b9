package io.trialstream.generator.stream;

import io.trialstream.generator.base.GeneratorException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic as the broker describes it.
 *
 * @param name of the topic
 * @param id of the topic: another when it is deleted and made again under its name
 * @param begins offset of the first record still there, by partition
 * @param ends offset after the last record, by partition
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on inside the package, never compared.
record TopicState(String name, String id, long[] begins, long[] ends) {

    /**
     * Asks.
     *
     * @throws GeneratorException where a topic is not there, or the broker does not answer in time
     */
    static TopicState ask(Admin admin, String bootstrap, String topic) {
        String where = "topic " + topic + " at " + bootstrap;
        TopicDescription description = await(
                Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic)),
                where);
        int partitions = description.partitions().size();
        return new TopicState(
                topic,
                description.topicId().toString(),
                offsets(admin, topic, partitions, OffsetSpec.earliest(), where),
                offsets(admin, topic, partitions, OffsetSpec.latest(), where));
    }

    int partitions() {
        return ends.length;
    }

    private static long[] offsets(Admin admin, String topic, int partitions, OffsetSpec spec, String where) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        IntStream.range(0, partitions).forEach(partition -> asked.put(new TopicPartition(topic, partition), spec));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                await(admin.listOffsets(asked).all(), where);
        long[] offsets = new long[partitions];
        answer.forEach((partition, info) -> offsets[partition.partition()] = info.offset());
        return offsets;
    }

    private static <T> T await(KafkaFuture<T> answer, String where) {
        try {
            return answer.get(KafkaClients.ADMIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new GeneratorException("cannot read " + where + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new GeneratorException(
                    "no answer about " + where + " within " + KafkaClients.ADMIN_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GeneratorException("interrupted while asking for " + where, e);
        }
    }
}
