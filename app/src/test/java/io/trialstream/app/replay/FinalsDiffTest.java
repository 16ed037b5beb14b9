package io.trialstream.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.replay.FinalsDiff.Counts;
import io.trialstream.app.replay.FinalsDiff.Difference;
import io.trialstream.app.replay.FinalsDiff.Example;
import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.VariantWindow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FinalsDiffTest {
    /** A value's text is users, bots, then whatever its writer put behind. */
    private final FinalsDiff<VariantWindow> diff =
            new FinalsDiff<>(FinalKind.WINDOW, bytes -> window(new String(bytes, StandardCharsets.UTF_8)));

    private static VariantWindow window(String text) {
        String[] parts = text.split(" ");
        return new VariantWindow(
                "banner",
                1,
                "p1",
                "control",
                0L,
                900_000L,
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Map.of("ad_ctr", new MetricSum(Long.parseLong(parts[0]), 100L)));
    }

    private static byte[] value(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyRecordIsInExactlyOneCount() {
        diff.live("same", 1, value("5 0"));
        diff.live("changed", 2, value("5 0"));
        diff.live("gone", 3, value("5 0"));
        diff.replay("same", 1, value("5 0"));
        diff.replay("changed", 2, value("4 1"));
        diff.replay("new", 4, value("1 0"));
        diff.endPass();
        assertThat(diff.counts()).isEqualTo(new Counts(1, 1, 1, 1));
        assertThat(diff.counts().differ()).isTrue();
        assertThat(diff.examples())
                .containsExactly(
                        new Example("window", Difference.CHANGED, "changed", 2, window("5 0"), window("4 1")),
                        new Example("window", Difference.ONLY_LIVE, "gone", 3, window("5 0"), null),
                        new Example("window", Difference.ONLY_REPLAY, "new", 4, null, window("1 0")));
    }

    @Test
    void recordsAreComparedAndNotTheirBytes() {
        diff.live("a", 1, value("5 0 written one way"));
        diff.replay("a", 1, value("5 0 or another"));
        diff.endPass();
        assertThat(diff.counts()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(diff.counts().differ()).isFalse();
        assertThat(diff.examples()).isEmpty();
    }

    @Test
    void passesAddUp() {
        diff.live("a", 1, value("5 0"));
        diff.endPass();
        diff.live("b", 1, value("5 0"));
        diff.replay("b", 1, value("5 0"));
        diff.endPass();
        assertThat(diff.counts()).isEqualTo(new Counts(1, 0, 1, 0));
    }

    @Test
    void examplesAreTheEarliestTen() {
        for (int time = 30; time > 0; time--) {
            diff.live("w" + time, time, value("5 0"));
        }
        diff.endPass();
        assertThat(diff.counts()).isEqualTo(new Counts(0, 0, 30, 0));
        assertThat(diff.examples()).extracting(Example::time).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void aFinalRecordThatComesTwiceMakesItMeaningless() {
        diff.live("a", 1, value("5 0"));
        assertThatThrownBy(() -> diff.live("a", 1, value("5 0")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(
                        "the live application's variant-ctr holds the window a twice; expected each final"
                                + " record once");
        diff.replay("a", 1, value("5 0"));
        diff.replay("b", 1, value("5 0"));
        assertThatThrownBy(() -> diff.replay("a", 1, value("5 0"))).hasMessageStartingWith("the replay's variant-ctr");
        assertThatThrownBy(() -> diff.replay("b", 1, value("5 0"))).hasMessageStartingWith("the replay's variant-ctr");
    }

    @Test
    void aSessionIsNamedByUnitAndStartAndLiesWhereItEnds() {
        Session session = new Session(
                "u1",
                7L,
                1_754_611_200_000L,
                1_754_611_260_000L,
                3L,
                1,
                0,
                1,
                0,
                false,
                null,
                null,
                null,
                false,
                Map.of());
        assertThat(FinalKind.SESSION.identity().apply(value("u1"), session)).isEqualTo("u1 2025-08-08T00:00:00Z");
        assertThat(FinalKind.SESSION.time().applyAsLong(session)).isEqualTo(1_754_611_260_000L);
    }

    @Test
    void theReportSaysWhichMembersDiffer() {
        diff.live("banner/1/p1/control/0", 0, value("5 0"));
        diff.replay("banner/1/p1/control/0", 0, value("4 1"));
        diff.live("same", 0, value("4 1"));
        diff.replay("same", 0, value("4 1"));
        diff.endPass();
        DiffReport report = new DiffReport(
                new Span(Instant.EPOCH, null),
                Instant.ofEpochSecond(1800),
                Instant.ofEpochSecond(900),
                Instant.ofEpochSecond(1800),
                Instant.ofEpochSecond(2700),
                diff.counts(),
                new Counts(1_234, 0, 0, 0),
                diff.examples(),
                List.of("a note"));

        JsonNode json = report.toJson();
        assertThat(json.path("from").asText()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(json.path("to").isNull()).isTrue();
        assertThat(json.path("windows")).hasToString("{\"same\":1,\"changed\":1,\"onlyLive\":0,\"onlyReplay\":0}");
        JsonNode example = json.path("examples").path(0);
        assertThat(example.path("of").asText()).isEqualTo("window");
        assertThat(example.path("difference").asText()).isEqualTo("changed");
        assertThat(example.path("fields")).hasToString("[\"bot_users\",\"metrics.ad_ctr.numerator\",\"users\"]");
        assertThat(example.path("live").path("users").asLong()).isEqualTo(5);
        assertThat(example.path("replay").path("users").asLong()).isEqualTo(4);

        assertThat(report.differ()).isTrue();
        assertThat(report.toText())
                .contains(
                        "  windows       1        1          0            0\n",
                        "  sessions  1,234        0          0            0\n",
                        "a note\n",
                        "windows, changed (live -> replay), the earliest 1 of 1:\n"
                                + "  banner/1/p1/control/0, from 1970-01-01T00:00:00Z\n"
                                + "    bot_users: 0 -> 1\n"
                                + "    metrics.ad_ctr.numerator: 5 -> 4\n"
                                + "    users: 5 -> 4\n");
    }
}
