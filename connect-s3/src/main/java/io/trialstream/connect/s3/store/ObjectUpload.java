package io.trialstream.connect.s3.store;

import io.trialstream.connect.s3.block.Block;
import io.trialstream.connect.s3.block.ObjectBuffer;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One object on its way: waiting for a thread, being written, written, or failed. */
final class ObjectUpload {
    private static final Logger logger = LoggerFactory.getLogger(ObjectUpload.class);

    private final S3Store store;
    private final Block block;
    private final ObjectBuffer object;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean cancelled;
    private @Nullable Future<?> attempt;

    ObjectUpload(S3Store store, Block block, ObjectBuffer object) {
        this.store = store;
        this.block = block;
        this.object = object;
    }

    ObjectBuffer object() {
        return object;
    }

    String key() {
        return block.key(object);
    }

    /** Starts an attempt; for the first time, or after one that failed. */
    void start(ExecutorService threads) {
        attempt = threads.submit(() -> {
            write();
            return null;
        });
    }

    private void write() throws IOException {
        writing.lock();
        try {
            if (cancelled) {
                return;
            }
            long start = System.nanoTime();
            if (block.needsHead(object)) {
                new LostHead(store).restore(block, object);
            }
            store.put(key(), object.length(), object::open);
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            logger.debug("Wrote {} bytes to {} in {} ms", object.length(), key(), tookMs);
        } finally {
            writing.unlock();
        }
    }

    boolean hasEnded() {
        return attempt != null && attempt.isDone();
    }

    /** What the attempt that has ended failed with; null where it did not. */
    @Nullable
    Throwable failure() throws InterruptedException {
        try {
            if (attempt != null) {
                attempt.get();
            }
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }

    /** Waits for the end of the attempt. */
    void await(long timeoutMs) throws InterruptedException {
        try {
            if (attempt != null) {
                attempt.get(timeoutMs, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | CancellationException | TimeoutException e) {
            logger.trace("{} has not been written", key(), e);
        }
    }

    /** No attempt begins from now on; one under way is interrupted. */
    void cancel() {
        cancelled = true;
        if (attempt != null) {
            attempt.cancel(true);
        }
    }

    /** Waits until no attempt is under way; after {@link #cancel}. Returns whether that is so. */
    boolean awaitQuiet(long timeoutMs) throws InterruptedException {
        if (!writing.tryLock(timeoutMs, TimeUnit.MILLISECONDS)) {
            return false;
        }
        writing.unlock();
        return true;
    }
}
