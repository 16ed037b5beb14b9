package io.trialstream.oracle;

import static io.trialstream.oracle.Log.DAY;
import static io.trialstream.oracle.Log.HOUR;
import static io.trialstream.oracle.Log.MINUTE;
import static io.trialstream.oracle.Log.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.OracleSettings.Bots;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.VerdictSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 6, with bounds of 2 acts a minute, 5 an hour and 2 gaps below 10 ms. */
class BotsTest {
    private static final Map<String, String> CRAWLER = Map.of("user_agent", "crawler");

    private static Log log() {
        return new Log(OracleSettings.defaults(1)
                .with(new Bots(2, 5, 2, 10, Set.of("heartbeat"), agent -> agent.equals("crawler"))));
    }

    private static List<BotVerdict> verdicts(Log log) {
        return log.result().partitions().get(0).verdicts();
    }

    @Test
    void one_act_more_than_the_minute_allows() {
        Log log = log().event("a", "view_page", T0 + MINUTE - 1); // the minute before
        log.event("a", "view_page", T0 + MINUTE).event("a", "heartbeat", T0 + MINUTE + 1);
        log.event("a", "view_page", T0 + 2 * MINUTE - 1).event("a", "view_page", T0 + MINUTE + 30_000);
        assertThat(log.outcomes()).containsExactly("KEPT", "KEPT", "KEPT", "KEPT", "BOT volume");
        assertThat(verdicts(log))
                .containsExactly(BotVerdict.newBuilder()
                        .setUnit("a")
                        .setReason("volume")
                        .setEvidence(Map.of("events", 3.0, "bound", 2.0, "windowMs", 60_000.0))
                        .setFrom(0) // no watermark yet
                        .setUntil(T0 + MINUTE + 30_000 + DAY)
                        .setProvingEventId("id-4")
                        .setSource(VerdictSource.rule)
                        .build());
    }

    @Test
    void one_act_more_than_the_hour_allows() {
        Log log = log();
        for (int minute = 0; minute < 6; minute++) {
            log.event("a", "view_page", T0 + minute * MINUTE);
        }
        assertThat(log.outcomes()).endsWith("KEPT", "BOT volume");
        assertThat(verdicts(log).get(0).getEvidence())
                .containsOnly(Map.entry("events", 6.0), Map.entry("bound", 5.0), Map.entry("windowMs", 3_600_000.0));
    }

    /** Automatic events are judged by ten times the bound, by themselves. */
    @Test
    void automatic_events_may_be_ten_times_as_many() {
        Log log = log();
        for (int i = 0; i < 20; i++) {
            log.event("a", "heartbeat", T0 + i);
        }
        assertThat(verdicts(log)).isEmpty();
        assertThat(verdicts(log.event("a", "heartbeat", T0 + 20)).get(0).getEvidence())
                .containsEntry("events", 21.0)
                .containsEntry("bound", 20.0);
    }

    /** Gaps: 9 ms (counts), 10 ms (does not), −9 ms (counts: absolute): two in the hour prove. */
    @Test
    void short_gaps_between_acts_as_processed() {
        long t = T0 + MINUTE - 15;
        Log log = log().event("a", "view_page", t).event("a", "view_page", t + 9);
        log.event("a", "view_page", t + 19).event("a", "heartbeat", t + 20);
        assertThat(log.event("a", "view_page", t + 10).outcomes().subList(0, 2)).containsExactly("KEPT", "KEPT");
        // All but t + 19 lie in the first minute: t, t + 9, t + 10 are three acts there, so volume proves first.
        assertThat(verdicts(log).get(0).getReason()).isEqualTo("volume");

        Log other = log().event("a", "view_page", t).event("a", "view_page", t + 9);
        other.event("a", "view_page", t + 19).event("a", "heartbeat", t + 20).event("a", "view_page", t + 28);
        assertThat(other.outcomes()).endsWith("BOT burst-interval");
        assertThat(verdicts(other).get(0).getEvidence()).containsOnly(Map.entry("gaps", 2.0), Map.entry("bound", 2.0));
    }

    /** The gap belongs to the hour of its own act: one before the full hour, one after it, do not add up. */
    @Test
    void gaps_are_counted_by_the_hour() {
        long t = T0 + HOUR - 5;
        Log log =
                log().event("a", "view_page", t - 5).event("a", "view_page", t).event("a", "view_page", t + 5);
        assertThat(verdicts(log)).isEmpty();
        assertThat(log.event("a", "view_page", t + 6).outcomes()).endsWith("BOT burst-interval");
    }

