package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfidenceSequenceTest {

    /** GrowthBook (MIT), packages/stats/tests/frequentist/test_tests.py: sequential two-sided test, tuning 1000. */
    @Test
    void matchesAPublishedSequentialTest() {
        Comparison c = new ConfidenceSequence(0.05, 1000, Side.TWO)
                .compare(
                        Samples.mean(3000, "1396.87", "52377.9767").estimate(),
                        Samples.mean(3461, "2422.7", "134698.29").estimate());
        assertThat(c.linear().estimate().orElseThrow()).isCloseTo(0.50336, within(5e-6));
        assertThat(c.linear().standardError().orElseThrow()).isCloseTo(0.33341, within(5e-6));
        assertThat(c.linear().bounds().low().orElseThrow()).isCloseTo(-0.55844, within(5e-6));
        assertThat(c.linear().bounds().high().orElseThrow()).isCloseTo(1.56516, within(5e-6));
        assertThat(c.linear().pValue()).hasValue(1);
    }

    /**
     * gostevehoward/confseq (MIT), test/uniform_boundaries_unittest.cpp, two-sided normal mixture tuned for v = 100: bound at
     * v = 100 and logarithm of the mixture at s = 10, v = 100, which is minus the logarithm of the p-value.
     */
    @Test
    void matchesThePublishedNormalMixture() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 100, Side.TWO);
        assertThat(10 * sequence.multiplier(100)).isCloseTo(30.35209, within(5e-6));
        assertThat(sequence.pValue(1, 100))
                .as("ln mixture is −0.6510052, so p is capped")
                .isEqualTo(1);
        // At s = 35, v = 100 with ρ = 12.60056: ½·ln(ρ/(v + ρ)) + s²/(2(v + ρ)).
        double log = Math.log(12.60056 / 112.60056) / 2 + 35 * 35 / (2 * 112.60056);
        assertThat(Math.log(sequence.pValue(3.5, 100))).isCloseTo(-log, within(1e-6));
    }

    /** The same file, one-sided: 27.66071 is the exact mixture's bound; the closed form lies above it, by less than 1 %. */
    @Test
    void theOneSidedClosedFormIsTightAndOnTheSafeSide() {
        double bound = 10 * new ConfidenceSequence(0.05, 100, Side.GREATER).multiplier(100);
        assertThat(bound).isBetween(27.66071, 27.66071 * 1.01);
        // √v·k₁ written out in Python's doubles, ρ² at 2α.
        assertThat(bound).isCloseTo(27.790942353135218, within(1e-12));
    }

    @Test
    void pValueIsTheIntervalsInverse() {
        for (Side side : Side.values()) {
            ConfidenceSequence sequence = new ConfidenceSequence(0.05, 10_000, side);
            for (double units : new double[] {2, 100, 10_000, 5_000_000}) {
                double z = sequence.multiplier(units) * (side == Side.LESS ? -1 : 1);
                assertThat(sequence.pValue(z, units)).isCloseTo(0.05, within(1e-12));
                assertThat(sequence.pValue(side == Side.TWO ? 0 : -z, units)).isEqualTo(1);
            }
        }
    }

    @Test
    void widerThanTheFixedHorizonAndTightestNearItsTuning() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 10_000, Side.TWO);
        assertThat(sequence.multiplier(10_000)).isBetween(2.9, 3.2);
        assertThat(sequence.multiplier(100)).isGreaterThan(sequence.multiplier(10_000));
        assertThat(sequence.multiplier(100_000_000)).isGreaterThan(sequence.multiplier(10_000));
        ConfidenceSequence other = new ConfidenceSequence(0.05, 1_000_000, Side.TWO);
        assertThat(other.multiplier(1_000_000)).isLessThan(sequence.multiplier(1_000_000));
    }

    /**
     * A/A by correlated impressions, looked at after every 50 users from burn-in on. Bounds by the binomial: of 300 runs at most
     * 5 % may alarm (28 is the 99.9 % point), and the fixed-horizon test under the same looks must be seen to fail.
     */
    @Test
    void mayBeLookedAtAlways() {
        int runs = 300;
        int alarms = 0;
        int naiveAlarms = 0;
        for (int run = 0; run < runs; run++) {
            Random random = new Random(1000 + run);
            boolean alarm = false;
            boolean naive = false;
            UnitSums[] arms = {UnitSums.NONE, UnitSums.NONE};
            for (int look = 0; look < 60; look++) {
                for (int arm = 0; arm < 2; arm++) {
                    arms[arm] = arms[arm].merge(Samples.sums(Samples.users(random, 50, 0.05)));
                }
                if (arms[0].units() >= BurnIn.DEFAULT.minUnits()) {
                    RatioEstimate a = Sample.of(arms[0]).estimate();
                    RatioEstimate b = Sample.of(arms[1]).estimate();
                    alarm |= new ConfidenceSequence(0.05, 10_000, Side.TWO)
                            .compare(a, b)
                            .relative()
                            .bounds()
                            .excludes(0);
                    naive |= Comparison.welch(a, b, 0.05, Side.TWO)
                            .relative()
                            .bounds()
                            .excludes(0);
                }
            }
            alarms += alarm ? 1 : 0;
            naiveAlarms += naive ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(28);
        assertThat(naiveAlarms).as("the same looks with the fixed-horizon test").isGreaterThan(45);
    }

    @Test
    void burnInSaysHowManyAreMissing() {
        assertThat(BurnIn.DEFAULT.met(500, 100)).isTrue();
        assertThat(BurnIn.DEFAULT.met(499, 100)).isFalse();
        assertThat(BurnIn.DEFAULT.met(500, 99)).isFalse();
        assertThat(BurnIn.DEFAULT.unitsMissing(500, 100)).isZero();
        assertThat(BurnIn.DEFAULT.unitsMissing(100, 100)).isEqualTo(400);
        assertThat(BurnIn.DEFAULT.unitsMissing(1000, 50)).as("as many again").isEqualTo(1000);
        assertThat(BurnIn.DEFAULT.unitsMissing(1000, 0)).isEqualTo(100);
        assertThat(BurnIn.DEFAULT.unitsMissing(0, 0)).isEqualTo(500);
    }

    @Test
    void refusesWhatIsNoLevelOrNoTuning() {
        assertThatThrownBy(() -> new ConfidenceSequence(0, 10, Side.TWO))
                .hasMessage("alpha: expected more than 0 and less than 1, got 0.0");
        assertThatThrownBy(() -> new ConfidenceSequence(0.5, 10, Side.LESS))
                .hasMessage("alpha: expected less than 0.5 for a one-sided sequence, got 0.5");
        assertThatThrownBy(() -> new ConfidenceSequence(0.05, Double.NaN, Side.TWO))
                .hasMessage("tuning: expected a positive number of units, got NaN");
    }
}
