package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.ExperimentTruth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.ledger.Truth.VariantTruth;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Bots;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.generator.model.Effects;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Faults.Outage;
import io.trialstream.generator.model.Faults.QuietPartition;
import io.trialstream.generator.model.Faults.SampleRatioBias;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.SimulatedExperiment;
import io.trialstream.generator.plan.DeliveryKind;
import io.trialstream.oracle.Oracle;
import io.trialstream.oracle.OracleResult;
import io.trialstream.oracle.OracleResult.ArmKey;
import io.trialstream.oracle.OracleSettings;
import io.trialstream.oracle.OracleSettings.Time;
import io.trialstream.oracle.OracleSettings.WatermarkFrom;
import io.trialstream.oracle.RawRecord;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.Variant;
import io.trialstream.schemas.VariantWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger equals what the oracle makes of the emitted records alone, whatever the watermark mode and partitions. */
class LedgerAgainstOracleTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-07T15:00:00Z");
    private static final Pattern CRAWLER = Pattern.compile("bot|Headless|python-requests");

    /** When the experiment that is assigned by topic begins. */
    static final Instant TOPIC_START = Instant.parse("2025-08-08T02:07:00Z");

    /** Rates well above the defaults, so that each kind is seen often. */
    private static final Faults MANY = many();

    private static final Bots MANY_BOTS = Bots.none()
            .with(Archetype.VOLUME, .01)
            .with(Archetype.BURST_INTERVAL, .02)
            .with(Archetype.USER_AGENT, .03);

    /** The rules that docs/semantics.md has. */
    private static final Set<String> PROVABLE = Set.of("volume", "burst-interval", "user-agent");

    /** Bots of each archetype; as groups on one device come seldom, more of those. */
    private static Bots allBots(double rate) {
        Bots all = Bots.none();
        for (Archetype archetype : Archetype.values()) {
            all = all.with(archetype, archetype == Archetype.SHARED_DEVICE ? .1 : rate);
        }
        return all;
    }

    private static Faults many() {
        Faults faults = Faults.none();
        for (Fault fault : Fault.values()) {
            faults = faults.with(fault, fault.invalid() ? .004 : .025);
        }
        return faults.with(Fault.OUT_OF_ORDER, .15);
    }

    /** The oracle counts anew whenever a watermark moves: few users where events move it, many where they don't. */
    @ParameterizedTest
    @CsvSource({"EVENTS,1,60,192", "EVENTS,12,350,96", "RECORDS,1,400,192", "RECORDS,3,900,192"})
    void everyCountEqualsTheOracles(WatermarkFrom mode, int partitions, int users, int intervals) {
        Model model = Models.defaults(21, users).withFaults(MANY).withBots(MANY_BOTS);
        Truth truth = compare(model, MIDNIGHT, intervals, mode, partitions).truth();
        assertThat(truth.deliveries().values())
                .hasSize(DeliveryKind.values().length)
                .allMatch(count -> count > 0);
        assertThat(truth.outOfOrder()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,1,100", "EVENTS,7,400", "RECORDS,1,300", "RECORDS,4,600"})
    void ofAnOutagesEventsOnlyThoseOfItsLastWindowAreInTime(WatermarkFrom mode, int partitions, int users) {
        Outage noon = new Outage(at("2025-08-08T12:00:00+09:00"), Duration.ofHours(1));
        Outage evening = new Outage(at("2025-08-08T20:15:00+09:00"), Duration.ofMinutes(210));
        Faults faults = MANY.withOutages(List.of(evening, noon));
        Model model = Models.defaults(26, users).withFaults(faults).withBots(MANY_BOTS);
        List<IntervalTruth> intervals =
                compare(model, MIDNIGHT, 120, mode, partitions).intervals();
        for (Outage outage : faults.outages()) {
            int from = interval(outage.start());
            int to = interval(outage.end());
            assertThat(intervals.subList(from, to))
                    .allSatisfy(truth -> assertThat(truth.accounting().in()).isZero());
            // Without the outage a fortieth of an interval's events would be late.
            assertThat(lateOf(intervals.get(to)) * 2)
                    .isGreaterThan(intervals.get(to).deliveries().get("none"));
        }
    }

    private static long lateOf(IntervalTruth interval) {
        return Objects.requireNonNull(interval.deliveries().get("late"));
    }

    private static int interval(Instant time) {
        return (int) (Duration.between(MIDNIGHT, time).toMinutes() / 15);
    }

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,1,50,110", "EVENTS,2,9000,1", "RECORDS,3,50,110", "RECORDS,1,9000,1"})
    void aHotUserIsNoBot(WatermarkFrom mode, int partitions, int perHour, int intervals) {
        Model model = Models.defaults(27, 10).withFaults(MANY.withHotUser(perHour));
        Truth truth = compare(model, MIDNIGHT, intervals, mode, partitions).truth();
        assertThat(truth.deliveries().get("none")).isGreaterThan(perHour * intervals / 4 * 9 / 10);
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,5,3,150", "RECORDS,4,0,300"})
    void nothingFallsOnAQuietPartition(WatermarkFrom mode, int partitions, int quiet, int users) {
        Faults faults = MANY.withQuiet(new QuietPartition(quiet, partitions, true));
        Model model = Models.defaults(28, users).withFaults(faults).withBots(MANY_BOTS);
        RawTopic topic = compare(model, MIDNIGHT, 96, mode, partitions).topic();
        assertThat(topic.records())
                .filteredOn(record -> record.partition() == quiet)
                .isNotEmpty()
                .noneMatch(
                        record -> record.body() instanceof RawRecord.Event || record.body() instanceof RawRecord.Bad);
        for (int other = 0; other < partitions; other++) {
            int partition = other;
            assertThat(topic.records().stream()
                            .anyMatch(record ->
                                    record.partition() == partition && record.body() instanceof RawRecord.Event))
                    .isEqualTo(partition != quiet);
        }
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,3,200", "RECORDS,2,600"})
    void anArmCanLoseUsers(WatermarkFrom mode, int partitions, int users) {
        Faults faults = MANY.withBias(new SampleRatioBias(DefaultExperiments.FIRST, "treatment", .6));
        Model model = Models.defaults(29, users).withFaults(faults);
        ExperimentTruth truth = compare(model, MIDNIGHT, 96, mode, partitions)
                .truth()
                .experiments()
                .get(0);
        long assigned = truth.assigned().values().stream().mapToLong(n -> n).sum();
        assertThat(assigned).isEqualTo(users);
        assertThat(truth.variants().get(1).variant()).isEqualTo("treatment");
        assertThat(truth.variants().get(1).exposed())
                .isPositive()
                .isLessThan(truth.variants().get(0).exposed() * 6 / 10);
        assertThat(truth.assigned().get("treatment")).isGreaterThan(users * 4L / 10);
    }

    @ParameterizedTest
    @CsvSource({
        "EVENTS,1,60,2025-08-08T00:00+09:00",
        "EVENTS,8,120,2025-08-08T00:00+09:00",
        "RECORDS,1,120,2025-08-08T00:00+09:00",
        "RECORDS,3,200,2025-08-08T00:00+09:00",
        "EVENTS,4,150,2025-08-09T17:15+09:00",
        "RECORDS,2,200,2025-08-09T17:15+09:00"
    })
    void peopleWhoAreAssignedTwiceAreMultiExposed(
            WatermarkFrom mode, int partitions, int users, OffsetDateTime origin) {
        Model model = Models.defaults(30, users)
                .withFaults(MANY.withMultiExposed(.5))
                .withBots(MANY_BOTS)
                .withExperiments(byTopic());
        Truth truth =
                compare(model, origin.toInstant(), 3 * 96, mode, partitions).truth();
        ExperimentTruth experiment = truth.experiments().get(0);
        assertThat(experiment.multiExposed()).isPositive();
        assertThat(experiment.retracted()).isPositive().isLessThan(experiment.counted());
        assertThat(experiment.variants())
                .extracting(VariantTruth::multiExposedUsers)
                .anyMatch(count -> count > 0);
    }

    /** Assigned by topic in three arms, over two and a half days that begin within an interval, in two phases. */
    static List<SimulatedExperiment> byTopic() {
        ExperimentDefinition first = DefaultExperiments.first();
        long start = TOPIC_START.toEpochMilli();
        ExperimentVersion version = ExperimentVersion.newBuilder(
                        first.getVersions().get(0))
                .setAssignment(AssignmentMode.topic)
                .setStart(start)
                .setEnd(at("2025-08-10T20:00:00+09:00").toEpochMilli())
                .setVariants(List.of(new Variant("control", 40), new Variant("a", 30), new Variant("b", 30)))
                .setPhases(List.of(
                        new Phase("p1", start, 100.0, List.of()),
                        new Phase("p2", at("2025-08-09T09:00:00+09:00").toEpochMilli(), 100.0, List.of())))
                .build();
        Effects effects = new Effects(Map.of("control", .1, "a", .2, "b", .3), List.of());
        return List.of(new SimulatedExperiment(new ExperimentDefinition("TOPIC", List.of(version)), effects));
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,6,150", "RECORDS,6,250"})
    void allFaultsGoTogether(WatermarkFrom mode, int partitions, int users) {
        Faults faults = MANY.withOutages(List.of(new Outage(at("2025-08-08T18:00:00+09:00"), Duration.ofHours(2))))
                .withHotUser(20)
                .withQuiet(new QuietPartition(2, partitions, true))
                .withBias(new SampleRatioBias("TOPIC", "a", .3))
                .withMultiExposed(.5);
        Model model = Models.defaults(31, users)
                .withExperiments(byTopic())
                .withFaults(faults)
                .withBots(allBots(.01));
        Truth truth = compare(model, MIDNIGHT, 2 * 96, mode, partitions).truth();
        assertThat(truth.experiments().get(0).retracted()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,10", "RECORDS,2"})
    void aStreamThatBeginsWithinTheDayIsCountedRightToo(WatermarkFrom mode, int partitions) {
        Model model = Models.defaults(22, 300).withFaults(MANY).withBots(MANY_BOTS);
        compare(model, MIDNIGHT.plus(Duration.ofHours(13)), 60, mode, partitions);
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,11", "RECORDS,5"})
    void theLastDaysOfTheExperimentAreCountedRightToo(WatermarkFrom mode, int partitions) {
        Model model = Models.defaults(23, 80).withBots(MANY_BOTS);
        compare(model, MIDNIGHT.plus(Duration.ofDays(12)), 4 * 96, mode, partitions);
    }

    @ParameterizedTest
    @CsvSource({"EVENTS,8,130,24,.06", "RECORDS,3,400,96,.02"})
    void botsThatNoRuleProvesAreCountedAsPeopleAre(
            WatermarkFrom mode, int partitions, int users, int intervals, double rate) {
        Model model = Models.defaults(26, users).withFaults(MANY).withBots(allBots(rate));
        model = model.withExperiments(
                Stream.concat(model.experiments().stream(), byTopic().stream()).toList());
        Truth truth = compare(model, MIDNIGHT, intervals, mode, partitions).truth();
        assertThat(truth.bots()).hasSize(Archetype.values().length);
        truth.bots()
                .forEach((archetype, bots) -> assertThat(PROVABLE.contains(archetype) ? bots.events() : bots.kept())
                        .as(archetype)
                        .isPositive());
    }

    @Test
    void oneUserIsEnough() {
        Model model = Models.defaults(24, 1).withBots(MANY_BOTS);
        compare(model, MIDNIGHT, 10 * 96, WatermarkFrom.EVENTS, 6);
    }

    @Test
    void sessionsThatAreStillOpenAreToldApart() {
        Model model = Models.defaults(25, 200);
        Simulation<EncodedBatch> simulation = new Simulation<>(model, MIDNIGHT, Delivery.encoding(), 1);
        RawTopic topic = new RawTopic(3);
        topic.play(simulation, 80);
        OracleResult expected = Oracle.run(topic.records(), settings(3, WatermarkFrom.RECORDS));
        Truth truth = simulation.truth();
        assertThat(truth.sessions().people() + truth.sessions().bots())
                .isEqualTo(expected.sessions().size())
                .isPositive();
        assertThat(truth.sessions().open()).isPositive();
    }

    /** What was played and what came out. */
    private record Played(RawTopic topic, List<IntervalTruth> intervals, Truth truth) {}

    private static Played compare(Model model, Instant start, int intervals, WatermarkFrom mode, int partitions) {
        Simulation<EncodedBatch> simulation = new Simulation<>(model, start, Delivery.encoding(), 2);
        RawTopic topic = new RawTopic(partitions);
        List<IntervalTruth> truths = topic.play(simulation, intervals);
        topic.watermark(simulation.closeStream());
        Truth truth = simulation.truth();
        OracleResult expected = Oracle.run(topic.records(), settings(partitions, mode));

        compareAccounting(truth, expected.total(), partitions);
        compareSessions(truth, expected);
        compareBots(truth, expected);
        compareExperiments(model, truth, expected);
        return new Played(topic, truths, truth);
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
            assertThat(bots.users()).isEqualTo(bots.units().size());
            if (bots.events() > 0) {
                assertThat(bots.kept()).isZero();
                made.put(archetype, new TreeSet<>(bots.units()));
            }
        });
        assertThat(made).isEqualTo(proven);
    }

    private static void compareExperiments(Model model, Truth truth, OracleResult expected) {
        assertThat(truth.experiments()).hasSize(model.experiments().size());
        Map<String, VariantWindow> windows = new TreeMap<>();
        for (Truth.ExperimentTruth experiment : truth.experiments()) {
            compareExperiment(experiment, expected, windows);
        }
        assertThat(windows).hasSize(expected.finals().size());
    }

    private static void compareExperiment(
            Truth.ExperimentTruth experiment, OracleResult expected, Map<String, VariantWindow> windows) {
        OracleResult.ExperimentTotals totals = present(expected.experiments(), experiment.id());
        assertThat(experiment.outsideExperiment()).isEqualTo(totals.outside());
        assertThat(experiment.counted()).isEqualTo(totals.counted());
        assertThat(experiment.unassigned()).isEqualTo(totals.unassigned());
        assertThat(experiment.multiExposed()).isEqualTo(totals.multiExposed());
        assertThat(experiment.retracted()).isEqualTo(totals.retracted());
        assertThat(totals.flaggedAfter()).isZero();
        for (Truth.VariantTruth variant : experiment.variants()) {
            compareVariant(
                    variant,
                    new ArmKey(experiment.id(), experiment.version(), variant.phase(), variant.variant()),
                    expected);
        }
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
    }

    private static void compareVariant(Truth.VariantTruth actual, ArmKey key, OracleResult expected) {
        assertThat(actual.exposed()).isEqualTo(expected.exposed().getOrDefault(key, 0L));
        assertThat(actual.botUsers()).isEqualTo(expected.botUsers().getOrDefault(key, 0L));
        assertThat(actual.multiExposedUsers())
                .isEqualTo(expected.multiExposedUsers().getOrDefault(key, 0L));
        OracleResult.RunningSums running = expected.running().get(key);
        if (running == null) {
            assertThat(actual.users()).as(key.toString()).isZero();
            return;
        }
        OracleResult.MetricSums sums = present(running.metrics(), "ad_ctr");
        assertThat(actual.users()).isEqualTo(running.n());
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
