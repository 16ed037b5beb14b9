package io.trialstream.app.report;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Counts by name. Names beyond the first {@link #NAMES_MAX} are counted together: files may hold anything. */
final class Tally {
    /** Different names told apart. */
    static final int NAMES_MAX = 64;

    /** The name under which the others are counted. */
    static final String OTHERS = "(others)";

    private final Map<String, Long> counts = new TreeMap<>();

    void add(String name, long count) {
        boolean room = counts.containsKey(name) || counts.size() < NAMES_MAX;
        counts.merge(room ? name : OTHERS, count, Long::sum);
    }

    void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By name, in order of names. */
    Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }
}
