package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Intervals of 95 % for CTR where a user's impressions are alike, as they are: which of them hold the truth? */
class DeltaMethodCoverageTest {

    private static final int RUNS = 1000;
    private static final double CTR = 0.1;

    @Test
    void theDeltaMethodCoversAndTheBinomialOnImpressionsDoesNot() {
        int covered = 0;
        int coveredByBinomial = 0;
        for (int run = 0; run < RUNS; run++) {
            UnitSums sums = Samples.sums(Samples.users(new Random(run), 400, CTR));
            RatioEstimate estimate = Sample.of(sums).estimate();
            double r = estimate.ratio().orElseThrow();
            covered += Math.abs(r - CTR) <= 1.96 * estimate.standardError().orElseThrow() ? 1 : 0;
            coveredByBinomial += Math.abs(r - CTR) <= 1.96 * Math.sqrt(r * (1 - r) / sums.sumD()) ? 1 : 0;
        }
        // 95 % of 1000 within four binomial standard deviations (6.9).
        assertThat(covered).isBetween(922, 978);
        assertThat(coveredByBinomial).isLessThan(850);
    }
}
