package io.trialstream.app.idle;

import io.trialstream.app.relay.Markers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the partitions again and again, and appends the rulings to the raw topic. */
public final class IdleWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IdleWatch.class);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);

    private final String rawTopic;
    private final IdleRulings rulings;
    private final Observer observer;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong written = new AtomicLong();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "trialstream-idle");
        thread.setDaemon(true);
        return thread;
    });

    /** Sees all partitions of the raw topic. */
    public interface Observer {
        /** What is seen now; empty while nothing can be said, as during a restore. */
        List<IdleRulings.Observation> observe() throws InterruptedException, ExecutionException, TimeoutException;
    }

    /**
     * Prepares to watch; nothing happens before {@link #start}.
     *
     * @param producer plain and idempotent; closed with this
     */
    public IdleWatch(String rawTopic, IdleRulings rulings, Observer observer, Producer<byte[], byte[]> producer) {
        this.rawTopic = rawTopic;
        this.rulings = rulings;
        this.observer = observer;
        this.producer = producer;
    }

    /**
     * Begins to look.
     *
     * @param interval between two looks
     */
    public void start(Duration interval) {
        ScheduledFuture<?> unused = executor.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Rulings written since the start. */
    public long written() {
        return written.get();
    }

    /** Never throws: a scheduled task that does is not run again. */
    private void look() {
        try {
            List<IdleRulings.Observation> seen = observer.observe();
            long monotonicMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            for (IdleRulings.Ruling ruling :
                    rulings.decide(seen, monotonicMs, Clock.systemUTC().millis())) {
                write(ruling);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.warn("Silent partitions of {} could not be ruled on; trying again", rawTopic, e);
        }
    }

    private void write(IdleRulings.Ruling ruling) throws InterruptedException, ExecutionException, TimeoutException {
        Future<RecordMetadata> sent = producer.send(
                Markers.watermark(rawTopic, ruling.partition(), ruling.watermark(), Markers.RULING_WRITER));
        sent.get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        rulings.written(ruling);
        written.incrementAndGet();
        log.info(
                "{}-{} is silent and adopts event time {}",
                rawTopic,
                ruling.partition(),
                Instant.ofEpochMilli(ruling.watermark()));
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The watch over silent partitions did not end within {}", SEND_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(1));
    }
}
