package io.trialstream.oracle;

import static io.trialstream.oracle.Log.DAY;
import static io.trialstream.oracle.Log.HOUR;
import static io.trialstream.oracle.Log.MINUTE;
import static io.trialstream.oracle.Log.T0;
import static io.trialstream.oracle.Log.userEvent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.OracleResult.Accounting;
import io.trialstream.oracle.OracleSettings.Time;
import io.trialstream.oracle.OracleSettings.WatermarkFrom;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sections 2 to 5 and 10: invalid, watermark, closing, late, duplicate, accounts. Window 15 min, grace 10 min. */
class TimeTest {
    @Test
    void the_first_reason_that_applies_is_the_reason() {
        Log log = new Log().ingestedAt(T0);
        log.add(0, null, new RawRecord.Bad("no-value"));
        log.event("u1", userEvent("u2", "", "", T0));
        log.event("u1", userEvent("u2", "id", "", T0));
        log.event("", userEvent("u2", "id", "name", T0));
        log.event("u1", userEvent("", "id", "name", T0));
        log.event("u1", userEvent("u2", "id", "name", 0).setAnonymousId("u1"));
        log.event("u1", userEvent("", "id", "name", 0).setAnonymousId("u1"));
        log.event("u1", "name", T0 + 5 * MINUTE + 1);
        log.event("u1", "name", T0 + 5 * MINUTE);
        log.event("u1", "name", 946_684_799_999L);
        log.event("u1", "name", 946_684_800_000L); // 2000-01-01T00:00:00Z itself is not ancient
        assertThat(log.outcomes())
                .containsExactly(
                        "INVALID no-value",
                        "INVALID missing-event-id",
                        "INVALID missing-event-name",
                        "INVALID missing-unit",
                        "INVALID missing-unit",
                        "INVALID key-mismatch",
                        "INVALID ancient-timestamp",
                        "INVALID future-timestamp",
                        "KEPT",
                        "INVALID ancient-timestamp",
                        "KEPT");
    }

    /** murmur2("u1") decides: over two partitions exactly one of them is right. */
    @Test
    void a_key_on_another_partition_is_invalid() {
        Log log = new Log(OracleSettings.defaults(2));
        for (int partition = 0; partition < 2; partition++) {
            log.add(
                    partition,
                    "u1".getBytes(UTF_8),
                    new RawRecord.Event(userEvent("u1", "id", "name", T0).build()));
        }
        assertThat(log.result().total().invalidByReason()).containsOnly(Map.entry("wrong-partition", 1L));
        assertThat(log.result().total().kept()).isEqualTo(1);
    }

    @Test
    void three_units_make_the_first_watermark_and_claims_near_it_follow() {
        Log log = new Log();
        log.event("a", "view_page", T0).event("b", "view_page", T0 + 10 * MINUTE);
        log.event("b", "view_page", T0 + 2 * MINUTE); // b claims already, and more
        assertThat(log.watermarkAfterT0()).isNull();
        // Claims 0, 10, 5 min: the least is 0, and the others lie within the hour of it.
        log.event("c", "view_page", T0 + 5 * MINUTE);
        assertThat(log.watermarkAfterT0()).isEqualTo(10 * MINUTE);
    }

    @Test
    void further_ahead_than_the_jump_needs_three_units() {
        Log log = new Log().watermark(T0 + 10 * MINUTE);
        log.event("d", "view_page", T0 + 3 * HOUR).event("d", "view_page", T0 + 4 * HOUR); // one claim, 240 min
        log.event("e", "view_page", T0 + 210 * MINUTE);
        assertThat(log.watermarkAfterT0()).isEqualTo(10 * MINUTE);
        log.event("a", "view_page", T0 + 70 * MINUTE); // exactly the jump ahead
        assertThat(log.watermarkAfterT0()).isEqualTo(70 * MINUTE);
        // 130 min + 1 ms is beyond 70 + 60: the third claim. The least of (240, 210, 130.) is itself; 210 > 190 stays.
        log.event("f", "view_page", T0 + 130 * MINUTE + 1);
        assertThat(log.watermarkAfterT0()).isEqualTo(130 * MINUTE + 1);
        // 180 is within the jump; then 210 <= 240 follows, then 240 <= 270.
        log.event("a", "view_page", T0 + 180 * MINUTE);
        assertThat(log.watermarkAfterT0()).isEqualTo(240 * MINUTE);
    }

    @Test
    void a_third_claim_can_make_its_own_event_late() {
        Log log = new Log().watermark(T0);
        log.event("a", "view_page", T0 + 180 * MINUTE).event("b", "view_page", T0 + 240 * MINUTE);
        // Claims 180, 240, 121 min: watermark 121, then 180 <= 181, then 240 <= 240. [120, 135) closed at 145.
        log.event("c", "view_page", T0 + 121 * MINUTE);
        assertThat(log.watermarkAfterT0()).isEqualTo(240 * MINUTE);
        assertThat(log.outcomes()).containsExactly("KEPT", "KEPT", "LATE window-closed");
    }

    @Test
    void one_wrong_clock_makes_nobody_late() {
        Log log = new Log().watermark(T0).event("a", "view_page", T0 + DAY).event("b", "view_page", T0);
        assertThat(log.outcomes()).containsExactly("KEPT", "KEPT");
        assertThat(log.watermarkAfterT0()).isZero();
    }

    @Test
    void events_are_silent_when_records_move_the_watermark() {
        Time d = OracleSettings.defaults(1).time();
        Log log = new Log(OracleSettings.defaults(1)
                .with(new Time(
                        d.window(),
                        d.grace(),
                        d.gap(),
                        d.skew(),
                        d.oldestEvent(),
                        WatermarkFrom.RECORDS,
                        d.maxJump(),
                        d.memory())));
        log.event("a", "view_page", T0).event("b", "view_page", T0).event("c", "view_page", T0);
        assertThat(log.watermarkAfterT0()).isNull();
        assertThat(log.watermark(T0 + 7).watermarkAfterT0()).isEqualTo(7);
    }

