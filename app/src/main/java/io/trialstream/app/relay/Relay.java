package io.trialstream.app.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries facts into the raw topic, at least once: an offset is committed only after everything before it was acknowledged.
 * What breaks is made anew after a pause; nothing is skipped but what can never be carried, and that is counted.
 *
 * <p>Memory is bounded by {@code batch} facts and the producer's own buffer. Not a transaction on purpose: an open one would hold
 * back the readers of every partition it touches, and facts may come twice.
 */
public final class Relay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final long LAG_LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final String rawTopic;
    private final int partitions;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Duration maxBackoff;
    private final Thread thread = new Thread(this::run, "trialstream-relay");
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong carried = new AtomicLong();
    private final AtomicLong uncarriable = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile long lag = -1;
    private volatile boolean working;
    private long lagLoggedAt = System.nanoTime();

    /**
     * @param rawTopic where facts are carried to
     * @param partitions of the raw topic
     * @param consumers makes a consumer without a subscription; its {@code max.poll.records} bounds a batch
     * @param producers makes a plain idempotent producer
     * @param maxBackoff longest pause before the clients are made anew
     */
    public Relay(
            String rawTopic,
            int partitions,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Producer<byte[], byte[]>> producers,
            Duration maxBackoff) {
        this.rawTopic = rawTopic;
        this.partitions = partitions;
        this.consumers = consumers;
        this.producers = producers;
        this.maxBackoff = maxBackoff;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Facts not carried yet in the partitions this instance reads; −1 until that is known. */
    public long lag() {
        return lag;
    }

    /** Facts carried since the start, those carried again included. */
    public long carried() {
        return carried.get();
    }

    /** Records of fact topics that can never be carried: without a value, or a unit's without a key. */
    public long uncarriable() {
        return uncarriable.get();
    }

    /** Errors after which the clients were made anew. */
    public long failures() {
        return failures.get();
    }

    /** Whether the thread lives and its last attempt worked. */
    public boolean isAlive() {
        return thread.isAlive() && working;
    }

    /** Stops after the batch in hand; its offsets are committed, or it is carried again by the next start. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(CLOSE.plus(POLL).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration backoff = FIRST_BACKOFF;
        while (!stopped(Duration.ZERO)) {
            long before = carried.get();
            try {
                carryUntilStopped();
                return;
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                working = false;
                failures.incrementAndGet();
                backoff = carried.get() > before ? FIRST_BACKOFF : shorter(backoff.multipliedBy(2), maxBackoff);
                log.warn("Facts are not carried into {}; trying again in {} ms", rawTopic, backoff.toMillis(), e);
                stopped(backoff);
            }
        }
    }

    private void carryUntilStopped() {
        try (Consumer<byte[], byte[]> consumer = consumers.get();
                Producer<byte[], byte[]> producer = producers.get()) {
            consumer.subscribe(FactRelay.topics());
            while (!stopped(Duration.ZERO)) {
                ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
                if (!batch.isEmpty()) {
                    carry(batch, producer);
                    consumer.commitSync();
                }
                noteLag(consumer);
                working = true;
            }
        }
    }

    private void carry(ConsumerRecords<byte[], byte[]> batch, Producer<byte[], byte[]> producer) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        long facts = 0;
        for (ConsumerRecord<byte[], byte[]> fact : LatestFacts.of(batch)) {
            byte @Nullable [] value = fact.value();
            boolean unitWithoutKey = fact.key() == null && FactRelay.isOfUnit(fact.topic());
            if (value == null || unitWithoutKey) {
                uncarriable.incrementAndGet();
                log.warn(
                        "{}-{}@{} has no {} and is not carried",
                        fact.topic(),
                        fact.partition(),
                        fact.offset(),
                        value == null ? "value" : "key");
                continue;
            }
            sent.addAll(FactRelay.append(producer, rawTopic, partitions, fact.topic(), fact.key(), value));
            facts++;
        }
        producer.flush();
        sent.forEach(Relay::requireAcknowledged);
        carried.addAndGet(facts);
    }

    private static void requireAcknowledged(Future<RecordMetadata> sent) {
        try {
            sent.get(0, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("a fact was not acknowledged", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new KafkaException("flush returned before a fact was acknowledged", e);
        }
    }

    private void noteLag(Consumer<byte[], byte[]> consumer) {
        long sum = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong behind = consumer.currentLag(partition);
            if (behind.isEmpty()) {
                return;
            }
            sum += behind.getAsLong();
        }
        lag = sum;
        long now = System.nanoTime();
        if (sum > 0 && now - lagLoggedAt > LAG_LOG_INTERVAL_NANOS) {
            lagLoggedAt = now;
            log.info("{} facts are still to be carried into {}", sum, rawTopic);
        }
    }

    private boolean stopped(Duration wait) {
        try {
            return stop.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
