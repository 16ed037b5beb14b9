package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.topology.statistics.SampleRatio.Split;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleRatioTest {

    private static Split split(long[] counts, double... weights) {
        return new Split(counts, weights);
    }

    private static long[] counts(long... counts) {
        return counts;
    }

    private static double p(Split split) {
        return SampleRatio.chiSquare(split).pValue();
    }

    /** GrowthBook (MIT), packages/back-end/test/stats.test.ts. */
    @Test
    void chiSquareMatchesPublishedFigures() {
        assertThat(p(split(counts(1000, 1200), 0.5, 0.5))).isCloseTo(2.0079e-05, within(5e-10));
        assertThat(p(split(counts(310, 98), 0.75, 0.25))).isCloseTo(0.647434186, within(5e-10));
        assertThat(p(split(counts(500, 500, 600), 0.34, 0.33, 0.33))).isCloseTo(0.000592638, within(5e-10));
        assertThat(p(split(counts(1000, 1200, 900), 0.5, 0.5, 0))).isCloseTo(2.0079e-05, within(5e-10));
        assertThat(p(split(counts(1000), 0.5, 0.5))).isEqualTo(1);
        assertThat(p(split(counts(0, 0, 0), 0.34, 0.33, 0.33))).isEqualTo(1);
    }

    /** Optimizely ssrm (Apache-2.0), ssrm_test/test_ssrm_test.py: log marginals M1 − M0 after each batch, prior (1, 1, 1). */
    @Test
    void bayesFactorMatchesPublishedFigures() {
        long[][] batches = {{20, 17, 9}, {18, 21, 8}, {4, 6, 4}, {18, 19, 11}};
        double[] m1 = {-7.028201432058012, -11.947847738358888, -15.471401950257842, -19.96484521090386};
        double[] m0 = {-4.0776406466061985, -8.265946861099877, -11.610743519545139, -15.781031228536165};
        long[] seen = new long[3];
        for (int i = 0; i < batches.length; i++) {
            for (int arm = 0; arm < 3; arm++) {
                seen[arm] += batches[i][arm];
            }
            double log = SampleRatio.logBayesFactor(split(seen.clone(), 0.4, 0.4, 0.2), new double[] {1, 1, 1});
            assertThat(log).isCloseTo(m1[i] - m0[i], within(1e-11));
        }
    }

    @Test
    void weightsMayBeInAnyUnitAndArmsInAnyOrder() {
        Split a = split(counts(40, 70, 90), 2, 3, 5);
        Split b = split(counts(90, 40, 70), 50, 20, 30);
        assertThat(SampleRatio.chiSquare(a).statistic())
                .isCloseTo(SampleRatio.chiSquare(b).statistic(), within(1e-12));
        assertThat(SampleRatio.logBayesFactor(List.of(a), 1000))
                .isCloseTo(SampleRatio.logBayesFactor(List.of(b), 1000), within(1e-10));
    }

    @Test
    void phasesOfDifferentSplitsAreJudgedByTheirOwn() {
        Split first = split(counts(9000, 1000), 90, 10);
        Split second = split(counts(5000, 5000), 50, 50);
        double together = SampleRatio.logBayesFactor(List.of(first, second), 1000);
        assertThat(together)
                .isEqualTo(SampleRatio.logBayesFactor(List.of(first), 1000)
                        + SampleRatio.logBayesFactor(List.of(second), 1000));
        assertThat(SampleRatio.sequentialPValue(together)).isEqualTo(1);
        Split pooled = split(counts(14_000, 6_000), 50, 50);
        assertThat(SampleRatio.sequentialPValue(SampleRatio.logBayesFactor(List.of(pooled), 1000)))
                .isLessThan(1e-9);
    }

    @Test
    void nothingToTestIsNoEvidence() {
        for (Split split : List.of(
                split(counts(), 1, 1), split(counts(5), 1, 1), split(counts(0, 0), 1, 1), split(counts(5, 5), 1, 0))) {
            assertThat(SampleRatio.chiSquare(split)).isEqualTo(new SampleRatio.ChiSquare(0, 0, 1));
            assertThat(SampleRatio.logBayesFactor(List.of(split), 1000)).isZero();
        }
    }

    @Test
    void findsARealMismatchAndStaysSilentWithoutOne() {
        assertThat(firstAlarm(new Random(4), 0.48)).isBetween(1, 60_000);
        int alarms = 0;
        for (int seed = 0; seed < 100; seed++) {
            alarms += firstAlarm(new Random(seed), 0.5) < Integer.MAX_VALUE ? 1 : 0;
        }
        // At .001 two alarms in a hundred have probability .005.
        assertThat(alarms).isLessThanOrEqualTo(2);
    }

    /** Units until p ≤ .001, looked at after every five hundred; MAX_VALUE if 60,000 do not alarm. */
    private static int firstAlarm(Random random, double share) {
        long[] counts = new long[2];
        for (int unit = 1; unit <= 60_000; unit++) {
            counts[random.nextDouble() < share ? 0 : 1]++;
            if (unit % 500 == 0
                    && SampleRatio.sequentialPValue(
                                    SampleRatio.logBayesFactor(List.of(split(counts.clone(), 1, 1)), 1000))
                            <= 0.001) {
                return unit;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> split(counts(1, 2), 1, 1, 1))
                .hasMessage("counts: expected as many as weights (3), got 2");
        assertThatThrownBy(() -> split(counts(1, -2), 1, 1)).hasMessage("counts: expected 0 or more, got [1, -2]");
        assertThatThrownBy(() -> split(counts(1, 2), 1, Double.NaN))
                .hasMessage("weights: expected 0 or more, got [1.0, NaN]");
        assertThatThrownBy(() -> SampleRatio.logBayesFactor(List.of(split(counts(1, 2), 1, 1)), 0))
                .hasMessage("kappa: expected a positive number, got 0.0");
    }
}
