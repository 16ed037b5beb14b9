package io.trialstream.app.idle;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.app.config.Keys.AllIdle;
import io.trialstream.app.idle.IdleRulings.Observation;
import io.trialstream.app.idle.IdleRulings.Ruling;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows of 15 minutes with 10 minutes of grace; silence is a minute. Event times are minutes, clocks are seconds. */
class IdleRulingsTest {
    private final IdleRulings rulings = rulings(AllIdle.HOLD);

    private static IdleRulings rulings(AllIdle allIdle) {
        return new IdleRulings(Duration.ofMinutes(15), Duration.ofMinutes(10), Duration.ofMinutes(1), allIdle);
    }

    private static long minutes(long minutes) {
        return Duration.ofMinutes(minutes).toMillis();
    }

    private static Observation at(int partition, @Nullable Long minute) {
        return new Observation(partition, minute == null ? null : minutes(minute), true, true);
    }

    private List<Ruling> decide(long second, Observation... observations) {
        return decide(rulings, second, observations);
    }

    /** Decides and takes the rulings as written. */
    private static List<Ruling> decide(IdleRulings rulings, long second, Observation... observations) {
        List<Ruling> made = rulings.decide(Arrays.asList(observations), second * 1000, second * 1000);
        made.forEach(rulings::written);
        return made;
    }

    @Test
    void aSilentPartitionAdoptsTheOthersTimeAfterTheTimeout() {
        assertThat(decide(0, at(0, 5L), at(1, 10L))).isEmpty();
        assertThat(decide(59, at(0, 5L), at(1, 60L))).isEmpty();
        assertThat(decide(60, at(0, 5L), at(1, 60L))).containsExactly(new Ruling(0, minutes(60)));
    }

    @Test
    void theLeastOfThoseThatAreNotSilentCounts() {
        decide(0, at(0, 5L), at(1, 10L), at(2, 10L));
        assertThat(decide(60, at(0, 5L), at(1, 90L), at(2, 60L))).containsExactly(new Ruling(0, minutes(60)));
    }

    @Test
    void nothingIsAdoptedThatClosesNothing() {
        decide(0, at(0, 12L), at(1, 14L));
        // Minute 24 closes nothing: the first window ends at 15, and its grace at 25.
        assertThat(decide(60, at(0, 12L), at(1, 24L))).isEmpty();
        assertThat(decide(61, at(0, 12L), at(1, 25L))).containsExactly(new Ruling(0, minutes(25)));
        assertThat(decide(62, at(0, 25L), at(1, 39L))).isEmpty();
        assertThat(decide(63, at(0, 25L), at(1, 40L))).containsExactly(new Ruling(0, minutes(40)));
    }

    @Test
    void twoSilentPartitionsDoNotHoldEachOtherBack() {
        decide(0, at(0, 5L), at(1, 5L), at(2, 10L));
        assertThat(decide(60, at(0, 5L), at(1, 5L), at(2, 30L)))
                .containsExactly(new Ruling(0, minutes(30)), new Ruling(1, minutes(30)));
        // Both moved, but only because they were told to: they stay silent and follow at once.
        assertThat(decide(61, at(0, 30L), at(1, 30L), at(2, 60L)))
                .containsExactly(new Ruling(0, minutes(60)), new Ruling(1, minutes(60)));
    }

    @Test
    void aRulingIsNotRepeatedBeforeItWasRead() {
        decide(0, at(0, 5L), at(1, 10L));
        assertThat(decide(60, at(0, 5L), at(1, 60L))).hasSize(1);
        assertThat(decide(61, at(0, 5L), at(1, 61L))).isEmpty();
    }

    @Test
    void aPartitionThatSpeaksAgainIsWaitedForAgain() {
        decide(0, at(0, 5L), at(1, 10L));
        decide(60, at(0, 5L), at(1, 60L));
        assertThat(decide(61, at(0, 61L), at(1, 100L))).isEmpty();
        assertThat(decide(120, at(0, 61L), at(1, 130L))).isEmpty();
        assertThat(decide(121, at(0, 61L), at(1, 130L))).containsExactly(new Ruling(0, minutes(130)));
    }

    @Test
    void whatIsNotReadToTheEndIsNotSilentAndHoldsTheOthers() {
        Observation behind = new Observation(1, minutes(10), true, false);
        decide(0, at(0, 12L), behind, at(2, 20L));
        assertThat(decide(60, at(0, 12L), behind, at(2, 200L))).isEmpty();
        assertThat(decide(61, at(0, 12L), at(1, 100L), at(2, 200L))).containsExactly(new Ruling(0, minutes(100)));
    }

    @Test
    void silenceBeginsWhenTheEndIsReached() {
        decide(0, at(0, 5L), at(1, 10L));
        decide(50, new Observation(0, minutes(5), true, false), at(1, 50L));
        assertThat(decide(60, at(0, 5L), at(1, 60L))).isEmpty();
        assertThat(decide(110, at(0, 5L), at(1, 110L))).containsExactly(new Ruling(0, minutes(110)));
    }

    @Test
    void aPartitionThatNeverHadATimeAdoptsOne() {
        decide(0, at(0, null), at(1, 10L));
        assertThat(decide(60, at(0, null), at(1, 11L))).containsExactly(new Ruling(0, minutes(11)));
    }

    @Test
    void aPartitionThatMayYetTellItsTimeHoldsEverybody() {
        Observation unknown = new Observation(2, null, true, false);
        decide(0, at(0, 5L), at(1, 10L), unknown);
        assertThat(decide(60, at(0, 5L), at(1, 60L), unknown)).isEmpty();
    }

    @Test
    void whatAnotherInstanceOwnsIsLeftToIt() {
        Observation foreign = new Observation(0, minutes(5), false, true);
        decide(0, foreign, at(1, 10L));
        assertThat(decide(60, foreign, at(1, 60L))).isEmpty();
    }

    @Test
    void whenAllAreSilentTimeStands() {
        decide(0, at(0, 5L), at(1, 100L));
        assertThat(decide(600, at(0, 5L), at(1, 100L))).isEmpty();
    }

    @Test
    void whenAllAreSilentTimeFollowsTheClockIfToldTo() {
        IdleRulings following = rulings(AllIdle.WALL_CLOCK);
        decide(following, 0, at(0, 5L), at(1, 6L));
        // One hour on the clock, less the time-out.
        assertThat(decide(following, 3600, at(0, 5L), at(1, 6L)))
                .containsExactly(new Ruling(0, minutes(59)), new Ruling(1, minutes(59)));
        assertThat(decide(following, 3601, at(0, 59L), at(1, 59L))).isEmpty();
    }
}
