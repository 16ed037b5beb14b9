package io.trialstream.topology;

import io.trialstream.topology.settings.TopologySettings;
import java.util.Map;
import org.apache.kafka.streams.Topology;

/** The data flow: raw events in; rejected, late and clean events, verdicts, sessions, finals and scorecards out. */
public final class TrialstreamTopology {
    private TrialstreamTopology() {}

    /**
     * Builds the topology.
     *
     * @param settings what shapes the results
     * @param serdes how records are read and written; shared by all threads
     * @param streamsConfig the properties the {@code KafkaStreams} will be made with; those that shape a topology are read
     */
    public static Topology build(TopologySettings settings, TopologySerdes serdes, Map<String, Object> streamsConfig) {
        throw new UnsupportedOperationException();
    }
}