    /** 29 ms backwards is no short gap; 5 ms backwards is the second one, with the 9 ms before. */
    @Test
    void gaps_are_absolute() {
        Log log = log().event("a", "view_page", T0 + MINUTE).event("a", "view_page", T0 + MINUTE + 9);
        assertThat(verdicts(log.event("a", "view_page", T0 + MINUTE - 20))).isEmpty();
        assertThat(log.event("a", "view_page", T0 + MINUTE - 25).outcomes()).endsWith("BOT burst-interval");
    }

    /** Two gaps prove; the third, still under the verdict and within the hour, tells nobody anything new. */
    @Test
    void proofs_under_a_verdict_are_silent_for_an_hour() {
        Log log = log().event("a", "view_page", T0 + 59_996).event("a", "view_page", T0 + 59_999);
        log.event("a", "view_page", T0 + 60_005).event("a", "view_page", T0 + 60_007);
        assertThat(log.outcomes()).endsWith("BOT burst-interval", "BOT burst-interval");
        assertThat(verdicts(log)).extracting(BotVerdict::getProvingEventId).containsExactly("id-2");
    }

    @Test
    void the_user_agent_comes_first() {
        Log log = log().event("a", "view_page", T0).event("a", "view_page", T0 + 5);
        log.event("a", "view_page", T0 + 6, CRAWLER, Map.of());
        assertThat(verdicts(log).get(0).getReason()).isEqualTo("user-agent");
        assertThat(verdicts(log).get(0).getEvidence()).containsOnly(Map.entry("matched", 1.0));
    }

    /** At watermark 25 min the window [0, 15) is closed: its event stays kept, those from 15 on become a bot's. */
    @Test
    void a_verdict_takes_back_what_is_still_open() {
        Log log = log().event("a", "view_page", T0 + 14 * MINUTE).event("a", "view_page", T0 + 15 * MINUTE);
        log.event("b", "view_page", T0 + 15 * MINUTE).watermark(T0 + 25 * MINUTE);
        log.event("a", "view_page", T0 + 26 * MINUTE, CRAWLER, Map.of());
        assertThat(log.outcomes()).containsExactly("KEPT", "KEPT", "KEPT", "BOT user-agent");
        OracleResult result = log.result();
        assertThat(result.total().kept()).isEqualTo(2);
        assertThat(result.total().botByReason()).containsOnly(Map.entry("user-agent", 2L));
        assertThat(result.windows().get(T0)).returns(1L, OracleResult.Accounting::kept);
        assertThat(verdicts(log).get(0).getFrom()).isEqualTo(T0 + 15 * MINUTE);
        assertThat(log.watermark(T0 + 40 * MINUTE).result().total().bot()).isEqualTo(2);
    }

    @Test
    void a_verdict_ends_after_a_day() {
        Log log = log().event("a", "view_page", T0, CRAWLER, Map.of());
        log.event("a", "view_page", T0 + DAY - 1).event("a", "view_page", T0 + DAY);
        assertThat(log.outcomes()).containsExactly("BOT user-agent", "BOT user-agent", "KEPT");
        // A new one from the oldest open window takes the kept one back.
        log.event("a", "view_page", T0 + DAY + MINUTE, CRAWLER, Map.of());
        assertThat(verdicts(log)).hasSize(2);
        assertThat(log.result().total().bot()).isEqualTo(4);
    }

    @Test
    void a_verdict_is_extended_by_an_hour_or_more() {
        Log log = log().event("a", "view_page", T0, CRAWLER, Map.of());
        log.event("a", "view_page", T0 + HOUR - 1, CRAWLER, Map.of());
        assertThat(verdicts(log)).hasSize(1);
        log.watermark(T0 + HOUR).event("a", "view_page", T0 + HOUR, CRAWLER, Map.of());
        assertThat(verdicts(log)).hasSize(2).last().satisfies(v -> {
            assertThat(v.getFrom()).isZero(); // an extension does not move the beginning
            assertThat(v.getUntil()).isEqualTo(T0 + HOUR + DAY);
        });
    }

    /** A kept event a day ahead becomes a bot's by a start, though it lies at the end; by an extension it does not. */
    @Test
    void only_a_start_takes_back() {
        Log start = log().event("a", "view_page", T0 + DAY).event("a", "view_page", T0, CRAWLER, Map.of());
        assertThat(start.result().total().bot()).isEqualTo(2);
        Log extension = log().event("a", "view_page", T0, CRAWLER, Map.of());
        extension.event("a", "view_page", T0 + DAY).event("a", "view_page", T0 + HOUR, CRAWLER, Map.of());
        assertThat(verdicts(extension)).hasSize(2);
        assertThat(extension.result().total().kept()).isEqualTo(1);
    }
}
