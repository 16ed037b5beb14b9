package io.trialstream.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentRepeatsTest {

    @Test
    void unitAndIdTogetherAreWhatIsRemembered() {
        RecentRepeats repeats = new RecentRepeats();
        assertThat(repeats.seen("ab", "c")).isFalse();
        assertThat(repeats.seen("a", "bc")).isFalse();
        assertThat(repeats.seen("b", "c")).isFalse();
        assertThat(repeats.seen("ab", "c")).isTrue();
    }

    @Test
    void asExactAsASetWhileItRemembersAll() {
        RecentRepeats repeats = new RecentRepeats();
        Set<Integer> exact = new HashSet<>();
        Random random = new Random(9);
        for (int i = 0; i < 200_000; i++) {
            int id = random.nextInt(100_000);
            assertThat(repeats.seen("unit", Integer.toString(id))).isEqualTo(!exact.add(id));
        }
    }

    @Test
    void theOldestAreForgottenAGenerationAtATime() {
        RecentRepeats repeats = new RecentRepeats(3);
        for (String id : "1 2 3 4 5".split(" ")) {
            assertThat(repeats.seen("u", id)).isFalse();
        }
        assertThat(repeats.seen("u", "1")).as("in the older generation").isTrue();
        assertThat(repeats.seen("u", "6")).isFalse();
        assertThat(repeats.seen("u", "1")).as("forgotten").isFalse();
        assertThat(repeats.seen("u", "4")).isTrue();
    }
}
