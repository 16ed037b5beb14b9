package io.trialstream.topology.query;

import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.merge.MergeKeys;
import io.trialstream.topology.merge.Report;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Questions about experiments and totals, asked of the merge store ({@code Stores.MERGE}). Thread-safe. */
public final class MergeQueries {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> merge;
    private final TopologySerdes serdes;

    public MergeQueries(ReadOnlyKeyValueStore<Bytes, byte[]> merge, TopologySerdes serdes) {
        this.merge = merge;
        this.serdes = serdes;
    }

    /** Definitions known to the topology, by id. */
    public List<ExperimentDefinition> experiments() {
        List<ExperimentDefinition> all = new ArrayList<>();
        each(MergeKeys.first('f'), MergeKeys.end('f'), entry -> {
            Report.Facts facts = (Report.Facts) Report.fromBytes(entry.value);
            all.add(serdes.definition().deserializer().deserialize("", facts.definition()));
        });
        all.sort(Comparator.comparing(ExperimentDefinition::getId));
        return all;
    }

    /** The scorecard as last computed; empty for an unknown experiment. */
    public Optional<Scorecard> scorecard(String experimentId) {
        byte[] bytes = merge.get(MergeKeys.scorecard(experimentId));
        return bytes == null
                ? Optional.empty()
                : Optional.of(serdes.scorecard().deserializer().deserialize("scorecards", bytes));
    }

    /**
     * Final windows of an experiment, by window start, then by {@code variant-ctr} key.
     *
     * @param fromMs inclusive
     * @param toMs exclusive
     * @param limit at most so many
     * @param after {@code variant-ctr} key to continue behind; null to begin
     */
    public List<VariantWindow> windows(String experimentId, long fromMs, long toMs, int limit, @Nullable String after) {
        List<VariantWindow> found = new ArrayList<>();
        String prefix = experimentId + "/";
        long start =
                after == null ? fromMs : Math.max(fromMs, Long.parseLong(after.substring(after.lastIndexOf('/') + 1)));
        Bytes afterKey = after == null ? null : MergeKeys.finalWindow(start, after);
        try (KeyValueIterator<Bytes, byte[]> range =
                merge.range(MergeKeys.finalsFrom(start), MergeKeys.finalsFrom(toMs))) {
            while (range.hasNext() && found.size() < limit) {
                KeyValue<Bytes, byte[]> entry = range.next();
                if ((afterKey == null || entry.key.compareTo(afterKey) > 0)
                        && recordKey(entry.key).startsWith(prefix)) {
                    found.add(serdes.variantWindow().deserializer().deserialize("variant-ctr", entry.value));
                }
            }
        }
        return found;
    }

    private static String recordKey(Bytes key) {
        int prefix = 1 + Long.BYTES;
        return new String(key.get(), prefix, key.get().length - prefix, StandardCharsets.UTF_8);
    }

    /** The sum over all partitions that have reported. */
    public AccountingView accounting() {
        Accounting total = new Accounting();
        marks().forEach(m -> total.add(m.accounting()));
        return view(total);
    }

    /** Partitions that have reported, by number. */
    public List<PartitionView> partitions() {
        return marks().stream()
                .map(m -> new PartitionView(
                        m.partition(), orNull(m.watermark()), orNull(m.closedThrough()), view(m.accounting())))
                .toList();
    }

    /** With several merge partitions every one has the marks: each source partition is taken once, the furthest told. */
    private List<Report.Mark> marks() {
        Map<Integer, Report.Mark> byPartition = new TreeMap<>();
        each(MergeKeys.first('m'), MergeKeys.end('m'), entry -> {
            Report.Mark mark = (Report.Mark) Report.fromBytes(entry.value);
            byPartition.merge(
                    mark.partition(),
                    mark,
                    (a, b) -> a.accounting().in() >= b.accounting().in() ? a : b);
        });
        return List.copyOf(byPartition.values());
    }

    /** End of the newest window that is final, epoch ms; null before the first. */
    public @Nullable Long finalThrough() {
        byte[] time = merge.get(MergeKeys.finalThrough());
        return time == null ? null : MergeKeys.time(time);
    }

    private static @Nullable Long orNull(long time) {
        return time == Windows.NONE ? null : time;
    }

    private static AccountingView view(Accounting a) {
        return new AccountingView(
                a.in(),
                Accounting.total(a.invalidByReason()),
                Accounting.total(a.lateByReason()),
                a.duplicate(),
                Accounting.total(a.botByReason()),
                a.kept(),
                a.watermarks(),
                a.facts(),
                Map.of("invalid", a.invalidByReason(), "late", a.lateByReason(), "bot", a.botByReason()));
    }

    private void each(Bytes from, Bytes to, java.util.function.Consumer<KeyValue<Bytes, byte[]>> action) {
        try (KeyValueIterator<Bytes, byte[]> range = merge.range(from, to)) {
            range.forEachRemaining(action);
        }
    }
}
