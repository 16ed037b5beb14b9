package io.trialstream.oracle;

import static io.trialstream.oracle.Log.DAY;
import static io.trialstream.oracle.Log.HOUR;
import static io.trialstream.oracle.Log.MINUTE;
import static io.trialstream.oracle.Log.T0;
import static io.trialstream.oracle.Log.version;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.OracleResult.ArmKey;
import io.trialstream.oracle.OracleResult.ExperimentTotals;
import io.trialstream.oracle.OracleSettings.Bots;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.ControlAction;
import io.trialstream.schemas.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 8: experiment x, version 1, from T0 for ten hours, horizon one hour. */
class ExperimentsTest {
    private static final Map<String, String> CRAWLER = Map.of("user_agent", "crawler");

    private static Log log() {
        return new Log(OracleSettings.defaults(1)
                .with(new Bots(300, 10_000, 10, 10, Set.of("heartbeat"), agent -> agent.equals("crawler"))));
    }

    private static Log byRecord() {
        return log().definition(version(AssignmentMode.topic).build());
    }

    /** outside, unassigned, multi-exposed, counted; retracted, flaggedAfter. */
    private static List<Long> states(Log log) {
        ExperimentTotals x = requireNonNull(log.result().experiments().get("x"));
        assertThat(x.balanced()).isTrue();
        return List.of(x.outside(), x.unassigned(), x.multiExposed(), x.counted(), x.retracted(), x.flaggedAfter());
    }

    private static List<Long> states(long... states) {
        return Arrays.stream(states).boxed().toList();
    }

    private static String running(Log log) {
        StringBuilder text = new StringBuilder();
        log.result()
                .running()
                .forEach((arm, sums) ->
                        text.append(arm).append(" n=").append(sums.n()).append(' '));
        return text.toString().trim();
    }

