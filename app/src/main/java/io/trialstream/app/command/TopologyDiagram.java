package io.trialstream.app.command;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/**
 * A topology as a Mermaid flowchart: what keeps state, with its stores, and the topics between. Nodes without a store
 * (branches, conversions, sources, sinks) are the arrows.
 */
public final class TopologyDiagram {
    private final StringBuilder groups = new StringBuilder();
    private final Map<String, String> topics = new TreeMap<>();
    private final Map<String, String> stores = new TreeMap<>();
    private final Set<String> edges = new TreeSet<>();

    private TopologyDiagram() {}

    /** The diagram, ended by a line feed; the same topology gives the same text. */
    public static String of(Topology topology) {
        return new TopologyDiagram().draw(topology.describe());
    }

    private String draw(TopologyDescription description) {
        description.subtopologies().forEach(this::group);
        StringBuilder text = new StringBuilder("flowchart LR\n").append(groups);
        topics.forEach((name, id) -> text.append("  %s[[%s]]%n".formatted(id, name)));
        stores.forEach((name, id) -> text.append("  %s[(%s)]%n".formatted(id, name)));
        edges.forEach(edge -> text.append("  ").append(edge).append('\n'));
        return text.toString();
    }

    private void group(Subtopology part) {
        Map<String, Node> nodes = new TreeMap<>();
        part.nodes().forEach(node -> nodes.put(node.name(), node));
        groups.append("  subgraph sub%d[sub-topology %d]%n".formatted(part.id(), part.id()));
        for (Node node : nodes.values()) {
            if (keepsState(node)) {
                groups.append("    %s(%s)%n".formatted(nodeId(node), node.name()));
                new TreeSet<>(((Processor) node).stores())
                        .forEach(store -> edges.add(nodeId(node) + " --- " + store(store)));
            }
        }
        groups.append("  end\n");
        for (Node node : nodes.values()) {
            if (node instanceof Source source) {
                source.topicSet().forEach(topic -> follow(topic(topic), node));
            } else if (keepsState(node)) {
                follow(nodeId(node), node);
            }
        }
    }

    /** Draws arrows from {@code origin} to whatever comes next behind {@code node} that is drawn. */
    private void follow(String origin, Node node) {
        for (Node next : node.successors()) {
            if (keepsState(next)) {
                edges.add(origin + " --> " + nodeId(next));
            } else if (next instanceof Sink sink && sink.topic() != null) {
                edges.add(origin + " --> " + topic(sink.topic()));
            } else {
                follow(origin, next);
            }
        }
    }

    private static boolean keepsState(Node node) {
        return node instanceof Processor processor && !processor.stores().isEmpty();
    }

    private static String nodeId(Node node) {
        return "node_" + id(node.name());
    }

    private String topic(String name) {
        return topics.computeIfAbsent(name, topic -> "topic_" + id(topic));
    }

    private String store(String name) {
        return stores.computeIfAbsent(name, store -> "store_" + id(store));
    }

    /** Mermaid's identifiers: no hyphens, and not its word {@code end}. */
    private static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }
}
