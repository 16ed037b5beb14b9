package io.trialstream.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayNameTest {
    @Test
    void allThatBearsIt() {
        ReplayName name = new ReplayName("shop", "v2");
        assertThat(name.applicationId()).isEqualTo("shop-replay-v2");
        assertThat(name.topics())
                .containsExactlyInAnyOrder(
                        "replay-v2-clean-events",
                        "replay-v2-rejected-events",
                        "replay-v2-late-events",
                        "replay-v2-bot-verdicts",
                        "replay-v2-sessions",
                        "replay-v2-variant-ctr",
                        "replay-v2-scorecards",
                        "shop-replay-v2-users-changelog",
                        "shop-replay-v2-timers-changelog",
                        "shop-replay-v2-partition-changelog",
                        "shop-replay-v2-merge-changelog",
                        "shop-replay-v2-partition-reports-repartition");
        assertThat(name.directory(Path.of("data"))).isEqualTo(Path.of("data", "replays", "v2"));
    }

    @Test
    void aNameThatBeginsLikeAnotherSharesNothingWithIt() {
        assertThat(new ReplayName("shop", "a-b").topics())
                .doesNotContainAnyElementsOf(new ReplayName("shop", "a").topics());
        assertThat(new ReplayName("shop", "user").topics())
                .doesNotContainAnyElementsOf(
                        Topics.ALL.stream().map(Topic::name).toList());
    }

    @Test
    void isFoundInTheTopicOfItsWindows() {
        assertThat(ReplayName.ofWindowsTopic("replay-a-b-variant-ctr")).contains("a-b");
        assertThat(ReplayName.ofWindowsTopic("replay-a-b-variant-ctr-2")).isEmpty();
        assertThat(ReplayName.ofWindowsTopic("variant-ctr")).isEmpty();
        assertThat(ReplayName.ofWindowsTopic("replay-user-events")).isEmpty();
    }

    @Test
    void aTemporaryOneIsLikeNoOther() {
        assertThat(ReplayName.temporary("shop", Instant.parse("2025-08-08T01:02:03.9Z"), 77)
                        .name())
                .isEqualTo("tmp-20250808010203-77");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "ä", "a*"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> new ReplayName("shop", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a name of [A-Za-z0-9_.-]{1,64} that is not '.' or '..', found '" + name + "'");
        assertThat(new ReplayName("shop", "n".repeat(64)).name()).hasSize(64);
        assertThatThrownBy(() -> new ReplayName("shop", "n".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }
}
