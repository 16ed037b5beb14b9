package io.trialstream.connect.s3;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Drives a real task as Connect's {@code WorkerSinkTask} does: polls, hands over a batch again after a {@link
 * RetriableException}, rewinds before the next poll, commits what the task says it may. The clock is the test's.
 */
final class Worker implements SinkTaskContext {
    private static final long FINISH_TIMEOUT_NS = 60_000_000_000L;

    private final Map<String, String> settings;
    private final AtomicLong clockMs = new AtomicLong(1_000_000);

    /** The topic: what of it is still there, by offset. */
    private final Map<TopicPartition, NavigableMap<Long, SinkRecord>> log = new HashMap<>();

    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Map<TopicPartition, Long> position = new HashMap<>();
    private final Map<TopicPartition, Long> rewinds = new HashMap<>();
    private final List<Map<TopicPartition, Long>> rewound = new ArrayList<>();
    private List<SinkRecord> batch = new ArrayList<>();
    private long timeoutMs = -1;
    private S3SinkTask task;

    Worker(Map<String, String> settings, Collection<SinkRecord> records) {
        this.settings = settings;
        for (SinkRecord record : records) {
            log.computeIfAbsent(partition(record), key -> new TreeMap<>()).put(record.kafkaOffset(), record);
        }
        log.keySet().forEach(partition -> committed.put(partition, 0L));
        task = startTask();
    }

    private static TopicPartition partition(SinkRecord record) {
        return new TopicPartition(record.topic(), record.kafkaPartition());
    }

    private S3SinkTask startTask() {
        S3SinkTask fresh = new S3SinkTask(clockMs::get);
        fresh.initialize(this);
        fresh.start(settings);
        batch = new ArrayList<>();
        rewinds.clear();
        position.clear();
        position.putAll(committed);
        fresh.open(log.keySet());
        return fresh;
    }

    /** A task that ends without a word, and another in its place. */
    void kill() {
        task.stop();
        task = startTask();
    }

    /** An orderly end. */
    void stop() {
        task.close(log.keySet());
        task.stop();
    }

    /** Partitions go to another task and come back. */
    void rebalance(Collection<TopicPartition> partitions) {
        commit();
        task.close(partitions);
        batch.removeIf(record -> partitions.contains(partition(record)));
        partitions.forEach(partition -> position.put(partition, at(committed, partition)));
        task.open(partitions);
    }

    /** Somebody sets the offset, the connector being stopped. */
    void setOffset(TopicPartition partition, long offset) {
        committed.put(partition, offset);
        kill();
    }

    /** Retention removes what lies before {@code offset}. */
    void truncate(TopicPartition partition, long offset) {
        records(partition).headMap(offset).clear();
    }

    NavigableMap<Long, SinkRecord> records(TopicPartition partition) {
        NavigableMap<Long, SinkRecord> records = log.get(partition);
        if (records == null) {
            throw new IllegalArgumentException(partition + " is not in " + log.keySet());
        }
        return records;
    }

    Set<TopicPartition> partitions() {
        return log.keySet();
    }

    /**
     * One poll: up to {@code max} records of one partition.
     *
     * @return whether the batch was taken
     */
    boolean poll(TopicPartition partition, int max) {
        position.putAll(rewinds);
        rewinds.clear();
        if (batch.isEmpty()) {
            List<SinkRecord> polled = records(partition).tailMap(at(position, partition), true).values().stream()
                    .limit(max)
                    .toList();
            batch = new ArrayList<>(polled);
            if (!polled.isEmpty()) {
                position.put(partition, polled.get(polled.size() - 1).kafkaOffset() + 1);
            }
        }
        try {
            task.put(List.copyOf(batch));
            batch = new ArrayList<>();
            return true;
        } catch (RetriableException e) {
            return false;
        }
    }

    /** A poll that finds nothing. */
    boolean pollNothing() {
        return poll(log.keySet().iterator().next(), 0);
    }

    void commit() {
        task.preCommit(new HashMap<>()).forEach((partition, offset) -> {
            if (offset.offset() <= at(position, partition)) {
                committed.put(partition, offset.offset());
            }
        });
    }

    private static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    long committed(TopicPartition partition) {
        return at(committed, partition);
    }

    /** Whether every record has been handed over. */
    boolean isAtEnd() {
        return batch.isEmpty()
                && rewinds.isEmpty()
                && log.entrySet().stream()
                        .allMatch(entry -> entry.getValue()
                                .tailMap(at(position, entry.getKey()), true)
                                .isEmpty());
    }

    void advanceClock(long ms) {
        clockMs.addAndGet(ms);
    }

    /** Everything to its end, and the last flush. */
    void finish(int max) {
        long deadline = System.nanoTime() + FINISH_TIMEOUT_NS;
        while (!isAtEnd()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected " + log.keySet() + " to be read to the end, actual " + position);
            }
            log.keySet().forEach(partition -> poll(partition, max));
        }
        advanceClock(10_000_000);
        pollNothing();
        while (!pollNothing()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected the store to take everything");
            }
            advanceClock(1_000);
        }
        commit();
    }

    /** What the task asked to be rewound to, in order. */
    List<Map<TopicPartition, Long>> rewound() {
        return rewound;
    }

    /** Milliseconds after which the task wants to be called; below 0: it has not said. */
    long timeoutMs() {
        return timeoutMs;
    }

    @Override
    public Map<String, String> configs() {
        return settings;
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        rewinds.putAll(offsets);
        rewound.add(Map.copyOf(offsets));
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        offset(Map.of(partition, offset));
    }

    @Override
    public void timeout(long ms) {
        timeoutMs = ms;
    }

    @Override
    public Set<TopicPartition> assignment() {
        return log.keySet();
    }

    @Override
    public void pause(TopicPartition... partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resume(TopicPartition... partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requestCommit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable PluginMetrics pluginMetrics() {
        return null;
    }

    Map<TopicPartition, OffsetAndMetadata> preCommit() {
        return task.preCommit(new HashMap<>());
    }
}
