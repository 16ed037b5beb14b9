package io.trialstream.topology.assignment;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The assignments recorded for a unit: a set for each experiment. Section of the cold record; not thread-safe. */
public final class Assignments {
    /** Records a unit may have in one experiment; beyond, the oldest goes. */
    static final int MAX_PER_EXPERIMENT = 1_000;

    /** @param at epoch ms */
    public record Assigned(long at, String variant) {}

    private static final Comparator<Assigned> BY_TIME_THEN_VARIANT =
            Comparator.comparingLong(Assigned::at).thenComparing(Assigned::variant, Assignments::byCodePoint);

    private final TreeMap<String, TreeSet<Assigned>> byExperiment = new TreeMap<>();

    /** Adds a record; the same one again changes nothing. Returns whether it was new. */
    public boolean add(String experiment, long at, String variant) {
        TreeSet<Assigned> known = byExperiment.computeIfAbsent(experiment, e -> new TreeSet<>(BY_TIME_THEN_VARIANT));
        boolean added = known.add(new Assigned(at, variant));
        if (known.size() > MAX_PER_EXPERIMENT) {
            known.pollFirst();
        }
        return added;
    }

    /** The variant with the greatest {@code assigned_at ≤ time}, of equal ones the greatest id; null where there is none. */
    public @Nullable String asOf(String experiment, long time) {
        TreeSet<Assigned> known = byExperiment.get(experiment);
        if (known == null) {
            return null;
        }
        Assigned last = null;
        for (Assigned a : known) {
            if (a.at() > time) {
                break;
            }
            last = a;
        }
        return last == null ? null : last.variant();
    }

    public boolean isEmpty() {
        return byExperiment.isEmpty();
    }

    /** By experiment, each by time. */
    public Map<String, TreeSet<Assigned>> all() {
        return byExperiment;
    }

    private static int byCodePoint(String a, String b) {
        return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    public void write(ByteWriter out) {
        out.writeUnsigned(byExperiment.size());
        byExperiment.forEach((experiment, known) -> {
            out.writeString(experiment).writeUnsigned(known.size());
            known.forEach(a -> out.writeSigned(a.at()).writeString(a.variant()));
        });
    }

    public static Assignments read(ByteReader in) {
        Assignments assignments = new Assignments();
        for (int left = in.readCount(); left > 0; left--) {
            String experiment = in.readString();
            for (int records = in.readCount(); records > 0; records--) {
                assignments.add(experiment, in.readSigned(), in.readString());
            }
        }
        return assignments;
    }
}
