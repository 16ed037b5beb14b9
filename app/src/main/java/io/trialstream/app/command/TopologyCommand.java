package io.trialstream.app.command;

import io.trialstream.app.config.MetricsFile;
import io.trialstream.app.config.RunConfig;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.TrialstreamTopology;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code topology}: the topology as built; needs nothing to run. */
@Command(
        name = "topology",
        description = "Print the topology as built: nodes, topics, stores.",
        mixinStandardHelpOptions = true)
public final class TopologyCommand implements Callable<Integer> {
    @Option(names = "--mermaid", description = "As a Mermaid flowchart.")
    private boolean mermaid;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() {
        Topology topology = build(connection.run());
        out.print(mermaid ? TopologyDiagram.of(topology) : topology.describe().toString());
        out.flush();
        return 0;
    }

    static Topology build(RunConfig run) {
        Map<String, Object> streams = new HashMap<>();
        streams.put(StreamsConfig.APPLICATION_ID_CONFIG, run.applicationId());
        streams.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, run.kafka().bootstrap());
        streams.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        return TrialstreamTopology.build(
                run.topology(TopicAdmin.DEFAULT_PARTITIONS, MetricsFile.read(run.metricsFile())), serdes(), streams);
    }

    /** Nothing is read or written, so the registry is never asked. */
    private static TopologySerdes serdes() {
        SchemaRegistryClient registry = SchemaRegistryClient.of("http://unused.invalid");
        return new TopologySerdes(
                AvroSerde.of(UserEvent.class, registry),
                AvroSerde.of(Assignment.class, registry),
                AvroSerde.of(ExperimentDefinition.class, registry),
                AvroSerde.of(Control.class, registry),
                AvroSerde.of(CleanEvent.class, registry),
                AvroSerde.of(BotVerdict.class, registry),
                AvroSerde.of(Session.class, registry),
                AvroSerde.of(VariantWindow.class, registry),
                AvroSerde.of(Scorecard.class, registry));
    }
}
