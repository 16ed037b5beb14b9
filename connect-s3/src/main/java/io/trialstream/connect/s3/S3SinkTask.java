package io.trialstream.connect.s3;

import io.trialstream.connect.s3.block.Block;
import io.trialstream.connect.s3.block.BlockRules;
import io.trialstream.connect.s3.block.Directories;
import io.trialstream.connect.s3.block.PartitionWriter;
import io.trialstream.connect.s3.block.PartitionWriter.Upload;
import io.trialstream.connect.s3.block.RecordFormat;
import io.trialstream.connect.s3.line.EventTime;
import io.trialstream.connect.s3.line.LineWriter;
import io.trialstream.connect.s3.store.S3Store;
import io.trialstream.connect.s3.store.Uploads;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/**
 * One task of the sink: records into the blocks of their partitions, blocks into objects.
 *
 * <p>A batch is taken whole or not at all: {@link #put} throws before it looks at a record, never after, so a batch that
 * Connect hands over again has not been taken.
 */
public final class S3SinkTask extends SinkTask {
    private static final long BUSY_POLL_MS = 100;

    private final LongSupplier clockMs;
    private final Map<TopicPartition, PartitionWriter> writers = new HashMap<>();
    private @Nullable Running running;

    /** What lives from start to stop. */
    private record Running(S3SinkConfig config, RecordFormat format, BlockRules rules, S3Store store, Uploads uploads) {
        static Running of(S3SinkConfig config, LongSupplier clockMs) {
            RecordFormat format = new RecordFormat(
                    new EventTime(config.timestampPath()),
                    new Directories(config.getString(S3SinkConfig.PREFIX), config.zone()),
                    new LineWriter(config.jsonTextFields()),
                    config.archivesNulls());
            BlockRules rules = new BlockRules(
                    config.getLong(S3SinkConfig.BLOCK_OFFSETS),
                    config.getLong(S3SinkConfig.FLUSH_IDLE_MS),
                    config.getLong(S3SinkConfig.FLUSH_MAX_AGE_MS),
                    S3SinkConfig.spillFolder());
            S3Store store = new S3Store(config.store());
            Uploads uploads = new Uploads(
                    store,
                    config.getInt(S3SinkConfig.UPLOAD_THREADS),
                    half(config),
                    config.getInt(S3SinkConfig.UPLOAD_TIMEOUT_MS),
                    clockMs);
            return new Running(config, format, rules, store, uploads);
        }

        /** Half for blocks that are being filled, half for blocks on their way. */
        static long half(S3SinkConfig config) {
            return config.getLong(S3SinkConfig.BUFFER_MAX_BYTES) / 2;
        }
    }

    /** For Connect. */
    public S3SinkTask() {
        this(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /** @param clockMs milliseconds of a clock that never goes back */
    S3SinkTask(LongSupplier clockMs) {
        this.clockMs = clockMs;
    }

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public void start(Map<String, String> settings) {
        running = Running.of(new S3SinkConfig(settings), clockMs);
    }

    private Running running() {
        Running current = running;
        if (current == null) {
            throw new IllegalStateException("S3SinkTask is used before start() was called");
        }
        return current;
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        Running current = running();
        partitions.forEach(partition -> writers.put(
                partition, new PartitionWriter(partition, current.rules(), current.format(), new ToUploads(current))));
    }

    /** Blocks go to the uploads, rewinds to Connect. */
    private final class ToUploads implements PartitionWriter.Outlet {
        private final Running current;

        ToUploads(Running current) {
            this.current = current;
        }

        @Override
        public void complete(Block block, Upload upload) {
            current.uploads().complete(block, upload);
        }

        @Override
        public void flush(Block block, Upload upload) {
            current.uploads().flush(block, upload);
        }

        @Override
        public void rewind(TopicPartition partition, long offset) {
            context.offset(partition, offset);
        }
    }

    /**
     * @throws RetriableException if the store does not answer: nothing of {@code records} has been taken
     * @throws ConnectException if the store refuses: somebody has to change something
     */
    @Override
    public void put(Collection<SinkRecord> records) {
        settle();
        long nowMs = clockMs.getAsLong();
        writers.values().forEach(PartitionWriter::beginBatch);
        for (SinkRecord record : records) {
            writer(record).accept(record, nowMs);
        }
        spillIfFull();
        writers.values().forEach(writer -> writer.flushIfDue(nowMs));
        wakeUpInTime(nowMs);
    }

    private void settle() {
        Uploads uploads = running().uploads();
        try {
            uploads.settle();
        } catch (RetriableException e) {
            context.timeout(uploads.retryInMs());
            throw e;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ConnectException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectException("interrupted while writing to the store", e);
    }

    private PartitionWriter writer(SinkRecord record) {
        TopicPartition partition = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
        PartitionWriter writer = writers.get(partition);
        if (writer == null) {
            throw new ConnectException("expected a record of " + writers.keySet() + ", actual one of " + partition);
        }
        return writer;
    }

    private void spillIfFull() {
        long over = -Running.half(running().config());
        for (PartitionWriter writer : writers.values()) {
            over += writer.memory();
        }
        List<PartitionWriter> largestFirst = writers.values().stream()
                .sorted(Comparator.comparingLong(PartitionWriter::memory).reversed())
                .toList();
        for (int i = 0; over > 0; i++) {
            over -= largestFirst.get(i).memory();
            spill(largestFirst.get(i));
        }
    }

    private static void spill(PartitionWriter writer) {
        try {
            writer.spill();
        } catch (IOException e) {
            throw new ConnectException("cannot write a temporary file in " + S3SinkConfig.spillFolder() + ": " + e, e);
        }
    }

    /** Connect calls again when records come, or after this time without any. */
    private void wakeUpInTime(long nowMs) {
        long dueInMs = writers.values().stream()
                .mapToLong(writer -> writer.dueInMs(nowMs))
                .min()
                .orElse(Long.MAX_VALUE);
        if (running().uploads().isBusy()) {
            dueInMs = Math.min(dueInMs, BUSY_POLL_MS);
        }
        if (dueInMs < Long.MAX_VALUE) {
            context.timeout(Math.max(1, dueInMs));
        }
    }

    /** Up to where the store has every record: the end of the last block in it, or of what has been flushed of the next. */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            running().uploads().collect();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
        writers.forEach((partition, writer) ->
                writer.stored().ifPresent(offset -> stored.put(partition, new OffsetAndMetadata(offset))));
        return stored;
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        try {
            running().uploads().cancel(partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (TopicPartition partition : partitions) {
            PartitionWriter writer = writers.remove(partition);
            if (writer != null) {
                writer.close();
            }
        }
    }

    @Override
    public void stop() {
        Running current = running;
        if (current == null) {
            return;
        }
        current.uploads().close();
        writers.values().forEach(PartitionWriter::close);
        writers.clear();
        current.store().close();
        running = null;
    }
}
