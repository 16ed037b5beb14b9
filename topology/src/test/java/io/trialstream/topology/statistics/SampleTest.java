package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleTest {

    /** The textbook's two passes over raw data, in plain doubles: shares no line with the sums. */
    private static double bruteForceVariance(long[][] users) {
        double n = users.length;
        double meanM = Stream.of(users).mapToDouble(u -> u[0]).sum() / n;
        double meanD = Stream.of(users).mapToDouble(u -> u[1]).sum() / n;
        double r = meanM / meanD;
        double mm = Stream.of(users)
                        .mapToDouble(u -> (u[0] - meanM) * (u[0] - meanM))
                        .sum()
                / (n - 1);
        double dd = Stream.of(users)
                        .mapToDouble(u -> (u[1] - meanD) * (u[1] - meanD))
                        .sum()
                / (n - 1);
        double md = Stream.of(users)
                        .mapToDouble(u -> (u[0] - meanM) * (u[1] - meanD))
                        .sum()
                / (n - 1);
        return (mm - 2 * r * md + r * r * dd) / (n * meanD * meanD);
    }

    @Test
    void equalsBruteForceOverRawData() {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            long[][] users = Samples.users(random, 2 + random.nextInt(300), 0.2);
            RatioEstimate estimate = Samples.of(users).estimate();
            double expected = bruteForceVariance(users);
            assertThat(estimate.variance().orElseThrow()).isCloseTo(expected, within(1e-11 * expected + 1e-30));
        }
    }

    @Test
    void nothingIsLostByCancellation() {
        // Values 10⁹ and 10⁹ + 1: in doubles n·ΣM² − (ΣM)² is off by far more than its value. The variance of the mean
        // is ⅓/4.
        long big = 1_000_000_000L;
        Sample sample = Samples.of(new long[][] {{big, 1}, {big, 1}, {big + 1, 1}, {big + 1, 1}});
        assertThat(sample.estimate().variance().orElseThrow()).isEqualTo(1 / 12.0);
    }

    @Test
    void aConstantRatioHasNoVarianceAtAll() {
        RatioEstimate estimate =
                Samples.of(new long[][] {{1, 3}, {7, 21}, {11, 33}}).estimate();
        assertThat(estimate.ratio()).hasValue(1 / 3.0);
        assertThat(estimate.variance()).hasValue(0);
    }

    @Test
    void aMeanIsARatioWithDenominatorOne() {
        RatioEstimate mean = Samples.mean(4, "10", "30").estimate();
        assertThat(mean.ratio()).hasValue(2.5);
        // Of 1, 2, 3, 4: variance 5/3.
        assertThat(mean.variance().orElseThrow()).isCloseTo(5.0 / 12, within(1e-15));
        assertThat(mean.variancePerUnit().orElseThrow()).isCloseTo(5.0 / 3, within(1e-15));
    }

    @Test
    void aProportionHasTheBinomialVariance() {
        assertThat(Sample.proportion(28, 14).estimate().variance().orElseThrow())
                .isCloseTo(0.25 / 28, within(1e-17));
        assertThatThrownBy(() -> Sample.proportion(5, 6)).hasMessage("successes: expected 0 to 5, got 6");
    }

    @Test
    void whatIsUnknownIsEmpty() {
        assertThat(Sample.of(UnitSums.NONE).estimate()).isEqualTo(RatioEstimate.undefined(0));
        assertThat(Sample.of(UnitSums.NONE.add(0, 0).add(0, 0)).estimate()).isEqualTo(RatioEstimate.undefined(2));
        RatioEstimate one = Sample.of(UnitSums.ofUnit(1, 4)).estimate();
        assertThat(one.ratio()).hasValue(0.25);
        assertThat(one.variance()).isEmpty();
        assertThat(one.standardError()).isEmpty();
    }

    @Test
    void refusesSumsThatNoDataHas() {
        assertThatThrownBy(() -> Samples.mean(2, "10", "1").estimate())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected those of some data");
        assertThatThrownBy(() -> Samples.mean(2, "1e2000", "1"))
                .hasMessageContaining("sum: expected at most 100 digits");
    }

    /** t of one degree of freedom at 0.975 is 12.7062, of 29 at 0.95 1.6991 (tables of Student's distribution). */
    @Test
    void anIntervalIsStudents() {
        Bounds two = Sample.ratio(2, dec(1), dec(1), dec(6), dec(20), dec(4))
                .estimate()
                .bounds(.05);
        assertThat(two.low().orElseThrow()).isCloseTo(1 / 6.0 - 12.7062 / 9, within(1e-5));
        assertThat(two.high().orElseThrow()).isCloseTo(1 / 6.0 + 12.7062 / 9, within(1e-5));
        // Mean 2, sum of squared deviations 29: the variance of the mean is 1/30.
        Bounds mean = Sample.mean(30, dec(60), dec(149)).estimate().bounds(.1);
        assertThat(mean.high().orElseThrow()).isCloseTo(2 + 1.6991 / Math.sqrt(30), within(1e-5));
        assertThat(Sample.mean(1, dec(1), dec(1)).estimate().bounds(.05)).isEqualTo(Bounds.NONE);
        assertThat(Sample.mean(9, dec(9), dec(9)).estimate().bounds(.05)).isEqualTo(Bounds.NONE);
        assertThatThrownBy(() -> Sample.mean(9, dec(9), dec(9)).estimate().bounds(1))
                .hasMessage("alpha: expected more than 0 and less than 1, got 1.0");
    }

    private static BigDecimal dec(long number) {
        return BigDecimal.valueOf(number);
    }
}