    @Test
    void an_assignment_counts_from_its_own_millisecond() {
        Log log = byRecord().assignment("a", "control", T0 + MINUTE);
        log.event("a", "view_page", T0 + MINUTE - 1).event("a", "view_page", T0 + MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 1, 0, 1, 0, 0));
        assertThat(running(log)).isEqualTo("x/1/p1/control n=1");
    }

    /** The event at 0 closes at 25 min: an assignment after it changes the event at 20 min alone. */
    @Test
    void an_assignment_is_too_late_when_the_window_is_closed() {
        Log log = byRecord().event("a", "view_page", T0).event("a", "view_page", T0 + 20 * MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 2, 0, 0, 0, 0));
        log.watermark(T0 + 25 * MINUTE).assignment("a", "control", T0);
        assertThat(states(log)).isEqualTo(states(0, 1, 0, 1, 0, 0));
    }

    @Test
    void of_two_at_once_the_greater_variant_counts_and_an_unknown_one_is_none() {
        Log log = byRecord().assignment("a", "treatment", T0).assignment("a", "control", T0);
        assertThat(running(log.event("a", "view_page", T0))).isEqualTo("x/1/p1/treatment n=1");
        assertThat(states(log.assignment("a", "zzz", T0))).isEqualTo(states(0, 1, 0, 0, 0, 0));
    }

    /** Enrolment is [start, end). The exposed unit's outcomes count until the horizon, exclusive; others' never. */
    @Test
    void outcomes_are_observed_to_the_horizon_after_enrolment_has_closed() {
        long end = T0 + 10 * HOUR;
        Log log = byRecord().assignment("a", "control", T0 - DAY).assignment("b", "control", T0 - DAY);
        log.event("a", "view_page", T0 - 1).event("b", "view_page", end); // before the start; too late to enrol
        log.event("a", "view_page", end - 1).event("a", "view_page", end - 1 + HOUR - 1);
        assertThat(states(log)).isEqualTo(states(2, 0, 0, 2, 0, 0));
        assertThat(states(log.event("a", "view_page", end - 1 + HOUR))).isEqualTo(states(3, 0, 0, 2, 0, 0));
    }

    /** While enrolment is open the horizon does not matter. */
    @Test
    void within_enrolment_everything_counts() {
        Log log = byRecord().assignment("a", "control", T0).event("a", "view_page", T0);
        assertThat(states(log.event("a", "view_page", T0 + 9 * HOUR))).isEqualTo(states(0, 0, 0, 2, 0, 0));
    }

    /** Exposure by ad_impression at 2 s: the event before is outside, the one at the same time is after it. */
    @Test
    void counting_begins_at_the_first_exposure() {
        Log log = log().definition(version(AssignmentMode.topic)
                .setExposureEvents(List.of("ad_impression"))
                .build());
        log.assignment("a", "control", T0).event("a", "view_page", T0 + 1000);
        log.event("a", "view_page", T0 + 2000).event("a", "ad_impression", T0 + 2000);
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 2, 0, 0));
        // An earlier exposure, out of order: now all count.
        assertThat(states(log.event("a", "ad_impression", T0))).isEqualTo(states(0, 0, 0, 4, 0, 0));
    }

    @Test
    void a_stop_closes_enrolment_and_a_resume_opens_it() {
        Log log = byRecord().assignment("a", "control", T0).assignment("b", "control", T0);
        log.control(ControlAction.stop, T0 + MINUTE);
        log.event("a", "view_page", T0 + MINUTE - 1).event("b", "view_page", T0 + MINUTE);
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 1, 0, 0));
        log.control(ControlAction.resume, T0 + MINUTE); // at the same time the stop holds
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 1, 0, 0));
        log.control(ControlAction.resume, T0 + 2 * MINUTE).event("b", "view_page", T0 + 2 * MINUTE);
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 2, 0, 0));
    }

    @Test
    void a_stop_known_only_after_the_close_changes_nothing_there() {
        Log log = byRecord().assignment("a", "control", T0).event("a", "view_page", T0);
        log.watermark(T0 + 25 * MINUTE).control(ControlAction.stop, T0).event("a", "view_page", T0 + 20 * MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 0, 0, 2, 0, 0)); // the second within the horizon
    }

    /** u1 has enrolment bucket 1025 and assignment bucket 7764, by {@link HashRuleTest}: in at 10.26 %, out at 10.25 %. */
    @Test
    void the_hash_enrols_and_assigns() {
        Log in = log().definition(version(AssignmentMode.md5)
                .setPhases(List.of(new Phase("p1", T0, 10.26, List.of())))
                .build());
        assertThat(running(in.event("u1", "view_page", T0))).isEqualTo("x/1/p1/treatment n=1");
        Log out = log().definition(version(AssignmentMode.md5)
                .setPhases(List.of(new Phase("p1", T0, 10.25, List.of())))
                .build());
        assertThat(states(out.event("u1", "view_page", T0))).isEqualTo(states(1, 0, 0, 0, 0, 0));
    }

    /** Enrolled in p1, the unit's events in p2 count for p1; another, first seen in p2, for p2. */
    @Test
    void the_phase_is_that_of_the_first_exposure() {
        Log log = log().definition(version(AssignmentMode.topic)
                .setPhases(List.of(
                        new Phase("p1", T0 + 1, 100.0, List.of()), new Phase("p2", T0 + HOUR, 100.0, List.of())))
                .build());
        log.assignment("a", "control", T0).assignment("b", "control", T0);
        log.event("a", "view_page", T0); // before the first phase: outside
        log.event("a", "view_page", T0 + HOUR - 1).event("a", "view_page", T0 + HOUR);
        log.event("b", "view_page", T0 + HOUR);
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 3, 0, 0));
        assertThat(running(log)).isEqualTo("x/1/p1/control n=1 x/1/p2/control n=1");
    }

    /** Version 2 from one hour on: an event is judged by the version at its time alone, each with its enrolments. */
    @Test
    void versions_enrol_for_themselves() {
        Log log = log().definition(
                        version(AssignmentMode.topic).build(),
                        version(AssignmentMode.topic)
                                .setVersion(2)
                                .setStart(T0 + HOUR)
                                .setExposureEvents(List.of("ad_impression"))
                                .setPhases(List.of(new Phase("q1", T0 + HOUR, 100.0, List.of())))
                                .build());
        log.assignment("a", "control", T0).assignment("a", "treatment", T0 + HOUR);
        log.event("a", "view_page", T0 + HOUR - 1); // counted in version 1, control
        log.event("a", "view_page", T0 + HOUR); // version 2, not exposed yet: outside
        log.event("a", "ad_impression", T0 + HOUR + 1); // counted in version 2, treatment: no multi-exposure
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 2, 0, 0));
        assertThat(running(log)).isEqualTo("x/1/p1/control n=1 x/2/q1/treatment n=1");
    }

    /** The new end comes when [0, 15) is closed: the event at 0 stays counted, b at 20 min no longer enrols. */
    @Test
    void a_new_definition_holds_for_open_windows() {
        Log log = byRecord().assignment("a", "control", T0).assignment("b", "control", T0);
        log.event("a", "view_page", T0).event("b", "view_page", T0 + 20 * MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 0, 0, 2, 0, 0));
        log.watermark(T0 + 25 * MINUTE)
                .definition(version(AssignmentMode.topic).setEnd(T0).build());
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 1, 0, 0));
    }

    @Test
    void what_closed_before_the_definition_came_is_outside() {
        Log log = log().assignment("a", "control", T0).event("a", "view_page", T0);
        log.watermark(T0 + 25 * MINUTE)
                .definition(version(AssignmentMode.topic).build())
                .event("a", "view_page", T0 + 20 * MINUTE);
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 1, 0, 0));
    }

    /** Two arms in open windows: all its counted events are multi-exposed; an assignment that mends it is in time. */
    @Test
    void multi_exposure_is_judged_anew_until_a_window_closes() {
        Log log = byRecord().assignment("a", "control", T0).assignment("a", "treatment", T0 + MINUTE);
        log.event("a", "view_page", T0).event("a", "view_page", T0 + MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 0, 2, 0, 0, 0));
        assertThat(running(log)).isEmpty();
        assertThat(log.result().multiExposedUsers()).containsOnly(Map.entry(new ArmKey("x", 1, "p1", "control"), 1L));
        log.assignment("a", "treatment", T0); // ties with control at T0, and wins
        assertThat(states(log)).isEqualTo(states(0, 0, 0, 2, 0, 0));
    }

    /** Counted in a closed window, then another arm: that is retracted; once its window closes, for good. */
    @Test
    void multi_exposure_stays_once_its_window_has_closed() {
        Log log = byRecord().assignment("a", "control", T0).event("a", "view_page", T0);
        log.watermark(T0 + 25 * MINUTE).assignment("a", "treatment", T0 + 20 * MINUTE);
        log.event("a", "view_page", T0 + 20 * MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 0, 1, 1, 1, 0));
        log.watermark(T0 + 40 * MINUTE).assignment("a", "control", T0 + 41 * MINUTE);
        log.event("a", "view_page", T0 + 42 * MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 0, 2, 1, 1, 0));
        assertThat(running(log)).isEmpty();
        assertThat(log.result().exposed()).containsOnly(Map.entry(new ArmKey("x", 1, "p1", "control"), 1L));
        // A verdict on top is not what took it out.
        log.event("a", "view_page", T0 + 43 * MINUTE, CRAWLER, Map.of());
        assertThat(states(log)).isEqualTo(states(0, 0, 1, 1, 1, 0));
    }

    /** Enrolled and counted in a closed window, then flagged: retracted, and outside for ever, also when it is over. */
    @Test
    void a_verdict_takes_the_unit_out_for_good() {
        Log log = byRecord().assignment("a", "control", T0).event("a", "view_page", T0);
        log.definition(version(AssignmentMode.topic).setEnd(T0 + 10 * DAY).build());
        log.event("a", "view_page", T0 + 20 * MINUTE).watermark(T0 + 25 * MINUTE);
        assertThat(states(log)).isEqualTo(states(0, 0, 0, 2, 0, 0));
        log.event("a", "view_page", T0 + 26 * MINUTE, CRAWLER, Map.of());
        assertThat(states(log)).isEqualTo(states(0, 0, 0, 1, 1, 1));
        log.event("a", "view_page", T0 + 2 * DAY);
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 1, 1, 1));
        assertThat(running(log)).isEmpty();
        assertThat(log.result().exposed()).containsOnly(Map.entry(new ArmKey("x", 1, "p1", "control"), 1L));
    }

    /** An exposure standing in an open window is fixed by the verdict, too; one that never was leaves the way open. */
    @Test
    void a_flagged_unit_does_not_enter_again_but_one_never_enrolled_may_enter() {
        Log log = log().definition(
                        version(AssignmentMode.topic).setEnd(T0 + 10 * DAY).build());
        log.assignment("a", "control", T0).assignment("b", "control", T0);
        log.event("a", "view_page", T0).event("a", "view_page", T0 + 1, CRAWLER, Map.of());
        log.event("b", "view_page", T0 + 1, CRAWLER, Map.of());
        log.event("a", "view_page", T0 + 2 * DAY).event("b", "view_page", T0 + 2 * DAY);
        assertThat(states(log)).isEqualTo(states(1, 0, 0, 1, 0, 0));
        assertThat(log.result().exposed()).containsOnly(Map.entry(new ArmKey("x", 1, "p1", "control"), 2L));
    }
}
