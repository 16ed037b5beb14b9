package io.trialstream.app.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/** A topology as a Mermaid flowchart: topics, nodes by sub-topology, stores. */
final class TopologyDiagram {
    private final StringBuilder text = new StringBuilder("flowchart TD\n");
    private final Map<String, String> topics = new TreeMap<>();
    private final Map<String, String> stores = new TreeMap<>();
    private final Map<String, String> nodes = new LinkedHashMap<>();
    private final StringBuilder edges = new StringBuilder();

    private TopologyDiagram() {}

    /** The diagram, ended by a line feed; the same topology gives the same text. */
    static String of(Topology topology) {
        return new TopologyDiagram().draw(topology.describe());
    }

    private String draw(TopologyDescription description) {
        for (TopologyDescription.Subtopology part : description.subtopologies()) {
            text.append("  subgraph s").append(part.id()).append("[sub-topology ").append(part.id()).append("]\n");
            Map<String, TopologyDescription.Node> byName = new TreeMap<>();
            part.nodes().forEach(node -> byName.put(node.name(), node));
            byName.values().forEach(this::node);
            text.append("  end\n");
        }
        topics.forEach((name, id) -> text.append("  ").append(id).append("[(\"").append(name).append("\")]\n"));
        stores.forEach((name, id) -> text.append("  ").append(id).append("[/\"").append(name).append("\"/]\n"));
        return text.append(edges).toString();
    }

    private void node(TopologyDescription.Node node) {
        String id = nodes.computeIfAbsent(node.name(), name -> "n" + nodes.size());
        text.append("    ").append(id).append("(\"").append(node.name()).append("\")\n");
        if (node instanceof TopologyDescription.Source source) {
            new TreeSet<>(source.topicSet()).forEach(topic -> edge(topic(topic), "-->", id));
        }
        if (node instanceof TopologyDescription.Sink sink && sink.topic() != null) {
            edge(id, "-->", topic(sink.topic()));
        }
        if (node instanceof TopologyDescription.Processor processor) {
            new TreeSet<>(processor.stores()).forEach(store -> edge(id, "-.-", store(store)));
        }
        Map<String, TopologyDescription.Node> successors = new TreeMap<>();
        node.successors().forEach(successor -> successors.put(successor.name(), successor));
        successors.keySet().forEach(name -> edge(id, "-->", nodes.computeIfAbsent(name, n -> "n" + nodes.size())));
    }

    private String topic(String name) {
        return topics.computeIfAbsent(name, topic -> "t" + topics.size());
    }

    private String store(String name) {
        return stores.computeIfAbsent(name, store -> "d" + stores.size());
    }

    private void edge(String from, String arrow, String to) {
        edges.append("  ").append(from).append(' ').append(arrow).append(' ').append(to).append('\n');
    }
}
