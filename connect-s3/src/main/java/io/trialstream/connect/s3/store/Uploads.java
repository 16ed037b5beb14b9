package io.trialstream.connect.s3.store;

import io.trialstream.connect.s3.block.Block;
import io.trialstream.connect.s3.block.PartitionWriter.Upload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Blocks on their way to the store, several objects at a time, while the task reads on. A failure that may pass is tried
 * again, with pauses that grow, for as long as it takes; until it has passed no record is taken. Any other ends the task.
 *
 * <p>All methods are for the task's thread.
 */
public final class Uploads implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Uploads.class);

    private static final long PAUSE_MIN_MS = 500;
    private static final long PAUSE_MAX_MS = 30_000;
    private static final int DOUBLINGS_MAX = 6;

    private final S3Store store;
    private final ExecutorService threads;
    private final long pendingMemoryMax;
    private final long timeoutMs;
    private final LongSupplier clockMs;
    private final List<BlockUpload> pending = new ArrayList<>();

    /** Rounds of attempts that have failed since one succeeded. */
    private int failures;

    private boolean pausing;
    private long failingSinceMs;
    private long retryAtMs;
    private String lastFailure = "";

    /**
     * @param pendingMemoryMax bytes of heap of blocks on their way above which no record is taken
     * @param timeoutMs how long {@link #settle} and {@link #cancel} wait at most
     * @param clockMs a clock that never goes back
     */
    public Uploads(S3Store store, int threads, long pendingMemoryMax, long timeoutMs, LongSupplier clockMs) {
        this.store = store;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "trialstream-s3-upload-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        this.pendingMemoryMax = pendingMemoryMax;
        this.timeoutMs = timeoutMs;
        this.clockMs = clockMs;
    }

    private record BlockUpload(Block block, boolean complete, Upload upload, List<ObjectUpload> objects) {}

    /** Starts to write a block that is complete; it is closed when that is done. */
    public void complete(Block block, Upload upload) {
        start(block, true, upload);
    }

    /** Starts to write an open block as it is; {@link #settle} before anything is added to it. */
    public void flush(Block block, Upload upload) {
        start(block, false, upload);
    }

    private void start(Block block, boolean complete, Upload upload) {
        List<ObjectUpload> objects = new ArrayList<>();
        block.dirty().forEach(object -> objects.add(new ObjectUpload(store, block, object)));
        pending.add(new BlockUpload(block, complete, upload, objects));
        objects.forEach(object -> object.start(threads));
    }

    /** Takes note of what has been written. */
    public void collect() throws InterruptedException {
        for (Iterator<BlockUpload> blocks = pending.iterator(); blocks.hasNext(); ) {
            BlockUpload block = blocks.next();
            for (Iterator<ObjectUpload> objects = block.objects().iterator(); objects.hasNext(); ) {
                ObjectUpload object = objects.next();
                if (object.hasEnded() && object.failure() == null) {
                    block.block().markUploaded(object.object());
                    objects.remove();
                }
            }
            if (block.objects().isEmpty()) {
                blocks.remove();
                block.upload().done();
                if (block.complete()) {
                    block.block().close();
                }
            }
        }
        if (pending.isEmpty() && failures > 0) {
            logger.info("The store answers again after {} ms", clockMs.getAsLong() - failingSinceMs);
            failures = 0;
        }
    }

    /**
     * Returns when records may be taken: no open block is being written, no failure stands, and what is on its way takes
     * no more memory than it may.
     *
     * @throws RetriableException if that is not so within the time-out, or a failure's pause is not over; {@link
     *     #retryInMs} tells when to come again
     * @throws ConnectException on a failure that will not pass
     */
    public void settle() throws InterruptedException {
        long deadlineMs = clockMs.getAsLong() + timeoutMs;
        for (collect(); ; collect()) {
            retryFailed();
            if (!mustWait()) {
                return;
            }
            long leftMs = deadlineMs - clockMs.getAsLong();
            if (leftMs <= 0) {
                retryAtMs = clockMs.getAsLong() + PAUSE_MIN_MS;
                throw new RetriableException("expected to write within " + timeoutMs + " ms, actual " + waiting()
                        + " objects still waiting");
            }
            awaitOne(leftMs);
        }
    }

    private boolean mustWait() {
        long memory = 0;
        boolean open = false;
        for (BlockUpload block : pending) {
            memory += block.block().memory();
            open |= !block.complete();
        }
        return open || failures > 0 && !pending.isEmpty() || memory > pendingMemoryMax;
    }

    private int waiting() {
        return pending.stream().mapToInt(block -> block.objects().size()).sum();
    }

    private void awaitOne(long timeoutMs) throws InterruptedException {
        for (BlockUpload block : pending) {
            for (ObjectUpload object : block.objects()) {
                if (!object.hasEnded()) {
                    object.await(timeoutMs);
                    return;
                }
            }
        }
    }

    /** Starts what has failed again when its pause is over. */
    private void retryFailed() throws InterruptedException {
        List<ObjectUpload> failed = failed();
        if (failed.isEmpty()) {
            return;
        }
        long nowMs = clockMs.getAsLong();
        if (!pausing) {
            pausing = true;
            failingSinceMs = failures == 0 ? nowMs : failingSinceMs;
            failures++;
            retryAtMs = nowMs + Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS << Math.min(failures - 1, DOUBLINGS_MAX));
            logger.warn("{} objects are waiting; next attempt in {} ms. {}", waiting(), retryAtMs - nowMs, lastFailure);
        }
        if (nowMs < retryAtMs) {
            throw new RetriableException(lastFailure);
        }
        pausing = false;
        failed.forEach(object -> object.start(threads));
    }

    private List<ObjectUpload> failed() throws InterruptedException {
        List<ObjectUpload> failed = new ArrayList<>();
        for (BlockUpload block : pending) {
            for (ObjectUpload object : block.objects()) {
                Throwable failure = object.hasEnded() ? object.failure() : null;
                if (failure != null) {
                    lastFailure = describe(object, failure);
                    failed.add(object);
                }
            }
        }
        return failed;
    }

    private String describe(ObjectUpload object, Throwable failure) {
        if (!(failure instanceof SdkException answer)) {
            throw new ConnectException("cannot write " + object.key() + ": " + failure.getMessage(), failure);
        }
        String description = store.describe(object.key(), answer);
        if (!S3Store.mayPass(answer)) {
            throw new ConnectException(description, failure);
        }
        return description;
    }

    /** After {@link #settle} has thrown a {@link RetriableException}: milliseconds until it may go better. */
    public long retryInMs() {
        return Math.max(1, retryAtMs - clockMs.getAsLong());
    }

    /** Whether anything is on its way. */
    public boolean isBusy() {
        return !pending.isEmpty();
    }

    /** Lets go of the blocks of partitions that are another's from now on: nothing of them is written after this. */
    public void cancel(Collection<TopicPartition> partitions) throws InterruptedException {
        List<BlockUpload> others = pending.stream()
                .filter(block -> partitions.contains(block.block().partition()))
                .toList();
        pending.removeAll(others);
        others.forEach(block -> block.objects().forEach(ObjectUpload::cancel));
        for (BlockUpload block : others) {
            for (ObjectUpload object : block.objects()) {
                if (!object.awaitQuiet(timeoutMs)) {
                    logger.warn("{} is still being written after {} ms", object.key(), timeoutMs);
                }
            }
            block.block().close();
        }
    }

    /** Lets go of everything. */
    @Override
    public void close() {
        try {
            cancel(pending.stream().map(block -> block.block().partition()).collect(Collectors.toSet()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
