package io.trialstream.topology.query;

import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.VariantWindow;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Questions about experiments and totals, asked of the merge store ({@code Stores.MERGE}). */
public final class MergeQueries {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> merge;

    public MergeQueries(ReadOnlyKeyValueStore<Bytes, byte[]> merge) {
        this.merge = merge;
    }

    /** Definitions known to the topology, by id. */
    public List<ExperimentDefinition> experiments() {
        throw new UnsupportedOperationException(String.valueOf(merge));
    }

    /** The scorecard as last computed; empty for an unknown experiment. */
    public Optional<Scorecard> scorecard(String experimentId) {
        throw new UnsupportedOperationException();
    }

    /**
     * Final windows of an experiment, by window start, then by version, phase and variant.
     *
     * @param fromMs inclusive
     * @param toMs exclusive
     * @param limit at most so many
     * @param after {@code variant-ctr} key to continue behind; null to begin
     */
    public List<VariantWindow> windows(String experimentId, long fromMs, long toMs, int limit, @Nullable String after) {
        throw new UnsupportedOperationException();
    }

    /** The sum over all partitions that have reported. */
    public AccountingView accounting() {
        throw new UnsupportedOperationException();
    }

    /** Partitions that have reported, by number. */
    public List<PartitionView> partitions() {
        throw new UnsupportedOperationException();
    }

    /** End of the newest window that is final, epoch ms; null before the first. */
    public @Nullable Long finalThrough() {
        throw new UnsupportedOperationException();
    }
}
