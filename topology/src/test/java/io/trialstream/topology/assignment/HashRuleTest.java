package io.trialstream.topology.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.schemas.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashRuleTest {
    @Test
    void bucketIsTheFirstEightBytesModuloTenThousand() {
        // By another tool: printf '%s' 'salt:user_1' | md5sum gives 0f36ca488429b531…, and 0x0f36ca488429b531 mod 10000
        // is 6401.
        assertThat(HashRule.bucket("salt", "user_1")).isEqualTo(6_401);
        // Bytes are UTF-8: the same by Python's hashlib.
        assertThat(HashRule.bucket("BEHAVIORAL_TARGETING_MVP_V1", "사용자")).isEqualTo(45);
    }

    @Test
    void bucketsAreShared() {
        List<Variant> thirds = List.of(new Variant("a", 1), new Variant("b", 1), new Variant("c", 1));
        assertThat(HashRule.variant(thirds, 3_332)).isEqualTo("a");
        assertThat(HashRule.variant(thirds, 3_333)).isEqualTo("b");
        assertThat(HashRule.variant(thirds, 6_665)).isEqualTo("b");
        assertThat(HashRule.variant(thirds, 6_666)).isEqualTo("c");
        assertThat(HashRule.variant(thirds, 9_999)).isEqualTo("c");
        assertThat(HashRule.variant(List.of(new Variant("a", 0), new Variant("b", 5)), 0))
                .isEqualTo("b");
        assertThat(HashRule.variant(List.of(new Variant("a", 0)), 0)).isNull();
    }

    @Test
    void anAssignmentCountsFromItsOwnTime() {
        Assignments assignments = new Assignments();
        assignments.add("e", 100, "a");
        assignments.add("e", 200, "b");
        assignments.add("e", 200, "c");
        assertThat(assignments.asOf("e", 99)).isNull();
        assertThat(assignments.asOf("e", 100)).isEqualTo("a");
        assertThat(assignments.asOf("e", 200))
                .as("of equal times the greatest variant")
                .isEqualTo("c");
        assertThat(assignments.add("e", 200, "c")).as("told twice").isFalse();
        assertThat(assignments.asOf("other", 1_000)).isNull();
    }
}
