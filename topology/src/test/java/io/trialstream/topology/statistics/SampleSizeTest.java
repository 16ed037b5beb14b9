package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SampleSizeTest {

    private static final DoubleUnaryOperator TWO_SIDED = SampleSize.fixedHorizon(0.05, Side.TWO);

    /** The rule every textbook has: 15.7 variances over δ² units an arm for 80 % at .05, here (1.959964 + 0.841621)²·2. */
    @Test
    void matchesTheTextbook() {
        long units = new SampleSize(1, 0.5).units(0.1, 0.8, TWO_SIDED).orElseThrow();
        assertThat(units).isEqualTo((long) Math.ceil(4 * Math.pow(1.959963985 + 0.841621234, 2) / 0.01));
    }

    /** At 10/90 the variance of a difference is (1/.1 + 1/.9)/4 = 25/9 of that at 50/50. */
    @Test
    void anUnevenSplitNeedsMore() {
        long even = new SampleSize(1, 0.5).units(0.01, 0.8, TWO_SIDED).orElseThrow();
        long uneven = new SampleSize(1, 0.1).units(0.01, 0.8, TWO_SIDED).orElseThrow();
        assertThat((double) uneven / even).isCloseTo(25 / 9.0, within(1e-4));
    }

    @Test
    void unitsEffectAndPowerAgree() {
        SampleSize size = new SampleSize(0.37, 0.1);
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 10_000, Side.TWO);
        for (DoubleUnaryOperator multiplier : new DoubleUnaryOperator[] {TWO_SIDED, sequence::multiplier}) {
            long units = size.units(-0.02, 0.9, multiplier).orElseThrow();
            assertThat(size.minimumDetectableEffect(units, 0.9, multiplier).orElseThrow())
                    .isCloseTo(0.02, within(1e-5))
                    .isLessThanOrEqualTo(0.02);
            assertThat(size.minimumDetectableEffect(units - 1, 0.9, multiplier).orElseThrow())
                    .isGreaterThan(0.02);
            assertThat(size.power(0.02, units, multiplier)).isCloseTo(0.9, within(1e-4));
        }
    }

    @Test
    void whatNoNumberOfUnitsFindsHasNone() {
        assertThat(new SampleSize(1, 0.5).units(1e-9, 0.8, TWO_SIDED)).isEmpty();
        assertThatThrownBy(() -> new SampleSize(1, 0.5).units(0, 0.8, TWO_SIDED))
                .hasMessage("effect: expected a number other than 0, got 0.0");
        assertThatThrownBy(() -> new SampleSize(0, 0.5)).hasMessage("variance: expected a positive number, got 0.0");
    }
}
