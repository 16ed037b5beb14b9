package io.trialstream.app.run;

import io.trialstream.app.idle.IdleRulings.Observation;
import io.trialstream.app.idle.IdleWatch;
import io.trialstream.app.query.StateQueries;
import io.trialstream.app.query.StoreMovingException;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.PartitionView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * Sees the raw partitions through Kafka and the merge store. "Read to its end" is judged against the end as of the look before: a
 * partition that facts keep trickling into is always a commit behind its present end, and would never count as read.
 */
final class PartitionObserver implements IdleWatch.Observer {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final Admin admin;
    private final StateQueries queries;
    private final String applicationId;
    private final List<TopicPartition> partitions;
    private Map<TopicPartition, Long> endsBefore = Map.of();

    PartitionObserver(
            KafkaStreams streams, Admin admin, StateQueries queries, String applicationId, String rawTopic, int count) {
        this.streams = streams;
        this.admin = admin;
        this.queries = queries;
        this.applicationId = applicationId;
        this.partitions = IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(rawTopic, partition))
                .toList();
    }

    @Override
    public List<Observation> observe() throws InterruptedException, ExecutionException, TimeoutException {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            return List.of();
        }
        Map<TopicPartition, Long> endsThen = endsBefore;
        Map<TopicPartition, Long> processed = committed();
        endsBefore = ends();
        if (endsThen.isEmpty()) {
            return List.of();
        }
        Map<Integer, Long> watermarks;
        try {
            watermarks = watermarks();
        } catch (StoreMovingException e) {
            return List.of();
        }
        Set<TopicPartition> owned = owned();
        List<Observation> seen = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            boolean caughtUp =
                    processed.getOrDefault(partition, 0L) >= endsThen.getOrDefault(partition, Long.MAX_VALUE);
            seen.add(new Observation(
                    partition.partition(), watermarks.get(partition.partition()), owned.contains(partition), caughtUp));
        }
        return seen;
    }

    private Map<Integer, Long> watermarks() {
        Map<Integer, Long> watermarks = new HashMap<>();
        for (PartitionView view : queries.askMerge(MergeQueries::partitions)) {
            Long watermark = view.watermark();
            if (watermark != null) {
                watermarks.put(view.partition(), watermark);
            }
        }
        return watermarks;
    }

    private Set<TopicPartition> owned() {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .collect(Collectors.toSet());
    }

    private Map<TopicPartition, Long> ends() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private Map<TopicPartition, Long> committed() throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, @Nullable OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(applicationId)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }
}
