package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A unit's enrolments by experiment and version. Section of the cold record; not thread-safe. */
public final class Enrolments {
    private final TreeMap<String, TreeMap<Integer, Enrolment>> byExperiment = new TreeMap<>();

    @Nullable
    Enrolment find(String experiment, int version) {
        Map<Integer, Enrolment> versions = byExperiment.get(experiment);
        return versions == null ? null : versions.get(version);
    }

    Enrolment get(String experiment, int version) {
        return byExperiment
                .computeIfAbsent(experiment, e -> new TreeMap<>())
                .computeIfAbsent(version, v -> new Enrolment());
    }

    /** Every version of an experiment that the unit has left a trace in. */
    Map<Integer, Enrolment> of(String experiment) {
        return byExperiment.getOrDefault(experiment, new TreeMap<>());
    }

    public Map<String, TreeMap<Integer, Enrolment>> all() {
        return byExperiment;
    }

    Collection<String> experiments() {
        return byExperiment.keySet();
    }

    public boolean isEmpty() {
        return byExperiment.isEmpty();
    }

    public void write(ByteWriter out) {
        out.writeUnsigned(byExperiment.size());
        byExperiment.forEach((experiment, versions) -> {
            out.writeString(experiment).writeUnsigned(versions.size());
            versions.forEach((version, enrolment) -> {
                out.writeSigned(version);
                enrolment.write(out);
            });
        });
    }

    public static Enrolments read(ByteReader in) {
        Enrolments enrolments = new Enrolments();
        for (int left = in.readCount(); left > 0; left--) {
            TreeMap<Integer, Enrolment> versions = new TreeMap<>();
            enrolments.byExperiment.put(in.readString(), versions);
            for (int more = in.readCount(); more > 0; more--) {
                versions.put((int) in.readSigned(), Enrolment.read(in));
            }
        }
        return enrolments;
    }
}
