package io.trialstream.generator;

import io.trialstream.generator.SpanPlanner.Pending;
import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.encode.Encoding;
import io.trialstream.generator.encode.EventWriters;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.ledger.TruthLedger;
import io.trialstream.generator.model.Fact;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.Facts;
import io.trialstream.generator.plan.Lists;
import io.trialstream.generator.plan.People;
import io.trialstream.generator.plan.Shard;
import io.trialstream.generator.plan.Shards;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays a model, interval by interval, and keeps the ledger. The deliveries of an interval depend on the model and the
 * interval only; the one exception is the origin: copies and late deliveries of events before it do not come, as their
 * first deliveries never did. As nothing is delivered on another local day than it happens, an origin at a local
 * midnight changes nothing.
 *
 * <p>Work is split twice, and the number of threads changes nothing but the time. First by users: each shard plans its
 * users' part of a span of time and counts the truth of it. Then by deliveries: an interval's are put in order, cut into
 * batches, encoded in parallel and handed out in order. In memory are the plans of two spans, some batches, and what
 * shards and ledgers hold of each user. Used from one thread.
 *
 * @param <T> what a batch of deliveries is encoded as
 */
public final class Simulation<T> implements AutoCloseable {
    private final Workers workers;
    private final TruthLedger ledger;
    private final Facts facts;
    private final SpanPlanner planner;
    private final Batches<T> batches;
    private long next;

    private @Nullable Pending planned;
    private @Nullable Span span;

    /**
     * @param origin the start of the first interval
     * @param threads how many work, 1 to 256; the caller's hands out what they make
     * @throws IllegalArgumentException where the origin is no interval boundary
     */
    public Simulation(Model model, Instant origin, Encoding<T> encoding, int threads) {
        this(model, origin, encoding, threads, SpanPlanner.EVENTS);
    }

    /** @param spanEvents about so many events are planned at a time */
    Simulation(Model model, Instant origin, Encoding<T> encoding, int threads, int spanEvents) {
        next = Intervals.index("origin", origin);
        Trials trials = new Trials(model);
        Lists lists = new Lists(model.catalogue(), model.behaviour());
        People people = new People(model);
        workers = new Workers(threads);
        Shards population = new Shards(model, trials, lists, people);
        List<Shard> shards = workers.map(population.count(), population::shard);
        facts = new Facts(model, trials, people, shards, next);
        ledger = new TruthLedger(model, trials, people, shards, next);
        planner = new SpanPlanner(model, trials, lists, shards, spanEvents, workers);
        batches = new Batches<>(workers, encoding, new EventWriters(model, trials, lists, people), shards, next);
    }

    /** The start of the next interval. */
    public Instant position() {
        return Instant.ofEpochMilli(Intervals.start(next));
    }

    /**
     * What the pipeline must know before the next interval's deliveries, in this order; empty for most intervals. Runs
     * that continue each other from one origin give the same facts. The list is made while it is read.
     */
    public List<Fact> facts() {
        return facts.of(next);
    }

    /**
     * Makes the next interval's deliveries, in order, and counts them.
     *
     * @param consumer takes batch after batch, on the calling thread
     * @return what the interval added to the truth
     */
    public IntervalTruth emit(Consumer<T> consumer) {
        Span current = spanOf(next);
        batches.emit(next, current, this::planAhead, consumer);
        return count(current);
    }

    /** Counts the next interval as an earlier run emitted it, and emits nothing. */
    public IntervalTruth skip() {
        return count(spanOf(next));
    }

    private IntervalTruth count(Span current) {
        IntervalTruth truth = ledger.account(current.part(next).plans(), next);
        next++;
        return truth;
    }

    private Span spanOf(long interval) {
        Span current = span;
        if (current == null || interval >= current.to()) {
            Pending pending = planned == null ? planner.begin(interval) : planned;
            planned = null;
            current = pending.await();
            span = current;
        }
        return current;
    }

    /** Begins the span after the one in hand: called when all batches of that have been begun. */
    private void planAhead() {
        if (planned == null && span != null) {
            planned = planner.begin(span.to());
        }
    }

    /**
     * Counts a last watermark record that closes every window and session.
     *
     * @return its value, ms since the epoch: the end of the last interval + window + grace + session gap
     */
    public long closeStream() {
        long watermark = Intervals.start(next) + Intervals.GRACE_MS + Intervals.LENGTH_MS + Intervals.SESSION_GAP_MS;
        ledger.close(watermark);
        return watermark;
    }

    /** The truth about all intervals since the origin. */
    public Truth truth() {
        return ledger.truth();
    }

    /** Ends the threads. */
    @Override
    public void close() {
        workers.close();
    }
}
