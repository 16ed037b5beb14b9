package io.trialstream.connect.s3.block;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of one partition, for as long as the task owns it.
 *
 * <p>A block's objects are right only if the block is read from its first record. Where the consumer begins in the middle
 * of one (a restart, an offset somebody set), the partition is rewound to the block's start, once; what comes then is the
 * first there is. Where even that lies above the start (a transaction's marker stood there, or retention has removed the
 * head), what the store holds of the lost head is kept: {@link Block#needsHead}.
 *
 * <p>Not thread-safe.
 */
public final class PartitionWriter {
    /** Takes the blocks that are to be written, and rewinds. */
    public interface Outlet {
        /** All records of the block have been seen; it is the outlet's now. */
        void complete(Block block, Upload upload);

        /** The block is open, and to be written as it is. Nothing is added before {@link Upload#done}. */
        void flush(Block block, Upload upload);

        /** The consumer is to go on at {@code offset}; the rest of this batch is dropped. */
        void rewind(TopicPartition partition, long offset);
    }

    /** A block on its way to the store. */
    public final class Upload {
        private final long upTo;
        private boolean done;

        private Upload(long upTo) {
            this.upTo = upTo;
        }

        /** The store has all of it. */
        public void done() {
            done = true;
            for (Upload first = uploads.peek(); first != null && first.done; first = uploads.peek()) {
                stored = first.upTo;
                uploads.remove();
            }
        }
    }

    private static final Logger logger = LoggerFactory.getLogger(PartitionWriter.class);
    private static final long NONE = -1;

    private final TopicPartition partition;
    private final BlockRules rules;
    private final RecordFormat format;
    private final Outlet outlet;

    /** In the order of their offsets. */
    private final Deque<Upload> uploads = new ArrayDeque<>();

    private @Nullable Block block;
    private long position = NONE;
    private long stored = NONE;
    private boolean rewound;
    private boolean skipping;
    private long lastRecordMs;
    private long dirtySinceMs = NONE;

    public PartitionWriter(TopicPartition partition, BlockRules rules, RecordFormat format, Outlet outlet) {
        this.partition = partition;
        this.rules = rules;
        this.format = format;
        this.outlet = outlet;
    }

    /** A new batch: one that was read after a rewind, if there was one. */
    public void beginBatch() {
        skipping = false;
    }

    /** @param nowMs of a clock that never goes back */
    public void accept(SinkRecord record, long nowMs) {
        long offset = record.originalKafkaOffset();
        if (offset < position) {
            startOver(offset);
        }
        Block open = enter(offset);
        if (open == null) {
            return;
        }
        if (format.wants(record)) {
            open.append(format.directory(record), offset, format.line(record));
        }
        position = offset + 1;
        lastRecordMs = nowMs;
        dirtySinceMs = dirtySinceMs == NONE ? nowMs : dirtySinceMs;
        if (position >= open.end()) {
            complete(open);
        }
    }

    /** A batch comes once, so a record from before the last one means that the consumer was set back. */
    private void startOver(long offset) {
        logger.warn(
                "{}: expected offset {} or above, actual {}: the consumer was set back", partition, position, offset);
        close();
        uploads.clear();
        position = NONE;
        stored = NONE;
        rewound = false;
    }

    /** The block that {@code offset} belongs to; null where the record is not wanted. */
    private @Nullable Block enter(long offset) {
        Block open = block;
        if (open != null && offset >= open.end()) {
            complete(open);
            open = null;
        }
        if (open != null || skipping) {
            return skipping ? null : open;
        }
        long start = offset - offset % rules.offsets();
        if (offset > start && position == NONE && !rewound) {
            rewound = true;
            skipping = true;
            logger.debug("{}: rewinding from {} to {}, where its block starts", partition, offset, start);
            outlet.rewind(partition, start);
            return null;
        }
        open = new Block(partition, start, start + rules.offsets(), offset > start, rules.spillFolder());
        block = open;
        return open;
    }

    private void complete(Block full) {
        block = null;
        dirtySinceMs = NONE;
        outlet.complete(full, upload(full.end()));
    }

    private Upload upload(long upTo) {
        Upload upload = new Upload(upTo);
        uploads.add(upload);
        return upload;
    }

    /** Hands the open block to the outlet if it is due. */
    public void flushIfDue(long nowMs) {
        Block open = block;
        if (open != null && dueInMs(nowMs) == 0) {
            dirtySinceMs = NONE;
            outlet.flush(open, upload(position));
        }
    }

    /** Milliseconds until a flush is due, 0 if it is; {@link Long#MAX_VALUE} where there is nothing to flush. */
    public long dueInMs(long nowMs) {
        if (dirtySinceMs == NONE) {
            return Long.MAX_VALUE;
        }
        long dueMs = Math.min(lastRecordMs + rules.flushIdleMs(), dirtySinceMs + rules.flushMaxAgeMs());
        return Math.max(0, dueMs - nowMs);
    }

    /** Up to where the store has every record; empty where this writer has stored none. */
    public OptionalLong stored() {
        return stored == NONE ? OptionalLong.empty() : OptionalLong.of(stored);
    }

    /** Bytes of heap that the open block's lines take. */
    public long memory() {
        return block == null ? 0 : block.memory();
    }

    /** Moves the open block's lines to its temporary file. */
    public void spill() throws IOException {
        if (block != null) {
            block.spill();
        }
    }

    /** Forgets the open block: whoever owns the partition next reads it again. */
    public void close() {
        if (block != null) {
            block.close();
            block = null;
        }
        dirtySinceMs = NONE;
    }
}
