package io.trialstream.topology;

import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import io.trialstream.topology.Outgoing.Destination;
import io.trialstream.topology.merge.MergeProcessor;
import io.trialstream.topology.settings.TopologySettings;
import io.trialstream.topology.unit.Stages;
import io.trialstream.topology.unit.UnitProcessor;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.BranchedKStream;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The data flow: raw events in; rejected, late and clean events, verdicts, sessions, finals and scorecards out. */
public final class TrialstreamTopology {
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final Serde<Outgoing> OUTGOING = Serdes.serdeFrom((topic, out) -> out.value(), (topic, bytes) -> {
        throw new UnsupportedOperationException("outgoing records are only written");
    });

    private TrialstreamTopology() {}

    /**
     * Builds the topology.
     *
     * @param settings what shapes the results
     * @param serdes how records are read and written; shared by all threads
     * @param streamsConfig the properties the {@code KafkaStreams} will be made with; those that shape a topology are read
     */
    public static Topology build(TopologySettings settings, TopologySerdes serdes, Map<String, Object> streamsConfig) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(streamsConfig)));
        Stages stages = Stages.of(settings, serdes);
        builder.addStateStore(store(Stores.USERS));
        builder.addStateStore(store(Stores.TIMERS));
        builder.addStateStore(store(Stores.PARTITION));
        builder.addStateStore(store(Stores.MERGE));

        BranchedKStream<byte[], Outgoing> units = builder.stream(
                        settings.input().topic(), Consumed.with(BYTES, BYTES).withName("raw-events"))
                .process(
                        () -> new UnitProcessor(stages, serdes),
                        Named.as("units"),
                        Stores.USERS,
                        Stores.TIMERS,
                        Stores.PARTITION)
                .split(Named.as("unit-"));
        sink(units, Destination.REJECTED, Topics.REJECTED_EVENTS, settings);
        sink(units, Destination.LATE, Topics.LATE_EVENTS, settings);
        sink(units, Destination.CLEAN, Topics.CLEAN_EVENTS, settings);
        sink(units, Destination.VERDICTS, Topics.BOT_VERDICTS, settings);
        sink(units, Destination.SESSIONS, Topics.SESSIONS, settings);
        KStream<byte[], byte[]> reports = only(units, Destination.AGGREGATES, "aggregates");

        BranchedKStream<byte[], Outgoing> merged = reports.repartition(Repartitioned.with(BYTES, BYTES)
                        .withName(TopologyTopics.REPORTS)
                        .withNumberOfPartitions(settings.mergePartitions())
                        .withStreamPartitioner(new ByExperiment()))
                .process(() -> new MergeProcessor(settings, serdes), Named.as("merge"), Stores.MERGE)
                .split(Named.as("merge-"));
        sink(merged, Destination.FINALS, Topics.VARIANT_CTR, settings);
        sink(merged, Destination.SCORECARDS, Topics.SCORECARDS, settings);
        merged.noDefaultBranch();
        return builder.build();
    }

    /** One topic for each kind of outcome; the nodes bear its name as the contract has it, wherever it is written. */
    private static void sink(
            BranchedKStream<byte[], Outgoing> from, Destination kind, Topic topic, TopologySettings settings) {
        from.branch(
                (key, out) -> out.destination() == kind,
                Branched.<byte[], Outgoing>withConsumer(branch -> branch.to(
                                settings.outputs().topic(topic),
                                Produced.with(BYTES, OUTGOING).withName(topic.name() + "-sink")))
                        .withName(topic.name()));
    }

    /** The reports of the source partitions, which go on inside the topology. */
    private static KStream<byte[], byte[]> only(BranchedKStream<byte[], Outgoing> from, Destination kind, String name) {
        Map<String, KStream<byte[], Outgoing>> branches = from.branch(
                        (key, out) -> out.destination() == kind, Branched.as(name))
                .noDefaultBranch();
        return Objects.requireNonNull(branches.get("unit-" + name))
                .mapValues(Outgoing::value, Named.as(name + "-bytes"));
    }

    /** By experiment; a mark, which has an empty key, goes to every partition. */
    private static final class ByExperiment implements StreamPartitioner<byte[], byte[]> {
        @Override
        public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int numPartitions) {
            return Optional.of(
                    key.length == 0
                            ? IntStream.range(0, numPartitions).boxed().collect(Collectors.toSet())
                            : Set.of(Utils.toPositive(Utils.murmur2(key)) % numPartitions));
        }
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                        org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name), Serdes.Bytes(), BYTES)
                .withCachingEnabled()
                // The active segment of a changelog is never compacted: small ones, or the log outgrows the state many
                // times.
                .withLoggingEnabled(Map.of("segment.bytes", "67108864", "min.cleanable.dirty.ratio", "0.3"));
    }
}
