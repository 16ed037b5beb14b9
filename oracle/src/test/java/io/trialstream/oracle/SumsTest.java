package io.trialstream.oracle;

import static io.trialstream.oracle.Log.DAY;
import static io.trialstream.oracle.Log.HOUR;
import static io.trialstream.oracle.Log.MINUTE;
import static io.trialstream.oracle.Log.T0;
import static io.trialstream.oracle.Log.userEvent;
import static io.trialstream.oracle.Log.version;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.OracleResult.ArmKey;
import io.trialstream.oracle.OracleResult.MetricSums;
import io.trialstream.oracle.OracleSettings.Bots;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.MetricSum;
import io.trialstream.schemas.VariantWindow;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 9: window sums, finals, running sums, each kind of metric. */
class SumsTest {
    private static final ArmKey CONTROL = new ArmKey("x", 1, "p1", "control");
    private static final Map<String, String> CRAWLER = Map.of("user_agent", "crawler");

    private static OracleSettings settings(int partitions) {
        return OracleSettings.defaults(partitions)
                .with(new Bots(300, 10_000, 10, 10, Set.of("heartbeat"), agent -> agent.equals("crawler")))
                .with(List.of(
                        MetricDefinition.ratio("ad_ctr", Set.of("ad_click"), Set.of("ad_impression")),
                        MetricDefinition.mean("saved", Set.of("click_bookmark"), null),
                        MetricDefinition.mean("spend", Set.of("purchase"), "price"),
                        MetricDefinition.share("crashed", Set.of("app_crash"))));
    }

    private static Log log() {
        return new Log(settings(1))
                .definition(version(AssignmentMode.topic)
                        .setMetrics(List.of("ad_ctr", "saved", "spend", "crashed", "not-in-the-registry"))
                        .build())
                .assignment("a", "control", T0)
                .assignment("b", "control", T0)
                .assignment("c", "treatment", T0);
    }

    private static MetricSums sums(long m, long d, long mm, long dd, long md) {
        return new MetricSums(
                BigInteger.valueOf(m),
                BigInteger.valueOf(d),
                BigInteger.valueOf(mm),
                BigInteger.valueOf(dd),
                BigInteger.valueOf(md));
    }

    private static Map<String, MetricSums> running(Log log, ArmKey arm) {
        return requireNonNull(log.result().running().get(arm)).metrics();
    }

    /** a: M = 2, D = 3. b: M = 0, D = 1. So ΣM 2, ΣD 4, ΣM² 4, ΣD² 9 + 1, ΣMD 6. Open and closed windows together. */
    @Test
    void a_ratio() {
        Log log = log().event("a", "ad_impression", T0).event("a", "ad_click", T0 + 1);
        log.event("b", "ad_impression", T0 + 2).watermark(T0 + 25 * MINUTE);
        log.event("a", "ad_impression", T0 + 20 * MINUTE).event("a", "ad_impression", T0 + 21 * MINUTE);
        log.event("a", "ad_click", T0 + 22 * MINUTE);
        assertThat(running(log, CONTROL)).containsEntry("ad_ctr", sums(2, 4, 4, 10, 6));
        assertThat(log.result().running().get(CONTROL)).returns(2L, OracleResult.RunningSums::n);
        assertThat(log.result().running()).containsOnlyKeys(CONTROL);
    }

    /** a saved 3, b none: ΣM 3, ΣD 2 (units), ΣM² 9, ΣD² 2, ΣMD 3. */
    @Test
    void a_mean_of_events() {
        Log log = log().event("b", "view_page", T0);
        for (int i = 0; i < 3; i++) {
            log.event("a", "click_bookmark", T0 + i * MINUTE);
        }
        assertThat(running(log, CONTROL)).containsEntry("saved", sums(3, 2, 9, 2, 3));
    }

    /** a: 12 + 3.50 → 4 + −2.5 → −3 + nothing readable twice = 13. b: 7. ΣM 20, ΣM² 169 + 49. */
    @Test
    void a_mean_of_a_property_in_whole_numbers() {
        Log log = log();
        List<String> prices = List.of("12", "3.50", "-2.5", "1e3", "free");
        for (int i = 0; i < prices.size(); i++) {
            log.event("a", "purchase", T0 + i * MINUTE, Map.of(), Map.of("price", prices.get(i)));
        }
        log.event("b", "purchase", T0, Map.of(), Map.of("price", "7")).event("b", "purchase", T0 + MINUTE);
        assertThat(running(log, CONTROL)).containsEntry("spend", sums(20, 2, 218, 2, 20));
    }

