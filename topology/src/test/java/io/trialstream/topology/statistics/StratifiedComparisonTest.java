package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.topology.statistics.StratifiedComparison.Phase;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StratifiedComparisonTest {

    private final Random random = new Random(21);

    @Test
    void onePhaseIsThePlainEstimate() {
        Phase phase = new Phase(Samples.of(Samples.users(random, 80, 0.2)), Samples.of(Samples.users(random, 90, 0.2)));
        StratifiedComparison result = StratifiedComparison.of(List.of(phase));
        assertThat(result.baseline()).isEqualTo(phase.baseline().estimate());
        assertThat(result.treatment()).isEqualTo(phase.treatment().estimate());
        assertThat(result.unitsLeftOut()).isZero();
    }

    @Test
    void equalsTheFormulaWrittenOutOverRawData() {
        long[][][] arm = {Samples.users(random, 60, 0.1), Samples.users(random, 200, 0.3)};
        long[][][] other = {Samples.users(random, 90, 0.1), Samples.users(random, 50, 0.3)};
        StratifiedComparison result = StratifiedComparison.of(List.of(
                new Phase(Samples.of(arm[0]), Samples.of(other[0])),
                new Phase(Samples.of(arm[1]), Samples.of(other[1]))));
        double[] weights = {150 / 400.0, 250 / 400.0};
        double m = weights[0] * mean(arm[0], 1, 0) + weights[1] * mean(arm[1], 1, 0);
        double d = weights[0] * mean(arm[0], 0, 1) + weights[1] * mean(arm[1], 0, 1);
        double r = m / d;
        double variance = 0;
        for (int h = 0; h < 2; h++) {
            double centre = mean(arm[h], 1, -r);
            double squares = Stream.of(arm[h])
                    .mapToDouble(u -> Math.pow(u[0] - r * u[1] - centre, 2))
                    .sum();
            variance += weights[h] * weights[h] * squares / (arm[h].length - 1) / arm[h].length / (d * d);
        }
        assertThat(result.baseline().ratio().orElseThrow()).isCloseTo(r, within(1e-13));
        assertThat(result.baseline().variance().orElseThrow()).isCloseTo(variance, within(1e-13 * variance + 1e-18));
        assertThat(result.baseline().units()).isEqualTo(260);
    }

    private static double mean(long[][] users, double ofM, double ofD) {
        return Stream.of(users)
                .mapToDouble(u -> ofM * u[0] + ofD * u[1])
                .average()
                .orElseThrow();
    }

    @Test
    void orderOfPhasesDoesNotMatter() {
        Phase a = new Phase(Samples.of(Samples.users(random, 60, 0.1)), Samples.of(Samples.users(random, 70, 0.1)));
        Phase b = new Phase(Samples.of(Samples.users(random, 20, 0.4)), Samples.of(Samples.users(random, 70, 0.4)));
        StratifiedComparison one = StratifiedComparison.of(List.of(a, b));
        StratifiedComparison two = StratifiedComparison.of(List.of(b, a));
        assertThat(one.treatment().variance().orElseThrow())
                .isCloseTo(two.treatment().variance().orElseThrow(), within(1e-18));
        assertThat(one.treatment().ratio()).isEqualTo(two.treatment().ratio());
    }

    /** No effect in either phase, but the split and the users changed together: pooling sees one, strata do not. */
    @Test
    void phasesOfDifferentSplitsDoNotMakeAnEffect() {
        Phase first =
                new Phase(Samples.of(Samples.users(random, 9000, 0.02)), Samples.of(Samples.users(random, 1000, 0.02)));
        Phase second =
                new Phase(Samples.of(Samples.users(random, 5000, 0.10)), Samples.of(Samples.users(random, 5000, 0.10)));
        StratifiedComparison strata = StratifiedComparison.of(List.of(first, second));
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 10_000, Side.TWO);
        assertThat(sequence.compare(strata.baseline(), strata.treatment())
                        .absolute()
                        .bounds()
                        .excludes(0))
                .isFalse();
        Comparison pooled = sequence.compare(
                pool(first.baseline(), second.baseline()).estimate(),
                pool(first.treatment(), second.treatment()).estimate());
        assertThat(pooled.absolute().bounds().excludes(0)).isTrue();
    }

    private static Sample pool(Sample a, Sample b) {
        return Sample.ratio(
                a.units() + b.units(),
                a.sumM().add(b.sumM()),
                a.sumMM().add(b.sumMM()),
                a.sumD().add(b.sumD()),
                a.sumDD().add(b.sumDD()),
                a.sumMD().add(b.sumMD()));
    }

    @Test
    void aPhaseWithoutBothArmsIsLeftOutAndCounted() {
        Phase full = new Phase(Samples.of(Samples.users(random, 60, 0.1)), Samples.of(Samples.users(random, 70, 0.1)));
        Phase half = new Phase(Samples.of(Samples.users(random, 60, 0.1)), Sample.of(UnitSums.ofUnit(1, 1)));
        StratifiedComparison result = StratifiedComparison.of(List.of(full, half));
        assertThat(result.baseline()).isEqualTo(full.baseline().estimate());
        assertThat(result.unitsLeftOut()).isEqualTo(61);
        StratifiedComparison none = StratifiedComparison.of(List.of());
        assertThat(none.baseline().ratio()).isEmpty();
        assertThat(StratifiedComparison.of(List.of(half, half)).baseline().ratio())
                .isEmpty();
    }

    @Test
    void constantRatiosHaveNoVarianceHereEither() {
        Sample third = Samples.of(new long[][] {{1, 3}, {7, 21}, {11, 33}});
        Phase phase = new Phase(third, third);
        assertThat(StratifiedComparison.of(List.of(phase, phase)).baseline().variance())
                .hasValue(0);
    }
}
