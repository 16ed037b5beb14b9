package io.trialstream.app.replay;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.TopicReader;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;

/** Reads final records of two applications, so many at a time as memory takes. */
final class FinalsReader {
    /** Records of a side held at a time; with identity and value about 300 bytes each. */
    private static final int HELD_MAX = 500_000;

    private final TopicReader topics;
    private final Cluster cluster;
    private final SchemaRegistryClient registry;
    private final Duration transactionPatience;

    /** @param transactionPatience how long an open transaction may hide records */
    FinalsReader(TopicReader topics, Cluster cluster, SchemaRegistryClient registry, Duration transactionPatience) {
        this.topics = topics;
        this.cluster = cluster;
        this.registry = registry;
        this.transactionPatience = transactionPatience;
    }

    /** Takes a final record. */
    @FunctionalInterface
    interface Sink<R> {
        void accept(String identity, long time, byte[] value, R record);
    }

    /**
     * Reads a topic's committed records up to its present end.
     *
     * @throws CommandFailure where a record is none of that kind, or a transaction stays open
     */
    <R extends SpecificRecord> void read(FinalKind<R> kind, String topic, Sink<R> sink) {
        cluster.awaitCommitted(topic, transactionPatience);
        AvroDecoder<R> decoder = new AvroDecoder<>(registry, kind.type());
        topics.read(topic, null, record -> {
            if (record.key() == null || record.value() == null) {
                throw new CommandFailure("topic " + topic + ": expected a " + kind.word() + " at partition "
                        + record.partition() + " offset " + record.offset() + ", found no "
                        + (record.key() == null ? "key" : "value"));
            }
            R value = decoder.decode(record.value());
            sink.accept(
                    kind.identity().apply(record.key(), value), kind.time().applyAsLong(value), record.value(), value);
        });
    }

    /**
     * Compares two topics.
     *
     * @param from epoch ms, inclusive
     * @param to epoch ms, exclusive
     */
    <R extends SpecificRecord> FinalsDiff<R> compare(
            FinalKind<R> kind, String liveTopic, String replayTopic, long from, long to) {
        AvroDecoder<R> decoder = new AvroDecoder<>(registry, kind.type());
        FinalsDiff<R> diff = new FinalsDiff<>(kind, decoder::decode);
        long most = Math.max(count(kind, liveTopic, from, to), count(kind, replayTopic, from, to));
        int passes = Math.toIntExact(most / HELD_MAX) + 1;
        for (int pass = 0; pass < passes; pass++) {
            int turn = pass;
            read(kind, liveTopic, (identity, time, value, record) -> {
                if (isTurn(identity, turn, passes) && from <= time && time < to) {
                    diff.live(identity, time, value);
                }
            });
            read(kind, replayTopic, (identity, time, value, record) -> {
                if (isTurn(identity, turn, passes) && from <= time && time < to) {
                    diff.replay(identity, time, value);
                }
            });
            diff.endPass();
        }
        return diff;
    }

    private <R extends SpecificRecord> long count(FinalKind<R> kind, String topic, long from, long to) {
        AtomicLong records = new AtomicLong();
        read(kind, topic, (identity, time, value, record) -> {
            if (from <= time && time < to) {
                records.incrementAndGet();
            }
        });
        return records.get();
    }

    private static boolean isTurn(String identity, int pass, int passes) {
        return Math.floorMod(identity.hashCode(), passes) == pass;
    }
}
