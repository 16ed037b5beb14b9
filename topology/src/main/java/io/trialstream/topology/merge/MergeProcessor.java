package io.trialstream.topology.merge;

import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.topology.Outgoing;
import io.trialstream.topology.Outgoing.Destination;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.ArmKey;
import io.trialstream.topology.aggregate.ExperimentSums;
import io.trialstream.topology.aggregate.WindowSums;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.scorecard.ScorecardBuilder;
import io.trialstream.topology.settings.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Puts the source partitions' reports together. A window is final once every partition has closed it; then each of its arms is told
 * once. Scorecards are computed from the absolute running sums at a fixed pace.
 */
public final class MergeProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    /** Finals are kept for questions for so long, in event time; the topic keeps them for good. */
    private static final Duration FINALS_KEPT = Duration.ofDays(90);

    private final TopologySettings settings;
    private final TopologySerdes serdes;
    private final ScorecardBuilder scorecards;
    private final Map<Integer, Report.Mark> marks = new HashMap<>();
    private final TreeSet<String> changed = new TreeSet<>();
    private final Map<String, Experiment> experiments = new HashMap<>();
    private @Nullable ProcessorContext<byte[], Outgoing> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private long finalThrough = Windows.NONE;

    public MergeProcessor(TopologySettings settings, TopologySerdes serdes) {
        this.settings = settings;
        this.serdes = serdes;
        this.scorecards = new ScorecardBuilder(settings);
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> processorContext) {
        context = processorContext;
        store = processorContext.getStateStore(Stores.MERGE);
        each('m', entry -> mark((Report.Mark) Report.fromBytes(entry.value)));
        each('f', entry -> know((Report.Facts) Report.fromBytes(entry.value)));
        byte[] time = store().get(MergeKeys.finalThrough());
        finalThrough = time == null ? Windows.NONE : MergeKeys.time(time);
        changed.addAll(experiments.keySet());
        processorContext.schedule(settings.scorecardEvery(), PunctuationType.WALL_CLOCK_TIME, this::computeScorecards);
    }

    private KeyValueStore<Bytes, byte[]> store() {
        return initialized(store);
    }

    private static <T> T initialized(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("expected init before the first record");
        }
        return value;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Report report = Report.fromBytes(record.value());
        if (report instanceof Report.Mark m) {
            store().put(MergeKeys.mark(m.partition()), record.value());
            mark(m);
            tellFinals();
        } else if (report instanceof Report.Sums s) {
            store().put(MergeKeys.sums(s.experiment(), s.partition()), record.value());
            changed.add(s.experiment());
        } else if (report instanceof Report.Closed c) {
            store().put(MergeKeys.closed(c.windowStart(), c.experiment(), c.partition()), record.value());
        } else if (report instanceof Report.Facts f) {
            facts(f, record.value());
        }
    }

    private void mark(Report.Mark mark) {
        marks.put(mark.partition(), mark);
        changed.addAll(experiments.keySet());
    }

    /** Partitions are told the same facts in the same order, so whoever has been told most is right. */
    private void facts(Report.Facts facts, byte[] bytes) {
        byte[] known = store().get(MergeKeys.facts(facts.experiment()));
        if (known == null || ((Report.Facts) Report.fromBytes(known)).changes() < facts.changes()) {
            store().put(MergeKeys.facts(facts.experiment()), bytes);
            know(facts);
        }
    }

    private void know(Report.Facts facts) {
        experiments.put(
                facts.experiment(),
                new Experiment(
                        serdes.definition().deserializer().deserialize("", facts.definition()),
                        facts.controls().stream()
                                .map(c -> serdes.control().deserializer().deserialize("", c))
                                .toList(),
                        settings.metrics()));
        changed.add(facts.experiment());
    }

    private void tellFinals() {
        if (marks.size() < settings.input().partitions()) {
            return;
        }
        long through = marks.values().stream()
                .mapToLong(Report.Mark::closedThrough)
                .min()
                .orElse(Windows.NONE);
        if (through <= finalThrough) {
            return;
        }
        List<Bytes> done = new ArrayList<>();
        TreeMap<Long, TreeMap<String, WindowSums>> windows = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> closed =
                store().range(MergeKeys.first('w'), MergeKeys.closedFrom(through))) {
            closed.forEachRemaining(entry -> {
                Report.Closed c = (Report.Closed) Report.fromBytes(entry.value);
                windows.computeIfAbsent(c.windowStart(), s -> new TreeMap<>())
                        .computeIfAbsent(c.experiment(), e -> new WindowSums())
                        .add(c.sums(), 1);
                done.add(entry.key);
            });
        }
        windows.forEach((start, byExperiment) ->
                byExperiment.forEach((experiment, sums) -> tellWindow(experiment, start, sums)));
        done.forEach(store()::delete);
        finalThrough = through;
        store().put(MergeKeys.finalThrough(), MergeKeys.time(through));
        forgetFinalsBefore(through - FINALS_KEPT.toMillis());
    }

    private void tellWindow(String experiment, long start, WindowSums sums) {
        sums.arms().forEach((key, arm) -> {
            if (arm.users() + arm.botUsers() > 0) {
                VariantWindow window = window(experiment, key, start, arm);
                String recordKey = String.join(
                        "/",
                        experiment,
                        Integer.toString(key.version()),
                        key.phase(),
                        key.variant(),
                        Long.toString(start));
                byte[] value = serdes.variantWindow().serializer().serialize("variant-ctr", window);
                store().put(MergeKeys.finalWindow(start, recordKey), value);
                forward(recordKey, Destination.FINALS, value);
            }
        });
    }

    private VariantWindow window(String experiment, ArmKey key, long start, WindowSums.Arm arm) {
        Map<String, MetricSum> metrics = new TreeMap<>();
        for (String metric : arm.metrics()) {
            String id = metric.substring(0, metric.lastIndexOf('@'));
            metrics.put(id, new MetricSum(arm.numerator(metric), arm.denominator(metric)));
        }
        long end = start + settings.time().window().toMillis();
        return new VariantWindow(
                experiment,
                key.version(),
                key.phase(),
                key.variant(),
                start,
                end,
                arm.users(),
                arm.botUsers(),
                metrics);
    }

    private void forgetFinalsBefore(long time) {
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = store().range(MergeKeys.first('v'), MergeKeys.finalsFrom(time))) {
            range.forEachRemaining(entry -> old.add(entry.key));
        }
        old.forEach(store()::delete);
    }

    private void computeScorecards(long now) {
        for (String id : changed) {
            Experiment experiment = experiments.get(id);
            if (experiment != null) {
                Scorecard scorecard = scorecards.build(experiment, merged(id), accounting(), completeness(), now);
                byte[] value = serdes.scorecard().serializer().serialize("scorecards", scorecard);
                store().put(MergeKeys.scorecard(id), value);
                forward(id, Destination.SCORECARDS, value);
            }
        }
        changed.clear();
    }

    private ExperimentSums merged(String experiment) {
        ExperimentSums total = new ExperimentSums();
        for (int p = 0; p < settings.input().partitions(); p++) {
            byte[] bytes = store().get(MergeKeys.sums(experiment, p));
            if (bytes != null) {
                total.add(((Report.Sums) Report.fromBytes(bytes)).sums(), 1);
            }
        }
        return total;
    }

    private Accounting accounting() {
        Accounting total = new Accounting();
        marks.values().forEach(m -> total.add(m.accounting()));
        return total;
    }

    private ScorecardBuilder.Completeness completeness() {
        long told = marks.values().stream()
                .filter(m -> m.watermark() != Windows.NONE)
                .count();
        long watermark = told < settings.input().partitions()
                ? Windows.NONE
                : marks.values().stream()
                        .mapToLong(Report.Mark::watermark)
                        .min()
                        .orElse(Windows.NONE);
        return new ScorecardBuilder.Completeness(settings.input().partitions(), told, watermark);
    }

    private void forward(String key, Destination to, byte[] value) {
        ProcessorContext<byte[], Outgoing> c = initialized(context);
        c.forward(new Record<>(key.getBytes(StandardCharsets.UTF_8), new Outgoing(to, value), c.currentSystemTimeMs()));
    }

    private void each(char kind, java.util.function.Consumer<KeyValue<Bytes, byte[]>> action) {
        try (KeyValueIterator<Bytes, byte[]> range = store().range(MergeKeys.first(kind), MergeKeys.end(kind))) {
            range.forEachRemaining(action);
        }
    }
}
