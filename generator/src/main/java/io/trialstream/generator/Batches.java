package io.trialstream.generator;

import io.trialstream.generator.Span.Part;
import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.encode.Batch;
import io.trialstream.generator.encode.Encoding;
import io.trialstream.generator.encode.Encoding.BatchEncoder;
import io.trialstream.generator.encode.EventWriters;
import io.trialstream.generator.plan.Shard;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Encodes deliveries in parallel and hands them out in order, some batches ahead of what is asked for, also over the
 * boundaries of intervals within a span. Used from one thread.
 *
 * @param <T> what a batch is encoded as
 */
final class Batches<T> {
    /** Deliveries of a batch: a megabyte or so. */
    private static final int SIZE = 1_024;

    /** Batches begun ahead for each thread: enough to keep it busy while others are handed out. */
    private static final int AHEAD = 4;

    private final Workers workers;
    private final Encoding<T> encoding;
    private final EventWriters writers;
    private final List<Shard> shards;
    private final long origin;
    private final Queue<BatchEncoder<T>> encoders = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Begun<T>> begun = new ArrayDeque<>();

    /** Of what the next batch is to be made: of this interval's deliveries, from {@code from} on. */
    private long interval = -1;

    private long[] deliveries = {};
    private int from;

    private record Begun<T>(long interval, Future<T> result) {}

    /** @param origin deliveries of events before this interval are left out */
    Batches(Workers workers, Encoding<T> encoding, EventWriters writers, List<Shard> shards, long origin) {
        this.workers = workers;
        this.encoding = encoding;
        this.writers = writers;
        this.shards = shards;
        this.origin = origin;
    }

    /**
     * Hands out an interval's batches; intervals must be asked for in order.
     *
     * @param allBegun called when the last batch of the span has been begun
     */
    void emit(long wanted, Span span, Runnable allBegun, Consumer<T> consumer) {
        if (interval < wanted) {
            turnTo(wanted, span);
        }
        beginMore(span, allBegun);
        while (!begun.isEmpty() && begun.element().interval() == wanted) {
            T encoded = Workers.get(begun.remove().result());
            beginMore(span, allBegun);
            consumer.accept(encoded);
            encoding.recycle(encoded);
        }
    }

    private void turnTo(long to, Span span) {
        interval = to;
        deliveries = span.part(to).deliveries(to, origin);
        from = 0;
    }

    private void beginMore(Span span, Runnable allBegun) {
        while (begun.size() < workers.threads() * AHEAD) {
            while (from == deliveries.length) {
                if (interval + 1 >= span.to()) {
                    allBegun.run();
                    return;
                }
                turnTo(interval + 1, span);
            }
            int to = Math.min(from + SIZE, deliveries.length);
            Part part = span.part(interval);
            Batch batch = new Batch(shards, part.plans(), Intervals.start(interval), deliveries, from, to);
            begun.add(new Begun<>(interval, workers.submit(() -> encode(batch))));
            from = to;
        }
    }

    private T encode(Batch batch) {
        BatchEncoder<T> encoder = encoders.poll();
        if (encoder == null) {
            encoder = encoding.encoder(writers);
        }
        T encoded = encoder.encode(batch);
        encoders.add(encoder);
        return encoded;
    }
}
