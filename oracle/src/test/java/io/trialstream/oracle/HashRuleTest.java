package io.trialstream.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.schemas.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashRuleTest {
    /** Expected values by Python: {@code int.from_bytes(hashlib.md5(b"x:u1").digest()[:8], "big") % 10000}. */
    @Test
    void bucket_is_the_md5_modulo_ten_thousand() {
        assertThat(HashRule.bucket("x", "u1")).isEqualTo(7764);
        assertThat(HashRule.bucket("x", "u2")).isEqualTo(8172);
        assertThat(HashRule.bucket("x.enrolment", "u1")).isEqualTo(1025);
        assertThat(HashRule.bucket("x", "사용자")).isEqualTo(4952);
    }

    /** Weights 1, 2, 4: W = 7; edges floor(10000/7) = 1428 and floor(30000/7) = 4285. */
    @Test
    void arms_own_buckets_by_cumulated_weights() {
        List<Variant> arms = List.of(new Variant("a", 1), new Variant("b", 2), new Variant("c", 4));
        assertThat(List.of(0, 1427, 1428, 4284, 4285, 9999))
                .extracting(bucket -> HashRule.arm(arms, bucket))
                .containsExactly("a", "a", "b", "b", "c", "c");
    }

    @Test
    void an_arm_without_weight_owns_nothing() {
        List<Variant> arms = List.of(new Variant("none", 0), new Variant("all", 3));
        assertThat(HashRule.arm(arms, 0)).isEqualTo("all");
        assertThat(HashRule.arm(List.of(new Variant("none", 0)), 0)).isNull();
    }

    @Test
    void enrolled_is_what_lies_below_the_percentage() {
        assertThat(HashRule.enrolled(999, 10)).isTrue();
        assertThat(HashRule.enrolled(1000, 10)).isFalse();
        assertThat(HashRule.enrolled(0, 0)).isFalse();
        assertThat(HashRule.enrolled(9999, 100)).isTrue();
    }
}
