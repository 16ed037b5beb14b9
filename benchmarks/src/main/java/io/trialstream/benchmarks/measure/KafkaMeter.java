package io.trialstream.benchmarks.measure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks a broker what is in its logs and how far a group has come. */
public final class KafkaMeter implements AutoCloseable {
    private static final long CALL_TIMEOUT_S = 30;
    private static final long POLL_MS = 50;

    private final Admin admin;

    public KafkaMeter(String bootstrap) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }

    /** Creates a topic of one replica. */
    public void create(String topic, int partitions, Map<String, String> settings) {
        get(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
                .all());
    }

    /** Deletes the topics whose names start with {@code prefix}. */
    public void deleteTopics(String prefix) {
        List<String> names = get(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
        get(admin.deleteTopics(names).all());
    }

    /** Bytes of all logs whose topic starts with {@code prefix}, as they lie in the brokers' folders. */
    public long logBytes(String prefix) {
        List<Integer> brokers = get(admin.describeCluster().nodes()).stream()
                .map(node -> node.id())
                .toList();
        return get(admin.describeLogDirs(brokers).allDescriptions()).values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().startsWith(prefix))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    /** End offset of each partition of a topic. */
    public Map<TopicPartition, Long> endOffsets(String topic) {
        Map<String, TopicDescription> described =
                get(admin.describeTopics(List.of(topic)).allTopicNames());
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription description : described.values()) {
            description
                    .partitions()
                    .forEach(p -> latest.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(latest).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /**
     * Returns when {@code group} has committed {@code ends}.
     *
     * @param alive asked while waiting
     * @throws IllegalStateException when {@code alive} says no, or after {@code timeout}
     */
    public void awaitCommitted(String group, Map<TopicPartition, Long> ends, Duration timeout, BooleanSupplier alive)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!hasCommitted(group, ends)) {
            if (!alive.getAsBoolean()) {
                throw new IllegalStateException(group + " died before it had committed " + ends);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("expected " + group + " to commit " + ends + " within " + timeout
                        + ", actual " + committed(group));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private boolean hasCommitted(String group, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            if (end.getValue() > 0 && (offset == null || offset.offset() < end.getValue())) {
                return false;
            }
        }
        return true;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(CALL_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker refuses: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer from the broker within " + CALL_TIMEOUT_S + " s", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
