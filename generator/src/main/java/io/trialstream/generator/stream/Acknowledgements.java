package io.trialstream.generator.stream;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What the broker answered: how far each raw partition is written, and the first failure. Two callbacks serve all
 * records. Told by the producer's thread, asked by the sink's.
 */
final class Acknowledgements {
    private final AtomicLongArray ends;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Runnable giveUp;

    private final Callback ofRaw = (metadata, exception) -> {
        if (exception != null) {
            fail(exception);
        } else if (metadata.hasOffset()) {
            found(metadata.partition(), metadata.offset());
        }
    };

    private final Callback ofOthers = (metadata, exception) -> {
        if (exception != null) {
            fail(exception);
        }
    };

    /** @param giveUp run once, at the first failure, so that nothing later is sent; it must not wait */
    Acknowledgements(int partitions, Runnable giveUp) {
        ends = new AtomicLongArray(partitions);
        this.giveUp = giveUp;
    }

    /** Of records of the raw topic. */
    Callback ofRaw() {
        return ofRaw;
    }

    /** Of other topics' records. */
    Callback ofOthers() {
        return ofOthers;
    }

    void startAt(long[] offsets) {
        for (int partition = 0; partition < offsets.length; partition++) {
            ends.set(partition, offsets[partition]);
        }
    }

    /** Offset after the last record acknowledged or found, by partition; where none was, what it started at. */
    long[] ends() {
        long[] copy = new long[ends.length()];
        for (int partition = 0; partition < copy.length; partition++) {
            copy[partition] = ends.get(partition);
        }
        return copy;
    }

    /** Why the first record failed that was given up on, or null. */
    @Nullable
    Exception failure() {
        return failure.get();
    }

    /** A record of ours is at this offset. */
    void found(int partition, long offset) {
        ends.accumulateAndGet(partition, offset + 1, Math::max);
    }

    private void fail(Exception exception) {
        if (failure.compareAndSet(null, exception)) {
            giveUp.run();
        }
    }
}
