package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitSumsTest {

    private final Random random = new Random(3);

    @Test
    void sumsOfTwoUnits() {
        assertThat(UnitSums.NONE.add(2, 3).add(5, 7)).isEqualTo(new UnitSums(2, 7, 10, 29, 58, 41));
    }

    @Test
    void takingAUnitOutRestoresThePriorState() {
        UnitSums sums = UnitSums.NONE;
        for (int i = 0; i < 1000; i++) {
            sums = sums.add(random.nextInt(1_000_000), random.nextInt(1_000_000));
            long m = random.nextInt(1_000_000);
            long d = random.nextInt(1_000_000);
            assertThat(sums.add(m, d).subtract(m, d)).isEqualTo(sums);
        }
    }

    @Test
    void orderDoesNotMatterAndMergingPartsIsSummingAll() {
        long[][] users = Samples.users(random, 500, 0.1);
        UnitSums all = Samples.sums(users);
        List<long[]> shuffled = new ArrayList<>(Arrays.asList(users));
        Collections.shuffle(shuffled, random);
        UnitSums first = Samples.sums(shuffled.subList(0, 123).toArray(new long[0][]));
        UnitSums second = Samples.sums(shuffled.subList(123, 500).toArray(new long[0][]));
        assertThat(first.merge(second)).isEqualTo(all);
        assertThat(second.merge(first)).isEqualTo(all);
        assertThat(first.merge(UnitSums.NONE)).isEqualTo(first);
    }

    @Test
    void anOverflowIsAnErrorAndNotANegativeSum() {
        assertThatThrownBy(() -> UnitSums.NONE.add(1L << 32, 1)).isInstanceOf(ArithmeticException.class);
        UnitSums nearlyFull = new UnitSums(1, 1, 1, Long.MAX_VALUE - 3, 1, 1);
        assertThatThrownBy(() -> nearlyFull.add(2, 0)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> nearlyFull.merge(nearlyFull)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void noUnitCanLeaveAnEmptyArm() {
        assertThatThrownBy(() -> UnitSums.NONE.subtract(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("units: expected 0 or more, got -1");
    }
}
