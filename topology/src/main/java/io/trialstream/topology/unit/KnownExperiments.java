package io.trialstream.topology.unit;

import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import io.trialstream.topology.merge.Report;
import io.trialstream.topology.settings.MetricRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The definitions and controls a partition has been told, as they came, and ready for use. Not thread-safe. */
final class KnownExperiments {
    /** Controls remembered for an experiment; beyond, the oldest told goes. */
    private static final int MAX_CONTROLS = 1_000;

    private static final int VERSION = 1;

    private final TopologySerdes serdes;
    private final MetricRegistry metrics;
    private final TreeMap<String, Told> told = new TreeMap<>();
    private final TreeMap<String, Experiment> ready = new TreeMap<>();

    /** What came for one experiment; a control may come before the definition. */
    private static final class Told {
        byte @Nullable [] definition;
        long changes;
        final List<byte[]> controls = new ArrayList<>();
    }

    KnownExperiments(TopologySerdes serdes, MetricRegistry metrics) {
        this.serdes = serdes;
        this.metrics = metrics;
    }

    /** Experiments whose definition is known, by id. */
    Collection<Experiment> all() {
        return ready.values();
    }

    @Nullable
    Experiment find(String id) {
        return ready.get(id);
    }

    /** Whether this is the definition in force: the relay may bring it twice. */
    boolean isDefined(String id, byte[] bytes) {
        Told t = told.get(id);
        return t != null && Arrays.equals(t.definition, bytes);
    }

    /** Whether this control has been told before. */
    boolean isControlled(String id, byte[] bytes) {
        Told t = told.get(id);
        return t != null && t.controls.stream().anyMatch(c -> Arrays.equals(c, bytes));
    }

    void define(String id, byte[] bytes) {
        Told t = told.computeIfAbsent(id, k -> new Told());
        t.definition = bytes;
        t.changes++;
        prepare(id, t);
    }

    void control(String id, byte[] bytes) {
        Told t = told.computeIfAbsent(id, k -> new Told());
        t.controls.add(bytes);
        t.changes++;
        if (t.controls.size() > MAX_CONTROLS) {
            t.controls.remove(0);
        }
        prepare(id, t);
    }

    private void prepare(String id, Told t) {
        if (t.definition != null) {
            ExperimentDefinition definition = serdes.definition().deserializer().deserialize("", t.definition);
            List<Control> controls = t.controls.stream()
                    .map(c -> serdes.control().deserializer().deserialize("", c))
                    .toList();
            ready.put(id, new Experiment(definition, controls, metrics));
        }
    }

    /** What the merge is told of an experiment whose definition is known. */
    Report.Facts report(int partition, String id) {
        Told t = told.get(id);
        if (t == null || t.definition == null) {
            throw new IllegalStateException("expected a definition of " + id);
        }
        return new Report.Facts(partition, id, t.changes, t.definition, t.controls);
    }

    byte[] toBytes(String id) {
        Told t = told.getOrDefault(id, new Told());
        ByteWriter out =
                new ByteWriter().writeByte(VERSION).writeUnsigned(t.changes).writeBoolean(t.definition != null);
        if (t.definition != null) {
            out.writeBytes(t.definition);
        }
        out.writeUnsigned(t.controls.size());
        t.controls.forEach(out::writeBytes);
        return out.toBytes();
    }

    void restore(String id, byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "experiment facts");
        Told t = new Told();
        t.changes = in.readUnsigned();
        t.definition = in.readBoolean() ? in.readBytes() : null;
        for (int left = in.readCount(); left > 0; left--) {
            t.controls.add(in.readBytes());
        }
        told.put(id, t);
        prepare(id, t);
    }
}
