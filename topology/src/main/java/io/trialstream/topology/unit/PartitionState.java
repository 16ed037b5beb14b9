package io.trialstream.topology.unit;

import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.ExperimentSums;
import io.trialstream.topology.aggregate.NameTable;
import io.trialstream.topology.aggregate.UnitAccount;
import io.trialstream.topology.aggregate.WindowSums;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.clock.PartitionClock;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What belongs to a partition and not to a unit: clock, accounting, names, experiments, and the sums over its units. Held on the heap and
 * written through with {@link #flush()} after every record, since a store hears nothing of commits: what lay on the heap alone
 * would be lost with a crash. Not thread-safe.
 */
final class PartitionState {
    private static final Bytes CLOCK = Bytes.wrap(new byte[] {'c'});
    private static final Bytes ACCOUNTING = Bytes.wrap(new byte[] {'a'});
    private static final Bytes NAMES = Bytes.wrap(new byte[] {'n'});
    private static final byte EXPERIMENT = 'e';
    private static final byte SUMS = 's';
    private static final byte WINDOW = 'w';

    private final KeyValueStore<Bytes, byte[]> store;
    private final PartitionClock clock;
    private final KnownExperiments experiments;
    private final NameTable names = new NameTable();
    private final Map<String, ExperimentSums> sums = new HashMap<>();
    private final TreeMap<Long, TreeMap<String, WindowSums>> windows = new TreeMap<>();
    private final ByteWriter out = new ByteWriter();
    private Accounting accounting = new Accounting();

    private boolean clockChanged;
    private final Set<String> changedSums = new HashSet<>();
    private final Set<WindowKey> changedWindows = new HashSet<>();

    private record WindowKey(long start, String experiment) {}

    PartitionState(KeyValueStore<Bytes, byte[]> store, PartitionClock clock, KnownExperiments experiments) {
        this.store = store;
        this.clock = clock;
        this.experiments = experiments;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(this::restore);
        }
    }

    PartitionClock clock() {
        return clock;
    }

    Accounting accounting() {
        return accounting;
    }

    KnownExperiments experiments() {
        return experiments;
    }

    NameTable names() {
        return names;
    }

    ExperimentSums sums(String experiment) {
        return sums.computeIfAbsent(experiment, e -> new ExperimentSums());
    }

    /** The clock is to be written with the next flush. */
    void clockChanged() {
        clockChanged = true;
    }

    /** Adds a change at a unit to the experiment's sums. */
    void add(String experiment, UnitAccount.Contribution change) {
        sums(experiment).add(change.sums(), 1);
        changedSums.add(experiment);
        change.windows().forEach((start, w) -> {
            windowSums(start, experiment).add(w, 1);
            changedWindows.add(new WindowKey(start, experiment));
        });
    }

    private WindowSums windowSums(long start, String experiment) {
        return windows.computeIfAbsent(start, s -> new TreeMap<>()).computeIfAbsent(experiment, e -> new WindowSums());
    }

    /** A window of an experiment and its sums. */
    record ClosedWindow(long start, String experiment, WindowSums sums) {}

    /** Removes and returns, oldest first, the windows that start before {@code end}. */
    List<ClosedWindow> closeBefore(long end) {
        List<ClosedWindow> closed = new ArrayList<>();
        while (!windows.isEmpty() && windows.firstKey() < end) {
            Map.Entry<Long, TreeMap<String, WindowSums>> w = windows.pollFirstEntry();
            w.getValue().forEach((experiment, s) -> {
                closed.add(new ClosedWindow(w.getKey(), experiment, s));
                changedWindows.remove(new WindowKey(w.getKey(), experiment));
                store.delete(key(WINDOW, w.getKey(), experiment));
            });
        }
        return closed;
    }

    /** An experiment's definition or controls have changed. */
    void experimentChanged(String id) {
        store.put(key(EXPERIMENT, id), experiments.toBytes(id));
    }

    /** Names are written before any user record that uses their codes. */
    void flushNames() {
        if (names.takeGrown()) {
            store.put(NAMES, names.toBytes(out));
        }
    }

    /** Writes what has changed since the last call. */
    void flush() {
        flushNames();
        store.put(ACCOUNTING, accounting.toBytes(out));
        if (clockChanged) {
            store.put(CLOCK, clock.toBytes(out));
            clockChanged = false;
        }
        for (String experiment : changedSums) {
            store.put(key(SUMS, experiment), sums(experiment).toBytes(out));
        }
        changedSums.clear();
        for (WindowKey w : changedWindows) {
            WindowSums s = windowSums(w.start(), w.experiment());
            store.put(key(WINDOW, w.start(), w.experiment()), s.toBytes(out));
        }
        changedWindows.clear();
    }

    private void restore(KeyValue<Bytes, byte[]> entry) {
        byte[] key = entry.key.get();
        ByteReader in = new ByteReader(key);
        switch (in.readByte()) {
            case 'c' -> clock.restore(entry.value);
            case 'a' -> accounting = Accounting.read(new ByteReader(entry.value));
            case 'n' -> names.restore(entry.value);
            case EXPERIMENT -> experiments.restore(text(key, 1), entry.value);
            case SUMS -> sums.put(text(key, 1), ExperimentSums.fromBytes(entry.value));
            case WINDOW ->
                windows.computeIfAbsent(in.readSortable(), s -> new TreeMap<>())
                        .put(text(key, 1 + Long.BYTES), WindowSums.fromBytes(entry.value));
            default -> throw new IllegalStateException("partition store: found a key of unknown kind " + key[0]);
        }
    }

    private static String text(byte[] key, int from) {
        return new String(key, from, key.length - from, StandardCharsets.UTF_8);
    }

    private static Bytes key(byte kind, String experiment) {
        return Bytes.wrap(new ByteWriter()
                .writeByte(kind)
                .writeRaw(experiment.getBytes(StandardCharsets.UTF_8))
                .toBytes());
    }

    private static Bytes key(byte kind, long start, String experiment) {
        return Bytes.wrap(new ByteWriter()
                .writeByte(kind)
                .writeSortable(start)
                .writeRaw(experiment.getBytes(StandardCharsets.UTF_8))
                .toBytes());
    }

    /** All experiments whose definition is known. */
    Iterable<Experiment> known() {
        return experiments.all();
    }
}
