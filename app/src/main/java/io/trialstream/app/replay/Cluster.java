package io.trialstream.app.replay;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.kafka.ClientProperties;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What a replay asks the brokers, each question with a time-out. Thread-safe. */
final class Cluster implements AutoCloseable {
    /** After it the deletion of a topic is taken for refused. */
    private static final Duration DELETION_TIMEOUT = Duration.ofSeconds(30);

    /** How long members of a group that has just been left are still known to the brokers. */
    private static final Duration LEAVING_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Admin admin;
    private final RunConfig.Kafka kafka;

    Cluster(RunConfig.Kafka kafka) {
        this.kafka = kafka;
        admin = Admin.create(ClientProperties.admin(kafka.bootstrap(), kafka.properties()));
    }

    Admin admin() {
        return admin;
    }

    /** Which of these topics exist, sorted. */
    Set<String> existing(Collection<String> topics) {
        Set<String> found = new TreeSet<>(topics());
        found.retainAll(topics);
        return found;
    }

    /** Every topic there is. */
    Set<String> topics() {
        return await(admin.listTopics().names());
    }

    /** The first offset of each partition that still holds a record. */
    Map<TopicPartition, Long> begins(String topic) {
        return offsets(topic, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Behind the last record of each partition: of those that are committed, or of all. */
    Map<TopicPartition, Long> ends(String topic, IsolationLevel isolation) {
        return offsets(topic, OffsetSpec.latest(), isolation);
    }

    private Map<TopicPartition, Long> offsets(String topic, OffsetSpec which, IsolationLevel isolation) {
        int partitions = Objects.requireNonNull(
                        await(admin.describeTopics(List.of(topic)).allTopicNames())
                                .get(topic),
                        "the topic that was asked for")
                .partitions()
                .size();
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            asked.put(new TopicPartition(topic, partition), which);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /**
     * Waits until a consumer of committed records can read up to the topic's present end. A transaction's end reaches the
     * partitions it wrote to one after the other: what is committed on one may still be hidden on another.
     *
     * @throws CommandFailure where a transaction stays open for longer than {@code patience}
     */
    void awaitCommitted(String topic, Duration patience) {
        Map<TopicPartition, Long> ends = ends(topic, IsolationLevel.READ_UNCOMMITTED);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!covers(ends(topic, IsolationLevel.READ_COMMITTED), ends)) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure("topic " + topic + ": a transaction has been open for " + patience.toSeconds()
                        + " s, and hides the records behind it");
            }
            pause();
        }
    }

    /** Whether a group has come to all of these offsets. */
    static boolean covers(Map<TopicPartition, Long> reached, Map<TopicPartition, Long> wanted) {
        return wanted.entrySet().stream().allMatch(want -> want.getValue() <= reached.getOrDefault(want.getKey(), 0L));
    }

    /** The committed offsets of a group; empty where there is none. */
    Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, @Nullable OffsetAndMetadata> offsets =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    /** Whether processes are at work in a group. */
    boolean hasMembers(String group) {
        try {
            return !get(Objects.requireNonNull(
                            admin.describeConsumerGroups(List.of(group))
                                    .describedGroups()
                                    .get(group),
                            "the group that was asked for"))
                    .members()
                    .isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw unusable(e);
        }
    }

    /** Deletes topics and returns when they are gone. Those that do not exist are none to delete. */
    void deleteTopics(Collection<String> topics) {
        for (KafkaFuture<Void> deletion :
                admin.deleteTopics(topics).topicNameValues().values()) {
            try {
                get(deletion);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw unusable(e);
                }
            }
        }
        long deadline = System.nanoTime() + DELETION_TIMEOUT.toNanos();
        while (!existing(topics).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure("expected the brokers to delete " + existing(topics) + " within "
                        + DELETION_TIMEOUT.toSeconds() + " s, found them still there");
            }
            pause();
        }
    }

    /**
     * Deletes a group with its offsets.
     *
     * @return false where there was none
     */
    boolean deleteGroup(String group) {
        long deadline = System.nanoTime() + LEAVING_TIMEOUT.toNanos();
        while (true) {
            try {
                get(Objects.requireNonNull(
                        admin.deleteConsumerGroups(List.of(group))
                                .deletedGroups()
                                .get(group),
                        "the group that was asked for"));
                return true;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupIdNotFoundException) {
                    return false;
                }
                if (!(e.getCause() instanceof GroupNotEmptyException) || System.nanoTime() > deadline) {
                    throw unusable(e);
                }
                pause();
            }
        }
    }

    private <T> T await(KafkaFuture<T> answer) {
        try {
            return get(answer);
        } catch (ExecutionException e) {
            throw unusable(e);
        }
    }

    private <T> T get(KafkaFuture<T> answer) throws ExecutionException {
        try {
            return answer.get(kafka.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unusable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while asking Kafka at " + kafka.bootstrap(), e);
        }
    }

    private CommandFailure unusable(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        boolean silent =
                cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException;
        return new CommandFailure(
                "Kafka at " + kafka.bootstrap() + " cannot be used: "
                        + (silent ? "no answer within " + kafka.timeout().toSeconds() + " s" : cause.toString()),
                e);
    }

    static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for Kafka", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
