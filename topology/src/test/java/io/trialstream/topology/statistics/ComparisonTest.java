package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Offset<Double> FIVE_DIGITS = within(5e-6);

    private static Comparison welch(Sample a, Sample b, Side side) {
        return Comparison.welch(a.estimate(), b.estimate(), 0.05, side);
    }

    /** GrowthBook (MIT), packages/stats/tests/frequentist/test_tests.py: two-sided t-test of two means. */
    @Test
    void matchesAPublishedTestOfMeans() {
        Comparison c =
                welch(Samples.mean(3407, "1396.87", "52377.9767"), Samples.mean(3461, "2422.7", "134698.29"), Side.TWO);
        assertThat(c.absolute().estimate().orElseThrow()).isCloseTo(0.29, FIVE_DIGITS);
        assertThat(c.absolute().standardError().orElseThrow()).isCloseTo(0.12478, FIVE_DIGITS);
        assertThat(c.absolute().bounds().low().orElseThrow()).isCloseTo(0.04538, FIVE_DIGITS);
        assertThat(c.absolute().bounds().high().orElseThrow()).isCloseTo(0.53462, FIVE_DIGITS);
        assertThat(c.pValue().orElseThrow()).isCloseTo(0.02016, FIVE_DIGITS);
        assertThat(c.linear().standardError().orElseThrow()).isCloseTo(0.37879, FIVE_DIGITS);
        assertThat(c.linear().bounds().low().orElseThrow()).isCloseTo(-0.03526, FIVE_DIGITS);
        assertThat(c.linear().bounds().high().orElseThrow()).isCloseTo(1.44989, FIVE_DIGITS);
        assertThat(c.linear().pValue().orElseThrow()).isCloseTo(0.06191, FIVE_DIGITS);
    }

    /** GrowthBook (MIT), packages/stats/tests/test_gbstats.py::test_get_metric_dfs_frequentist_ratio. */
    @Test
    void matchesAPublishedRatioMetric() {
        Comparison c = welch(
                Samples.ratio(100, "270", "848.79", "510", "810", "-900"),
                Samples.ratio(120, "300", "869", "500", "800", "-905"),
                Side.TWO);
        assertThat(c.linear().estimate().orElseThrow()).isCloseTo(0.133333333, within(1e-9));
        assertThat(c.linear().standardError().orElseThrow()).isCloseTo(0.26150803765777914, within(1e-14));
        assertThat(c.linear().pValue().orElseThrow()).isCloseTo(0.610663339, within(1e-9));
    }

    /** Figures from SciPy 1.17.1 (stats.t) and the quadratic formula written out, in doubles. */
    @Test
    void matchesSciPyOnClicksPerImpression() {
        Comparison c = welch(
                Samples.ratio(1000, "412", "980", "9800", "118000", "4700"),
                Samples.ratio(1040, "530", "1310", "10100", "121000", "5900"),
                Side.TWO);
        assertThat(c.absolute().bounds().low().orElseThrow()).isCloseTo(0.002041122072706611, within(1e-12));
        assertThat(c.absolute().bounds().high().orElseThrow()).isCloseTo(0.018827740323737116, within(1e-12));
        assertThat(c.pValue().orElseThrow()).isCloseTo(0.014852030585816956, within(1e-12));
        assertThat(c.relative().estimate().orElseThrow()).isCloseTo(0.24819763529751035, within(1e-12));
        assertThat(c.relative().bounds().low().orElseThrow()).isCloseTo(0.04449284153270372, within(1e-11));
        assertThat(c.relative().bounds().high().orElseThrow()).isCloseTo(0.4976462180208219, within(1e-11));
    }

    @Test
    void liftAndDifferenceExcludeZeroTogetherAndWithTheirPValue() {
        Random random = new Random(11);
        int excluded = 0;
        for (int i = 0; i < 2000; i++) {
            Sample a = Samples.of(Samples.users(random, 30 + random.nextInt(100), 0.2));
            Sample b = Samples.of(Samples.users(random, 30 + random.nextInt(100), 0.2 + 0.15 * random.nextDouble()));
            Side side = i % 3 == 0 ? Side.TWO : i % 3 == 1 ? Side.GREATER : Side.LESS;
            Comparison c = welch(a, b, side);
            boolean excludes = c.absolute().bounds().excludes(0);
            assertThat(c.pValue().orElseThrow() < 0.05).isEqualTo(excludes);
            if (!c.relative().bounds().equals(Bounds.NONE)) {
                assertThat(c.relative().bounds().excludes(0)).isEqualTo(excludes);
            }
            excluded += excludes ? 1 : 0;
        }
        assertThat(excluded).as("both outcomes occur").isBetween(100, 1900);
    }

    /** Every lift inside Fieller's bounds passes the t test it inverts, every lift outside fails. */
    @Test
    void fiellerBoundsAreWhereTheTestTurns() {
        RatioEstimate a = Samples.of(Samples.users(new Random(1), 400, 0.2)).estimate();
        RatioEstimate b = Samples.of(Samples.users(new Random(2), 400, 0.3)).estimate();
        Comparison c = Comparison.welch(a, b, 0.05, Side.TWO);
        double k = (c.absolute().bounds().high().orElseThrow()
                        - c.absolute().estimate().orElseThrow())
                / c.absolute().standardError().orElseThrow();
        for (double bound : new double[] {
            c.relative().bounds().low().orElseThrow(),
            c.relative().bounds().high().orElseThrow()
        }) {
            double ratio = 1 + bound;
            double z = (b.ratio().orElseThrow() - ratio * a.ratio().orElseThrow())
                    / Math.sqrt(b.variance().orElseThrow()
                            + ratio * ratio * a.variance().orElseThrow());
            assertThat(Math.abs(z)).isCloseTo(k, within(1e-9));
        }
    }

    @Test
    void swappingArmsMirrorsTheDifference() {
        Sample a = Samples.of(Samples.users(new Random(1), 90, 0.2));
        Sample b = Samples.of(Samples.users(new Random(2), 120, 0.3));
        Comparison one = welch(a, b, Side.GREATER);
        Comparison other = welch(b, a, Side.LESS);
        assertThat(one.absolute().bounds().low().orElseThrow())
                .isEqualTo(-other.absolute().bounds().high().orElseThrow());
        assertThat(one.absolute().bounds().high()).isEmpty();
        assertThat(one.pValue()).isEqualTo(other.pValue());
    }

    @Test
    void aNegativeBaselineTurnsTheBoundOfTheLift() {
        Sample a = Samples.mean(100, "-200", "500");
        Sample b = Samples.mean(100, "-300", "1000");
        Comparison two = welch(a, b, Side.TWO);
        assertThat(two.absolute().bounds().high().orElseThrow()).isNegative();
        assertThat(two.relative().estimate()).hasValue(0.5);
        assertThat(two.relative().bounds().low().orElseThrow()).isBetween(0.0, 0.5);
        Comparison less = welch(a, b, Side.LESS);
        assertThat(less.relative().bounds().low().orElseThrow()).isPositive();
        assertThat(less.relative().bounds().high()).isEmpty();
    }

    @Test
    void withoutABaselineToldFromZeroALiftHasNoBounds() {
        Comparison c = welch(Samples.mean(100, "1", "50"), Samples.mean(100, "50", "90"), Side.TWO);
        assertThat(c.relative().estimate()).isPresent();
        assertThat(c.relative().bounds()).isEqualTo(Bounds.NONE);
        assertThat(c.absolute().bounds().low()).isPresent();
    }

    @Test
    void whatTheDataCannotTellIsEmptyAndNeverNaN() {
        Sample none = Sample.of(UnitSums.NONE);
        Sample one = Sample.of(UnitSums.ofUnit(1, 2));
        Sample zeros = Samples.of(new long[][] {{0, 5}, {0, 7}});
        Sample constant = Samples.of(new long[][] {{1, 2}, {2, 4}});
        Sample some = Samples.of(new long[][] {{1, 3}, {2, 4}, {0, 2}});
        for (Sample a : new Sample[] {none, one, zeros, constant}) {
            for (Sample b : new Sample[] {none, one, zeros, constant}) {
                Comparison c = welch(a, b, Side.TWO);
                assertThat(c.pValue()).isEmpty();
                assertThat(c.absolute().bounds()).isEqualTo(Bounds.NONE);
                assertThat(c.toString()).doesNotContain("NaN").doesNotContain("Infinity");
            }
        }
        assertThat(welch(none, some, Side.TWO).absolute().estimate()).isEmpty();
        assertThat(welch(one, some, Side.TWO).absolute().estimate()).isPresent();
        assertThat(welch(zeros, some, Side.TWO).relative().estimate()).isEmpty();
        assertThat(welch(zeros, some, Side.TWO).linear().pValue()).isEmpty();
        assertThat(welch(zeros, some, Side.TWO).pValue()).as("one arm varies").isPresent();
        assertThat(welch(constant, zeros, Side.TWO).absolute().standardError()).hasValue(0);
    }
}
