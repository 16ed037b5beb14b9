package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.Oracle;
import io.trialstream.oracle.OracleResult;
import io.trialstream.oracle.OracleResult.ArmKey;
import io.trialstream.oracle.OracleSettings;
import io.trialstream.oracle.OracleSettings.Time;
import io.trialstream.oracle.OracleSettings.WatermarkFrom;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.VariantWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger equals what the oracle makes of the emitted records alone, whatever the watermark mode and partitions. */
class LedgerAgainstOracleTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-07T15:00:00Z");
    private static final Pattern CRAWLER = Pattern.compile("bot|Headless|python-requests");

    /** Rates well above the defaults, so that each kind is seen often. */
    private static final Faults MANY = new Faults(.03, .02, .02, .03, .15, .004, .004, .004, .004, .004, .004);

    private static final Bots MANY_BOTS = new Bots(.01, .02, .03);

    /** The oracle counts anew whenever a watermark moves: few users where events move it, many where they don't. */
    @ParameterizedTest
    @CsvSource({"EVENTS,1,60,192", "EVENTS,12,350,96", "RECORDS,1,400,192", "RECORDS,3,2500,192"})
    void everyCountEqualsTheOracles(WatermarkFrom mode, int partitions, int users, int intervals) {
        Model model = Model.defaults(21, users).withFaults(MANY).withBots(MANY_BOTS);
        compare(model, MIDNIGHT, intervals, mode, partitions);
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,10", "RECORDS,2"})
    void aStreamThatBeginsWithinTheDayIsCountedRightToo(WatermarkFrom mode, int partitions) {
        Model model = Model.defaults(22, 300).withFaults(MANY).withBots(MANY_BOTS);
        compare(model, MIDNIGHT.plus(Duration.ofHours(13)), 60, mode, partitions);
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,11", "RECORDS,5"})
    void theLastDaysOfTheExperimentAreCountedRightToo(WatermarkFrom mode, int partitions) {
        Model model = Model.defaults(23, 80).withBots(MANY_BOTS);
        compare(model, MIDNIGHT.plus(Duration.ofDays(12)), 4 * 96, mode, partitions);
    }

    @Test
    void oneUserIsEnough() {
        Model model = Model.defaults(24, 1).withBots(new Bots(.1, .1, .1));
        compare(model, MIDNIGHT, 10 * 96, WatermarkFrom.EVENTS, 6);
    }

    @Test
    void sessionsThatAreStillOpenAreToldApart() {
        Model model = Model.defaults(25, 200);
        Simulation simulation = new Simulation(model, MIDNIGHT);
        RawTopic topic = new RawTopic(3, model);
        topic.play(simulation, 80);
        OracleResult expected = Oracle.run(topic.records(), settings(3, WatermarkFrom.RECORDS));
        Truth truth = simulation.truth();
        assertThat(truth.sessions().people() + truth.sessions().bots())
                .isEqualTo(expected.sessions().size())
                .isPositive();
        assertThat(truth.sessions().open()).isPositive();
    }

    private static void compare(Model model, Instant start, int intervals, WatermarkFrom mode, int partitions) {
        Simulation simulation = new Simulation(model, start);
        RawTopic topic = new RawTopic(partitions, model);
        topic.play(simulation, intervals);
        topic.watermark(simulation.close());
        Truth truth = simulation.truth();
        OracleResult expected = Oracle.run(topic.records(), settings(partitions, mode));

        compareAccounting(truth, expected.total(), partitions);
        compareSessions(truth, expected);
        compareBots(truth, expected);
        compareExperiment(truth, expected);
    }

    private static void compareAccounting(Truth truth, OracleResult.Accounting expected, int partitions) {
        Truth.Accounting actual = truth.accounting();
        assertThat(actual.in()).isEqualTo(expected.in());
        assertThat(actual.byReason().get("invalid")).isEqualTo(expected.invalidByReason());
        assertThat(actual.byReason().get("bot")).isEqualTo(expected.botByReason());
        assertThat(actual.invalid()).isEqualTo(expected.invalid());
        assertThat(actual.late()).isEqualTo(expected.late());
        assertThat(actual.duplicate()).isEqualTo(expected.duplicate());
        assertThat(actual.bot()).isEqualTo(expected.bot());
        assertThat(actual.kept()).isEqualTo(expected.kept());
        assertThat(truth.watermarkRecords() * partitions).isEqualTo(expected.watermarks());
    }

    private static void compareSessions(Truth truth, OracleResult expected) {
        long bots = expected.sessions().stream().filter(Session::getBot).count();
        assertThat(truth.sessions())
                .isEqualTo(new Truth.SessionTruth(expected.sessions().size() - bots, bots, 0));
    }

    private static void compareBots(Truth truth, OracleResult expected) {
        SortedMap<String, TreeSet<String>> proven = new TreeMap<>();
        expected.partitions()
                .forEach(partition -> partition
                        .verdicts()
                        .forEach(verdict -> proven.computeIfAbsent(verdict.getReason(), missing -> new TreeSet<>())
                                .add(verdict.getUnit())));
        SortedMap<String, TreeSet<String>> made = new TreeMap<>();
        truth.bots().forEach((archetype, bots) -> {
            if (bots.users() > 0) {
                made.put(archetype, new TreeSet<>(bots.units()));
                assertThat(bots.users()).isEqualTo(bots.units().size());
            }
        });
        assertThat(made).isEqualTo(proven);
    }

    private static void compareExperiment(Truth truth, OracleResult expected) {
        assertThat(truth.experiments()).hasSize(1);
        Truth.ExperimentTruth experiment = truth.experiments().get(0);
        OracleResult.ExperimentTotals totals = present(expected.experiments(), experiment.id());
        assertThat(experiment.outsideExperiment()).isEqualTo(totals.outside());
        assertThat(experiment.counted()).isEqualTo(totals.counted());
        assertThat(totals.unassigned() + totals.multiExposed()).isZero();
        for (Truth.VariantTruth variant : experiment.variants()) {
            compareVariant(
                    variant,
                    new ArmKey(experiment.id(), experiment.version(), variant.phase(), variant.variant()),
                    expected);
        }
        Map<String, VariantWindow> windows = new TreeMap<>();
        for (Truth.WindowTruth window : experiment.windows()) {
            String key = experiment.id() + "/" + experiment.version() + "/" + window.phase() + "/" + window.variant()
                    + "/" + window.windowStart();
            VariantWindow other = present(expected.finals(), key);
            assertThat(window.users()).as(key).isEqualTo(other.getUsers());
            assertThat(window.botUsers()).as(key).isEqualTo(other.getBotUsers());
            var metric = present(other.getMetrics(), "ad_ctr");
            assertThat(window.clicks()).as(key).isEqualTo(metric.getNumerator());
            assertThat(window.impressions()).as(key).isEqualTo(metric.getDenominator());
            windows.put(key, other);
        }
        assertThat(windows).hasSize(expected.finals().size());
    }

    private static void compareVariant(Truth.VariantTruth actual, ArmKey key, OracleResult expected) {
        OracleResult.RunningSums running = expected.running().get(key);
        if (running == null) {
            assertThat(actual.users()).as(key.toString()).isZero();
            return;
        }
        OracleResult.MetricSums sums = present(running.metrics(), "ad_ctr");
        assertThat(actual.users()).isEqualTo(running.n());
        assertThat(actual.exposed()).isEqualTo(expected.exposed().getOrDefault(key, 0L));
        assertThat(actual.botUsers()).isEqualTo(expected.botUsers().getOrDefault(key, 0L));
        assertThat(actual.clicks()).isEqualTo(sums.m().longValueExact());
        assertThat(actual.impressions()).isEqualTo(sums.d().longValueExact());
        assertThat(actual.clicksSquared()).isEqualTo(sums.mm().longValueExact());
        assertThat(actual.impressionsSquared()).isEqualTo(sums.dd().longValueExact());
        assertThat(actual.clicksTimesImpressions()).isEqualTo(sums.md().longValueExact());
    }

    private static <V> V present(Map<String, V> map, String key) {
        return Objects.requireNonNull(map.get(key), () -> key + " is not in " + map.keySet());
    }

    private static OracleSettings settings(int partitions, WatermarkFrom mode) {
        OracleSettings defaults = OracleSettings.defaults(partitions);
        Time time = defaults.time();
        return defaults.with(new Time(
                        time.window(),
                        time.grace(),
                        time.gap(),
                        time.skew(),
                        time.oldestEvent(),
                        mode,
                        time.maxJump(),
                        time.memory()))
                .with(agent -> CRAWLER.matcher(agent).find(), agent -> "desktop");
    }
}