    /** a crashed twice and counts once: ΣM 1, ΣD 2, ΣM² 1, ΣD² 2, ΣMD 1. */
    @Test
    void a_share() {
        Log log = log().event("a", "app_crash", T0).event("a", "app_crash", T0 + MINUTE);
        log.event("b", "view_page", T0);
        assertThat(running(log, CONTROL)).containsEntry("crashed", sums(1, 2, 1, 2, 1));
        assertThat(running(log, CONTROL)).containsOnlyKeys("ad_ctr", "saved", "spend", "crashed");
    }

    @Test
    void one_final_record_for_each_arm_with_somebody_in_it() {
        Log log = log().event("a", "ad_impression", T0)
                .event("a", "ad_click", T0 + 1)
                .event("b", "app_crash", T0);
        log.event("a", "click_bookmark", T0 + 2).event("c", "view_page", T0, CRAWLER, Map.of());
        log.watermark(T0 + 25 * MINUTE - 1);
        assertThat(log.result().finals()).isEmpty();
        log.watermark(T0 + 25 * MINUTE);
        assertThat(log.result().finals())
                .containsOnly(
                        Map.entry(
                                "x/1/p1/control/" + T0,
                                record(
                                        "control",
                                        2,
                                        0,
                                        Map.of(
                                                "ad_ctr", new MetricSum(1L, 1L),
                                                "saved", new MetricSum(1L, 2L),
                                                "spend", new MetricSum(0L, 2L),
                                                "crashed", new MetricSum(1L, 2L)))),
                        Map.entry(
                                "x/1/p1/treatment/" + T0,
                                record(
                                        "treatment",
                                        0,
                                        1,
                                        Map.of(
                                                "ad_ctr", new MetricSum(0L, 0L),
                                                "saved", new MetricSum(0L, 0L),
                                                "spend", new MetricSum(0L, 0L),
                                                "crashed", new MetricSum(0L, 0L)))));
    }

    private static VariantWindow record(String arm, long users, long botUsers, Map<String, MetricSum> metrics) {
        return VariantWindow.newBuilder()
                .setExperimentId("x")
                .setVersion(1)
                .setPhase("p1")
                .setVariant(arm)
                .setWindowStart(T0)
                .setWindowEnd(T0 + 15 * MINUTE)
                .setUsers(users)
                .setBotUsers(botUsers)
                .setMetrics(metrics)
                .build();
    }

    /** "a" and "b" lie on different ones of two partitions, or the window is never final: both must close it. */
    @Test
    void final_is_what_every_partition_has_closed() {
        Log log = new Log(settings(2));
        for (int p = 0; p < 2; p++) {
            log.add(
                    p,
                    null,
                    new RawRecord.DefinitionFact(ExperimentDefinition.newBuilder()
                            .setId("x")
                            .setVersions(List.of(version(AssignmentMode.md5).build()))
                            .build()));
            for (int user = 0; user < 20; user++) { // those that the other partition owns are invalid there
                String unit = "user-" + user;
                log.add(
                        p,
                        unit.getBytes(UTF_8),
                        new RawRecord.Event(
                                userEvent(unit, "id", "ad_impression", T0).build()));
            }
        }
        log.add(0, null, new RawRecord.Watermark("", "" + (T0 + DAY)));
        assertThat(log.result().finals()).isEmpty();
        assertThat(log.result().partitions().get(0).closedWindows()).isNotEmpty();
        log.add(1, null, new RawRecord.Watermark("", "" + (T0 + 25 * MINUTE)));
        OracleResult result = log.result();
        assertThat(result.total().invalidByReason()).containsOnly(Map.entry("wrong-partition", 20L));
        assertThat(result.finals().values().stream()
                        .mapToLong(VariantWindow::getUsers)
                        .sum())
                .isEqualTo(20);
    }

    /** The unit is a bot at 30 min (treatment by then) and at 50 min (control by then): it counts once, for the first. */
    @Test
    void a_bot_counts_once_in_the_arm_of_its_earliest_window() {
        ArmKey treatment = new ArmKey("x", 1, "p1", "treatment");
        Log log = log().event("c", "view_page", T0 + 50 * MINUTE, CRAWLER, Map.of());
        log.assignment("c", "control", T0 + 40 * MINUTE);
        assertThat(log.result().botUsers()).containsOnly(Map.entry(CONTROL, 1L));
        log.event("c", "view_page", T0 + 30 * MINUTE);
        assertThat(log.result().botUsers()).containsOnly(Map.entry(treatment, 1L));
        log.watermark(T0 + 2 * HOUR);
        assertThat(log.result().finals().values())
                .extracting(w -> w.getVariant() + " " + w.getBotUsers())
                .containsExactlyInAnyOrder("treatment 1", "control 1");
    }

    @Test
    void a_bot_after_the_end_of_enrolment_is_in_no_arm() {
        Log log = log().event("c", "view_page", T0 + 10 * HOUR, CRAWLER, Map.of());
        assertThat(log.result().botUsers()).isEmpty();
    }
}
