package io.trialstream.oracle;

import static io.trialstream.oracle.Log.DAY;
import static io.trialstream.oracle.Log.MINUTE;
import static io.trialstream.oracle.Log.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.OracleSettings.Bots;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Session;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 7. Gap 30 min. */
class SessionsTest {
    private static final Map<String, String> CRAWLER = Map.of("user_agent", "crawler");

    private static Log log() {
        return new Log(OracleSettings.defaults(1)
                .with(new Bots(300, 10_000, 10, 10, Set.of("heartbeat"), agent -> agent.equals("crawler"))));
    }

    private static List<Session> closed(Log log) {
        return log.watermark(T0 + 10 * DAY).result().sessions();
    }

    @Test
    void exactly_the_gap_continues_a_millisecond_more_does_not() {
        Log log = log().event("a", "view_page", T0).event("a", "view_page", T0 + 30 * MINUTE);
        log.event("a", "view_page", T0 + 60 * MINUTE + 1);
        assertThat(closed(log)).extracting(Session::getEvents).containsExactly(2L, 1L);
        assertThat(closed(log)).extracting(Session::getOrdinal).containsExactly(1L, 2L);
    }

    /** End 30 min; 60 min lies in [60, 75); closed at 75 + 10. */
    @Test
    void it_closes_with_the_window_that_holds_end_plus_gap() {
        Log log = log().event("a", "view_page", T0).event("a", "view_page", T0 + 30 * MINUTE);
        assertThat(log.watermark(T0 + 85 * MINUTE - 1).result().sessions()).isEmpty();
        assertThat(log.watermark(T0 + 85 * MINUTE).result().sessions())
                .singleElement()
                .satisfies(s -> assertThat(s.getEnd() - s.getStart()).isEqualTo(30 * MINUTE));
    }

    /** 0 and 50 min are two sessions until 25 min comes; 20 min before the first is in it, too. */
    @Test
    void an_event_in_between_merges() {
        Log log = log().event("a", "view_page", T0).event("a", "view_page", T0 + 50 * MINUTE);
        log.event("a", "view_page", T0 + 25 * MINUTE).event("a", "view_page", T0 - 20 * MINUTE);
        assertThat(closed(log)).singleElement().satisfies(s -> {
            assertThat(s.getEvents()).isEqualTo(4);
            assertThat(s.getStart()).isEqualTo(T0 - 20 * MINUTE);
            assertThat(s.getEnd()).isEqualTo(T0 + 50 * MINUTE);
        });
    }

    @Test
    void what_a_session_counts() {
        Log log = log().event("a", "view_page", T0 + 2000, Map.of("page", "B"), Map.of("page_name", "ignored"));
        log.event("a", "ad_impression", T0 + 1000, Map.of(), Map.of("page_name", "A", "path", "ignored"));
        log.event("a", "ad_click", T0 + 3000, Map.of("page", ""), Map.of("path", "C"));
        log.event("a", "click_bookmark", T0 + 3000, Map.of("page", "B", "user_agent", "x"), Map.of());
        log.event("a", "create_recipe", T0); // no page
        assertThat(closed(log))
                .containsExactly(Session.newBuilder()
                        .setUnit("a")
                        .setOrdinal(1)
                        .setStart(T0)
                        .setEnd(T0 + 3000)
                        .setEvents(5)
                        .setPages(3)
                        .setClicks(2) // ad_click, click_bookmark
                        .setImpressions(1)
                        .setConversions(2) // click_bookmark, create_recipe
                        .setBounce(false)
                        .setEntry("A") // the first by time that has one
                        .setExit("B") // of two at the last time, the last processed
                        .setDevice("desktop")
                        .setBot(false)
                        .setVariants(Map.of())
                        .build());
    }

    @Test
    void a_bounce_is_exactly_one_act() {
        Log log = log().event("one", "view_page", T0).event("one", "heartbeat", T0 + 1);
        log.event("none", "heartbeat", T0).event("two", "view_page", T0).event("two", "view_page", T0 + MINUTE);
        assertThat(closed(log))
                .extracting(s -> s.getUnit() + " " + s.getBounce())
                .containsExactly("none false", "one true", "two false");
    }

    /** The session of 0 min has closed before the verdict; that of 100 min is open; that of 24 h comes after. */
    @Test
    void a_verdict_marks_open_sessions() {
        Log log = log().event("a", "view_page", T0).event("a", "view_page", T0 + 100 * MINUTE);
        // Closes [90, 105): the event at 100 stays kept; its session closes at 145.
        log.watermark(T0 + 125 * MINUTE)
                .event("a", "view_page", T0 + 131 * MINUTE, CRAWLER, Map.of())
                .event("a", "view_page", T0 + 131 * MINUTE + DAY);
        assertThat(log.result().total().kept()).isEqualTo(3);
        assertThat(closed(log)).extracting(Session::getBot).containsExactly(false, true, true, false);
    }

    /** Known at the close, in force at the end: the assignment of 20 min is too late for a session that ends at 10. */
    @Test
    void variants_are_those_at_the_end() {
        Log log = log().definition(Log.version(AssignmentMode.topic).build());
        log.event("a", "view_page", T0).event("a", "view_page", T0 + 10 * MINUTE);
        log.assignment("a", "control", T0 + 5 * MINUTE).assignment("a", "treatment", T0 + 20 * MINUTE);
        assertThat(closed(log).get(0).getVariants()).containsOnly(Map.entry("x", "control"));
        log.assignment("a", "treatment", T0 + 6 * MINUTE); // known only after the close
        assertThat(log.result().sessions().get(0).getVariants()).containsOnly(Map.entry("x", "control"));
    }
}
