package io.trialstream.topology.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.topology.merge.MergeKeys;
import org.junit.jupiter.api.Test;

class CommittedFinalityTest {
    private final CommittedFinality finality = new CommittedFinality();

    private void through(int partition, long time) {
        finality.accept(partition, MergeKeys.finalThrough().get(), MergeKeys.time(time));
    }

    private void other(int partition) {
        finality.accept(partition, MergeKeys.mark(0).get(), new byte[] {1});
    }

    @Test
    void theLastWordOfAPartitionCounts() {
        assertThat(finality.through()).isNull();
        through(0, 900_000);
        through(0, 1_800_000);
        other(0);
        assertThat(finality.through()).isEqualTo(1_800_000);
    }

    @Test
    void whatIsFinalIsFinalInAllMergePartitions() {
        through(0, 1_800_000);
        other(1);
        assertThat(finality.through()).isNull();
        through(1, 900_000);
        assertThat(finality.through()).isEqualTo(900_000);
    }
}
