package io.trialstream.app.query;

import io.trialstream.app.config.HostPort;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UnitQueries;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks the stores of a running {@link KafkaStreams}: active tasks of this instance only. */
public final class StreamsQueries implements StateQueries {
    private static final String LAG_METRIC = "records-lag";

    private final KafkaStreams streams;
    private final TopologySerdes serdes;
    private final HostInfo self;

    /**
     * @param serdes those the topology was built with
     * @param self as in {@code application.server}
     */
    public StreamsQueries(KafkaStreams streams, TopologySerdes serdes, HostPort self) {
        this.streams = streams;
        this.serdes = serdes;
        this.self = new HostInfo(self.host(), self.port());
    }

    @Override
    public <T> T askMerge(Function<MergeQueries, T> question) {
        return ask(
                StoreQueryParameters.fromNameAndType(Stores.MERGE, QueryableStoreTypes.keyValueStore()),
                store -> question.apply(new MergeQueries(store, serdes)));
    }

    @Override
    public <T> T askUnit(String unit, Function<UnitQueries, T> question) {
        int partition = ownPartition(unit);
        return ask(
                StoreQueryParameters.fromNameAndType(Stores.USERS, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition),
                store -> question.apply(new UnitQueries(store)));
    }

    private int ownPartition(String unit) {
        KeyQueryMetadata owner;
        try {
            owner = streams.queryMetadataForKey(Stores.USERS, unit, new StringSerializer());
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw new StoreMovingException("the stream processor is not running", e);
        }
        if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new StoreMovingException("which instance owns unit '" + unit + "' is not settled yet");
        }
        if (!owner.activeHost().equals(self)) {
            HostInfo other = owner.activeHost();
            throw new ElsewhereException("unit '" + unit + "' is owned by the instance at " + other.host() + ":"
                    + other.port() + ", and this one does not forward questions");
        }
        return owner.partition();
    }

    private <T> T ask(
            StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> which,
            Function<ReadOnlyKeyValueStore<Bytes, byte[]>, T> question) {
        try {
            return question.apply(streams.store(which));
        } catch (InvalidStateStoreException e) {
            String state = streams.state().name().toLowerCase(Locale.ROOT);
            throw new StoreMovingException(
                    "store '" + which.storeName() + "' cannot be read now: the stream processor is " + state, e);
        }
    }

    @Override
    public String instance() {
        return self.host() + ":" + self.port();
    }

    /** The consumers' own view, which costs no request: as of the last fetch. */
    @Override
    public long lagRecords() {
        double sum = streams.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(LAG_METRIC)
                        && metric.getKey().tags().containsKey("partition")
                        && !metric.getKey().tags().getOrDefault("client-id", "").contains("restore-consumer"))
                .mapToDouble(
                        metric -> metric.getValue().metricValue() instanceof Number number ? number.doubleValue() : 0)
                .filter(value -> !Double.isNaN(value))
                .sum();
        return Math.round(sum);
    }
}