    @Test
    void the_slowest_writer_counts_the_reserved_one_at_once_and_nothing_goes_back() {
        Log log = new Log().watermark("w1", "" + (T0 + 5000));
        assertThat(log.watermarkAfterT0()).isEqualTo(5000);
        log.watermark("w2", "" + (T0 + 3000)); // min(5000, 3000), but never back
        assertThat(log.watermarkAfterT0()).isEqualTo(5000);
        log.watermark("w1", "" + (T0 + 9000));
        assertThat(log.watermarkAfterT0()).isEqualTo(5000);
        log.watermark("w2", "" + (T0 + 8000)); // min(9000, 8000)
        assertThat(log.watermarkAfterT0()).isEqualTo(8000);
        log.watermark("w2", "" + (T0 + 1000)); // a writer does not go back either
        log.watermark("w1", "" + (T0 + 8500));
        assertThat(log.watermarkAfterT0()).isEqualTo(8000);
        log.watermark("trialstream", "" + (T0 + 20_000));
        assertThat(log.watermarkAfterT0()).isEqualTo(20_000);
        assertThat(log.result().total().watermarks()).isEqualTo(7);
    }

    @Test
    void impossible_markers_are_rejected_and_no_event() {
        // 5 min skew + 15 + 10 + 30 = 60 min ahead of ingest, and not a millisecond more.
        Log log = new Log().ingestedAt(T0).watermark(T0 + 60 * MINUTE + 1).watermark(946_684_799_999L);
        log.watermark("", "").watermark("", "+1").watermark("", "12e3").watermark("", "99999999999999999999");
        assertThat(log.watermarkAfterT0()).isNull();
        for (int i = 0; i < 65; i++) {
            log.watermark("w" + i, "" + T0);
        }
        OracleResult result =
                log.watermark(T0 + 60 * MINUTE).watermark("w63", "" + (T0 + 1)).result();
        assertThat(result.partitions().get(0).rejectedMarkers().toString())
                .isEqualTo("{ancient-timestamp=1, bad-marker=4, future-timestamp=1, too-many-writers=2}");
        assertThat(result.total().in()).isZero();
        assertThat(result.total().watermarks()).isEqualTo(65);
    }

    /** Window [0, 15) closes when the watermark reaches 15 + 10 min. */
    @Test
    void a_window_closes_at_the_exact_millisecond() {
        Log log = new Log().watermark(T0 + 25 * MINUTE - 1).event("a", "view_page", T0 + 15 * MINUTE - 1);
        log.watermark(T0 + 25 * MINUTE).event("a", "view_page", T0 + 15 * MINUTE - 1);
        log.event("a", "view_page", T0 + 15 * MINUTE);
        assertThat(log.outcomes()).containsExactly("KEPT", "LATE window-closed", "KEPT");
    }

    /** Remembered while watermark < t0 + 24 h; what is accepted again is remembered anew. */
    @Test
    void an_id_is_forgotten_a_day_after_its_first_time() {
        Log log = new Log().eventWithId("a", "same", T0);
        log.eventWithId("a", "same", T0).eventWithId("b", "same", T0);
        log.watermark(T0 + DAY - 1).eventWithId("a", "same", T0 + DAY - 1); // one at T0 + DAY would end it itself
        log.watermark(T0 + DAY).eventWithId("a", "same", T0 + DAY);
        log.eventWithId("a", "same", T0 + DAY + HOUR);
        assertThat(log.outcomes()).containsExactly("KEPT", "DUPLICATE", "KEPT", "DUPLICATE", "KEPT", "DUPLICATE");
    }

    @Test
    void a_duplicate_does_not_renew_the_memory() {
        Log log = new Log().eventWithId("a", "same", T0).watermark(T0 + 20 * HOUR);
        log.eventWithId("a", "same", T0 + 20 * HOUR).watermark(T0 + DAY).eventWithId("a", "same", T0 + DAY);
        assertThat(log.outcomes()).containsExactly("KEPT", "DUPLICATE", "KEPT");
    }

    /** The late and the invalid go to the window of the watermark, the invalid before it to that of the first one. */
    @Test
    void a_closed_window_keeps_its_account() {
        Log log = new Log().add(0, null, new RawRecord.Bad("undecodable"));
        log.watermark(T0 + 31 * MINUTE).add(0, null, new RawRecord.Bad("undecodable"));
        log.event("a", "view_page", T0); // [0, 15) closed at 25: late, booked to [30, 45)
        log.event("a", "view_page", T0 + 15 * MINUTE).watermark(T0 + 46 * MINUTE);
        log.add(0, null, new RawRecord.Bad("unknown-schema"));
        OracleResult result = log.result();
        assertThat(result.windows().keySet()).containsExactly(T0 + 15 * MINUTE, T0 + 30 * MINUTE, T0 + 45 * MINUTE);
        Accounting second = requireNonNull(result.windows().get(T0 + 30 * MINUTE));
        assertThat(second.invalid()).isEqualTo(2);
        assertThat(second.late()).isEqualTo(1);
        assertThat(second.in()).isEqualTo(3);
        assertThat(result.total().toString())
                .isEqualTo("Accounting[in=5, invalid=3, late=1, duplicate=0, bot=0, kept=1,"
                        + " invalidByReason={undecodable=2, unknown-schema=1}, lateByReason={window-closed=1},"
                        + " botByReason={}, watermarks=2, facts=0]");
    }
}
