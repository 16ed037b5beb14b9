package io.trialstream.generator.stream;

import io.trialstream.generator.RunResult.SinkReport;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.model.Fact;
import io.trialstream.generator.stream.FactEncoder.Encoded;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events into a raw topic through an idempotent producer, keyed by unit and placed by murmur2.
 *
 * <p>Order is what the ledger and resuming rest on: per partition, an interval's records come before its watermark
 * record and that before the next interval. One idempotent producer keeps that order across retries, and the first
 * record it gives up on ends the run, before any later one. All waits are bounded: a full buffer and an unanswered batch
 * by {@link #DELIVERY_TIMEOUT}. How runs continue each other: docs/adr/0009.
 */
public final class KafkaEventSink implements EventSink {
    /** After this long without an answer a broker is away. */
    public static final Duration DELIVERY_TIMEOUT = KafkaClients.DELIVERY_TIMEOUT;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventSink.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * An interval's record in the truth topic is not waited for before the next interval begins: so that one and the
     * following interval may be in the raw topic without it.
     */
    private static final int INTERVALS_WITHOUT_RECORD = 2;

    private final KafkaSinkOptions options;
    private final Duration deliveryTimeout;
    private final TopicState raw;
    private final TruthTopic truthTopic;
    private final byte[] wireHeader;
    private final Remains remains;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Acknowledgements acknowledged;
    private final FactEncoder facts;

    private @Nullable Beginning beginning;
    private @Nullable Tail tail;
    private Instant end = Instant.MIN;
    private int ended;
    private long alreadyThere;
    private long foreign;
    private long flushNanos;

    /**
     * Connects, and looks at what is there.
     *
     * @throws GeneratorException where the broker does not answer, a topic does not exist, the serde cannot be made or
     *     writes something else, or the topic cannot be gone on with
     */
    public KafkaEventSink(KafkaSinkOptions options) {
        this.options = options;
        KafkaClients clients = new KafkaClients(options);
        deliveryTimeout = clients.deliveryTimeout();
        TopicState truth;
        try (Admin admin = clients.admin()) {
            raw = TopicState.ask(admin, options.bootstrap(), options.topic());
            truth = TopicState.ask(admin, options.bootstrap(), options.truthTopic());
        }
        requirePartitions(options.quiet());
        try (Serde<UserEvent> serde = serde(options)) {
            wireHeader = WireHeader.of(options.topic(), serde.serializer());
        }
        truthTopic = new TruthTopic(options.truthTopic(), raw);
        facts = new FactEncoder(options.serdeProperties());
        remains = Remains.read(clients, raw, truth, truthTopic);
        producer = clients.producer();
        acknowledged = new Acknowledgements(raw.partitions(), () -> producer.close(Duration.ZERO));
    }

    /** The producer's settings unless options say otherwise, by Kafka's names: for whoever compares with another producer. */
    public static Map<String, Object> producerSettings() {
        return KafkaClients.producerSettings();
    }

    /** Partitions of the raw topic. */
    public int partitions() {
        return raw.partitions();
    }

    @Override
    public ResumePoint resumePoint() {
        return remains.resumePoint();
    }

    @Override
    public byte[] wireHeader() {
        return wireHeader.clone();
    }

    @Override
    public void begin(Beginning what) {
        int schemaId = WireFormat.schemaId(wireHeader);
        tail = remains.tailBefore(what, schemaId);
        long[] ends = remains.endsBefore(what);
        acknowledged.startAt(ends);
        beginning = what;
        end = what.first();
        produce(truthTopic.begin(what, schemaId, ends), acknowledged.ofOthers());
        flush();
    }

    @Override
    public void beginInterval(long intervalStart, List<Fact> known) {
        for (Fact fact : known) {
            Encoded encoded = facts.encode(fact);
            // Again after a broken-off interval: facts are idempotent, and so their topics need not be read.
            produce(new ProducerRecord<>(encoded.topic(), encoded.key(), encoded.value()), acknowledged.ofOthers());
            marker(encoded);
        }
    }

    @Override
    public void send(EncodedBatch batch, int index) {
        byte[] key = batch.key(index);
        produceRaw(new ProducerRecord<>(options.topic(), partitionOf(key), key, batch.value(index)));
    }

    @Override
    public void endInterval(IntervalTruth truth) {
        watermark(truth.watermark(), options.quiet());
        flush();
        produce(truthTopic.interval(truth, begun().model(), acknowledged.ends()), acknowledged.ofOthers());
        end = Instant.ofEpochMilli(truth.watermark());
        if (++ended == INTERVALS_WITHOUT_RECORD) {
            giveUpTail();
        }
    }

    @Override
    public void closeStream(long watermark) {
        watermark(watermark, Set.of());
        flush();
        produce(truthTopic.close(begun(), end, watermark, acknowledged.ends()), acknowledged.ofOthers());
        finish();
    }

    @Override
    public void finish() {
        flush();
        giveUpTail();
    }

    @Override
    public SinkReport report() {
        return new SinkReport(
                TimeUnit.NANOSECONDS.toMillis(blockedNanos(producer)),
                TimeUnit.NANOSECONDS.toMillis(flushNanos),
                alreadyThere,
                foreign);
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    private void marker(Encoded fact) {
        int own = partitionOf(fact.key());
        for (int partition = 0; partition < raw.partitions(); partition++) {
            if (!fact.unitsOwn() || partition == own) {
                produceRaw(Markers.fact(options.topic(), partition, fact.topic(), fact.key(), fact.value()));
            }
        }
    }

    private void watermark(long watermark, Set<Integer> without) {
        for (int partition = 0; partition < raw.partitions(); partition++) {
            if (!without.contains(partition)) {
                produceRaw(Markers.watermark(options.topic(), partition, watermark));
            }
        }
    }

    /** Sends a record of the raw topic, unless a broken-off interval left it there. */
    private void produceRaw(ProducerRecord<byte[], byte[]> record) {
        Tail there = tail;
        if (there != null) {
            long offset = there.take(record.partition(), record.key(), record.value(), record.headers());
            if (offset != Tail.ABSENT) {
                acknowledged.found(record.partition(), offset);
                alreadyThere++;
                return;
            }
        }
        produce(record, acknowledged.ofRaw());
    }

    private void produce(ProducerRecord<byte[], byte[]> record, Callback callback) {
        throwFailure();
        try {
            producer.send(record, callback);
        } catch (KafkaException | IllegalStateException e) {
            // Closed by a failure in between, which then is the reason.
            throwFailure();
            throw failed(e);
        }
    }

    private void flush() {
        long start = System.nanoTime();
        try {
            producer.flush();
        } catch (KafkaException e) {
            throw failed(e);
        }
        flushNanos += System.nanoTime() - start;
        throwFailure();
    }

    private void throwFailure() {
        Exception first = acknowledged.failure();
        if (first != null) {
            throw failed(first);
        }
    }

    private GeneratorException failed(Exception cause) {
        return new GeneratorException(
                "cannot deliver to topic " + options.topic() + " at " + options.bootstrap() + " (given up after "
                        + deliveryTimeout.toSeconds() + " s at most): " + cause.getMessage()
                        + "; the same run with --resume sends what is missing",
                cause);
    }

    /** What is left of it is not this stream's. */
    private void giveUpTail() {
        Tail there = tail;
        if (there == null) {
            return;
        }
        tail = null;
        foreign += there.left();
        if (there.left() > 0) {
            LOG.warn(
                    "topic {} holds {} records after the last complete interval that are not this stream's: somebody"
                            + " else writes to it; the ledger does not know them",
                    options.topic(),
                    there.left());
        }
        if (there.disordered() > 0) {
            LOG.warn(
                    "topic {} held {} records of a broken-off interval without ones that were sent before them: these"
                            + " come after them now",
                    options.topic(),
                    there.disordered());
        }
    }

    private Beginning begun() {
        Beginning what = beginning;
        if (what == null) {
            throw new IllegalStateException("begin() comes first");
        }
        return what;
    }

    private int partitionOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % raw.partitions();
    }

    private void requirePartitions(Set<Integer> quiet) {
        for (int partition : quiet) {
            if (partition < 0 || partition >= raw.partitions()) {
                throw new GeneratorException("quiet partition is " + partition + ", expected 0 to "
                        + (raw.partitions() - 1) + " of topic " + options.topic());
            }
        }
    }

    /** Time that sends waited for room in the buffer: the producer measures it, at no cost for those that do not wait. */
    private static long blockedNanos(KafkaProducer<?, ?> producer) {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("bufferpool-wait-time-ns-total"))
                .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
                .sum();
    }

    @SuppressWarnings("unchecked")
    private static Serde<UserEvent> serde(KafkaSinkOptions options) {
        try {
            Serde<UserEvent> serde = Utils.newInstance(options.serdeClass(), Serde.class);
            serde.configure(options.serdeProperties(), false);
            return serde;
        } catch (ClassNotFoundException e) {
            throw new GeneratorException("the serde class " + options.serdeClass() + " is not on the class path", e);
        } catch (KafkaException e) {
            throw new GeneratorException(
                    "the serde " + options.serdeClass() + " cannot be configured: " + e.getMessage(), e);
        }
    }
}
