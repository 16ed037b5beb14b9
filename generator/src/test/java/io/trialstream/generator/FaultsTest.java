package io.trialstream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.encode.JsonLines;
import io.trialstream.generator.encode.JsonLines.Lines;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.generator.model.Fact;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Faults.Outage;
import io.trialstream.generator.model.Faults.QuietPartition;
import io.trialstream.generator.model.Faults.SampleRatioBias;
import io.trialstream.generator.model.Model;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.UserEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that are more than a rate: what of them is refused, and what can be seen in the deliveries alone. */
class FaultsTest {
    private static final Instant MIDNIGHT = at("2025-08-08T00:00:00+09:00");
    private static final Faults NONE = Faults.none();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MINUTE_MS = 60_000;
    private static final int HOUR_MS = 60 * MINUTE_MS;

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static Model model(Faults faults) {
        return Models.defaults(41, 30).withFaults(faults);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-08-08T23:00:00+09:00, PT1H", // would be delivered on the next day
        "2025-08-08T22:00:00+09:00, PT4H",
        "2025-08-08T12:00:00+09:00, PT0S",
    })
    void anOutageEndsBeforeMidnight(OffsetDateTime start, Duration length) {
        Outage outage = new Outage(start.toInstant(), length);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(NONE.withOutages(List.of(outage))))
                .withMessage(
                        "the outage from %s lasts %s, expected an end on the local day it begins, 2025-08-08 in "
                                + "Asia/Seoul, at least PT15M before midnight",
                        start.toInstant(), length);
    }

    @Test
    void anOutageMayEndAQuarterBeforeMidnight() {
        Outage last = new Outage(at("2025-08-08T22:45:00+09:00"), Duration.ofHours(1));
        assertThat(model(NONE.withOutages(List.of(last))).faults().outages()).containsExactly(last);
    }

    @Test
    void anOutageIsOfWholeQuarters() {
        Outage outage = new Outage(at("2025-08-08T12:01:00+09:00"), Duration.ofHours(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(NONE.withOutages(List.of(outage))))
                .withMessage(
                        "the start of an outage is 2025-08-08T03:01:00Z, expected a whole quarter of an hour after 1970");
    }

    @Test
    void outagesDoNotTouch() {
        Outage first = new Outage(at("2025-08-08T12:00:00+09:00"), Duration.ofHours(1));
        Outage second = new Outage(at("2025-08-08T13:00:00+09:00"), Duration.ofHours(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(NONE.withOutages(List.of(second, first))))
                .withMessage("an outage lasts until 2025-08-08T04:00:00Z and one begins at 2025-08-08T04:00:00Z, "
                        + "expected at least PT15M between them");
    }

    @Test
    void afterAnOutageAllArrivesAtOnceInOrderOfTime() {
        Outage outage = new Outage(at("2025-08-08T12:00:00+09:00"), Duration.ofHours(2));
        Model model = Models.defaults(42, 300).withFaults(NONE.withOutages(List.of(outage)));
        List<Delivery> deliveries = play(model, 96);
        List<Delivery> held = deliveries.stream()
                .filter(delivery -> !time(delivery).isBefore(outage.start())
                        && time(delivery).isBefore(outage.end()))
                .toList();
        assertThat(held).hasSizeGreaterThan(100);
        long end = outage.end().toEpochMilli();
        assertThat(held).allMatch(delivery -> delivery.due() >= end && delivery.due() < end + 7_200);
        assertThat(held).extracting(delivery -> time(delivery).getEpochSecond()).isSorted();
        assertThat(deliveries)
                .noneMatch(delivery -> delivery.due() >= outage.start().toEpochMilli() && delivery.due() < end);
    }

    @Test
    void aBiasedExperimentMustBeSimulated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(NONE.withBias(new SampleRatioBias("NONE", "control", .5))))
                .withMessage("sample-ratio-bias.experiment is NONE, expected one of "
                        + "[BEHAVIORAL_TARGETING_MVP_V1, BEHAVIORAL_TARGETING_MVP_V2]");
    }

    @Test
    void aBiasedArmMustBeOneOfTheExperiments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model(NONE.withBias(new SampleRatioBias(DefaultExperiments.FIRST, "b", .5))))
                .withMessage("sample-ratio-bias.variant is b, expected one of [control, treatment]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-.1, 1.1, Double.NaN})
    void sharesAreSharesOfOne(double share) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SampleRatioBias(DefaultExperiments.FIRST, "control", share))
                .withMessage("sample-ratio-bias.lost is " + share + ", expected 0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NONE.withMultiExposed(share))
                .withMessage("multi-exposed is " + share + ", expected 0 to 1");
    }

    @Test
    void aQuietPartitionIsOneOfTheTopics() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuietPartition(3, 3, true))
                .withMessage("quiet-partition.partition is 3, expected 0 to 2, or -1 for none");
    }

    @Test
    void aHotUserMustBeSomebodyWhoComes() {
        Faults faults = NONE.withHotUser(100).withQuiet(new QuietPartition(0, 1, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> play(model(faults), 1))
                .withMessage("hot-user.events-per-hour is above 0, but none of the 30 people is logged in and comes: "
                        + "expected more users, or 0");
    }

    /** What the rules of all heuristics look at, counted from the deliveries; bounds well inside theirs. */
    @ParameterizedTest
    @CsvSource({"5,48", "300,48", "9000,5"})
    void aHotUserIsThereAllDayAndBelowEveryRule(int perHour, int hours) {
        List<UserEvent> events = play(Models.defaults(43, 1).withFaults(NONE.withHotUser(perHour)), 4 * hours).stream()
                .map(Delivery::sound)
                .toList();
        List<UserEvent> acts = events.stream()
                .filter(event -> !event.getEventName().equals("ad_impression"))
                .toList();
        assertThat((double) acts.size() / (hours * perHour)).isBetween(.9, 1.1);
        assertThat(events).allMatch(event -> event.getUserId() != null);
        assertThat(events)
                .extracting(event -> event.getTimestamp().toEpochMilli())
                .isSorted();

        assertThat(most(acts, MINUTE_MS)).isLessThan(260);
        assertThat(most(acts, HOUR_MS)).isLessThan(9_500);
        assertThat(most(named(events, "view_page"), 5_000)).isLessThan(30);
        assertThat(named(events, "ad_click").size()
                        + named(events, "click_recipe").size())
                .isPositive();
        assertGapsAreIrregular(acts, 3_600_000 / perHour);
    }

    private static List<UserEvent> named(List<UserEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventName().equals(name))
                .toList();
    }

    /** The most events in an aligned span. */
    private static int most(List<UserEvent> events, int spanMs) {
        Map<Long, Integer> counts = new TreeMap<>();
        events.forEach(event -> counts.merge(event.getTimestamp().toEpochMilli() / spanMs, 1, Integer::sum));
        return counts.values().stream().mapToInt(count -> count).max().orElse(0);
    }

    private static void assertGapsAreIrregular(List<UserEvent> acts, int mean) {
        double squares = 0;
        int gaps = acts.size() - 1;
        for (int i = 0; i < gaps; i++) {
            long gap = acts.get(i + 1).getTimestamp().toEpochMilli()
                    - acts.get(i).getTimestamp().toEpochMilli();
            assertThat(gap).isGreaterThan(10).isLessThan(3L * mean);
            squares += (double) (gap - mean) * (gap - mean);
        }
        assertThat(Math.sqrt(squares / gaps)).isGreaterThan(.1 * mean);
    }

    @Test
    void definitionsAreToldAtTheOriginAsLongAsTheyMatter() {
        assertThat(toldAt("2025-08-08T00:00:00+09:00"))
                .containsExactly(DefaultExperiments.first(), DefaultExperiments.second());
        assertThat(toldAt("2025-08-22T23:45:00+09:00")).hasSize(2);
        assertThat(toldAt("2025-08-23T00:00:00+09:00")).containsExactly(DefaultExperiments.second());
        assertThat(toldAt("2025-10-02T00:00:00+09:00")).isEmpty();
    }

    private static List<ExperimentDefinition> toldAt(String origin) {
        List<ExperimentDefinition> told = new ArrayList<>();
        try (Simulation<EncodedBatch> simulation = new Simulation<>(model(NONE), at(origin), Delivery.encoding(), 1)) {
            for (Fact fact : simulation.facts()) {
                told.add(((Fact.Definition) fact).definition());
            }
            simulation.skip();
            assertThat(simulation.facts()).isEmpty();
        }
        return told;
    }

    @Test
    void everyPersonIsAssignedWhenTheExperimentBegins() {
        Model model = topicModel();
        List<List<Fact>> facts = facts(model, MIDNIGHT, 3 * 96, interval -> false);
        int begins = 11 * 4;
        assertThat(assigned(facts.subList(0, begins))).isEmpty();
        long start = LedgerAgainstOracleTest.TOPIC_START.toEpochMilli();
        List<Fact.Assigned> first = assigned(facts.subList(begins, begins + 1));
        assertThat(first)
                .hasSizeGreaterThanOrEqualTo(model.users())
                .extracting(fact -> fact.assignment().getAssignedAt())
                .startsWith(start);
        assertThat(first.subList(0, model.users()))
                .extracting(Fact.Assigned::unit)
                .doesNotHaveDuplicates();
        assertThat(assigned(facts))
                .hasSizeGreaterThan(model.users())
                .filteredOn(fact -> fact.assignment().getAssignedAt() != start)
                .doesNotHaveDuplicates();
    }

    @Test
    void runsThatContinueEachOtherTellTheSameFacts() {
        List<List<Fact>> whole = facts(topicModel(), MIDNIGHT, 2 * 96, interval -> false);
        List<List<Fact>> continued = facts(topicModel(), MIDNIGHT, 2 * 96, interval -> interval < 100);
        assertThat(continued).isEqualTo(whole);
        assertThat(assigned(whole.subList(100, 192))).isNotEmpty();
    }

    /** Whoever was assigned before the origin is so at the origin, with the same words. */
    @Test
    void whatWasDecidedBeforeTheOriginIsToldThere() {
        List<Assignment> whole = assignments(facts(topicModel(), MIDNIGHT, 3 * 96, interval -> false));
        List<List<Fact>> later = facts(topicModel(), MIDNIGHT.plus(Duration.ofHours(40)), 32 * 4, interval -> false);
        assertThat(assignments(later)).containsExactlyInAnyOrderElementsOf(whole);
        assertThat(assigned(later.subList(0, 1)))
                .hasSizeGreaterThan(topicModel().users());
    }

    private static Model topicModel() {
        return Models.defaults(44, 100)
                .withExperiments(LedgerAgainstOracleTest.byTopic())
                .withFaults(NONE.withMultiExposed(.8));
    }

    private static List<List<Fact>> facts(Model model, Instant origin, int intervals, Predicate<Integer> skipped) {
        List<List<Fact>> facts = new ArrayList<>();
        try (Simulation<EncodedBatch> simulation = new Simulation<>(model, origin, Delivery.encoding(), 1)) {
            for (int i = 0; i < intervals; i++) {
                facts.add(List.copyOf(simulation.facts()));
                if (skipped.test(i)) {
                    simulation.skip();
                } else {
                    simulation.emit(batch -> {});
                }
            }
        }
        return facts;
    }

    private static List<Fact.Assigned> assigned(List<List<Fact>> facts) {
        return facts.stream()
                .flatMap(List::stream)
                .filter(Fact.Assigned.class::isInstance)
                .map(Fact.Assigned.class::cast)
                .toList();
    }

    private static List<Assignment> assignments(List<List<Fact>> facts) {
        return assigned(facts).stream().map(Fact.Assigned::assignment).toList();
    }

    /** In files an undecodable event is a broken line; what is missing is missing there too. */
    @Test
    void linesOfFilesHaveTheirFaults() {
        Faults faults = NONE;
        for (Fault fault : Fault.values()) {
            faults = fault.fitsFiles() ? faults.with(fault, .03) : faults;
        }
        Map<String, Long> found = new TreeMap<>();
        Map<String, Long> told;
        try (Simulation<Lines> simulation =
                new Simulation<>(Models.defaults(45, 100).withFaults(faults), MIDNIGHT, new JsonLines(), 1)) {
            for (int i = 0; i < 96; i++) {
                simulation.emit(lines -> new String(lines.bytes(), 0, lines.length(), UTF_8)
                        .lines()
                        .forEach(line -> found.merge(flaw(line), 1L, Long::sum)));
            }
            told = Objects.requireNonNull(
                    simulation.truth().accounting().byReason().get("invalid"));
        }
        found.remove("none");
        assertThat(found).hasSize(6).isEqualTo(told);
    }

    private static String flaw(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return "undecodable";
        }
        if (event.get("event_id").asText().isEmpty()) {
            return "missing-event-id";
        } else if (event.get("event_name").asText().isEmpty()) {
            return "missing-event-name";
        } else if (!event.has("user_id") && !event.has("anonymous_id")) {
            return "missing-unit";
        }
        int year = OffsetDateTime.parse(event.get("timestamp").asText()).getYear();
        return year < 2025 ? "ancient-timestamp" : year > 2025 ? "future-timestamp" : "none";
    }

    private static Instant time(Delivery delivery) {
        return delivery.sound().getTimestamp();
    }

    private static List<Delivery> play(Model model, int intervals) {
        try (Simulation<EncodedBatch> simulation = new Simulation<>(model, MIDNIGHT, Delivery.encoding(), 1)) {
            return Delivery.play(simulation, intervals);
        }
    }
}
