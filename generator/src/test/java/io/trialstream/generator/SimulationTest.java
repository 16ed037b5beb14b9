package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.Bots;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Model;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-07T15:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void oneRunOf96IntervalsIsFourOf24() {
        Model model = Models.defaults(11, 800);
        List<String> whole = bytes(play(model, MIDNIGHT, 1, 96));
        List<String> parts = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
            try (Simulation<EncodedBatch> simulation = simulation(model, MIDNIGHT, 2)) {
                for (int i = 0; i < 24 * part; i++) {
                    simulation.skip();
                }
                parts.addAll(bytes(Delivery.play(simulation, 24)));
            }
        }
        assertThat(whole).hasSizeGreaterThan(4_000).isEqualTo(parts);
    }

    /** Also where several days, one day or a few intervals of one are planned at a time. */
    @ParameterizedTest
    @CsvSource({"1,500000", "2,500000", "3,10000", "1,1000"})
    void threadsAndSpansChangeNothing(int threads, int spanEvents) {
        Model model = Models.defaults(12, 1_000);
        try (Simulation<EncodedBatch> simulation =
                        new Simulation<>(model, MIDNIGHT, Delivery.encoding(), threads, spanEvents);
                Simulation<EncodedBatch> other = new Simulation<>(model, MIDNIGHT, Delivery.encoding(), 1, 30_000)) {
            assertThat(bytes(Delivery.play(simulation, 3 * 96)))
                    .hasSizeGreaterThan(10_000)
                    .isEqualTo(bytes(Delivery.play(other, 3 * 96)));
            assertThat(simulation.truth()).isEqualTo(other.truth());
        }
    }

    @Test
    void aSkippedIntervalCountsAsAnEmittedOne() {
        Model model = Models.defaults(14, 300);
        try (Simulation<EncodedBatch> emitted = simulation(model, MIDNIGHT, 2);
                Simulation<EncodedBatch> skipped = simulation(model, MIDNIGHT, 1)) {
            for (int i = 0; i < 200; i++) {
                emitted.emit(batch -> {});
                skipped.skip();
            }
            assertThat(skipped.truth()).isEqualTo(emitted.truth());
            emitted.closeStream();
            skipped.closeStream();
            assertThat(skipped.truth()).isEqualTo(emitted.truth());
        }
    }

    @Test
    void anotherSeedIsAnotherPopulation() {
        List<Delivery> one = play(Models.defaults(1, 100), MIDNIGHT, 1, 96);
        List<Delivery> other = play(Models.defaults(2, 100), MIDNIGHT, 1, 96);
        assertThat(one.stream().map(SimulationTest::key))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(
                        other.stream().map(SimulationTest::key).toList());
    }

    @Test
    void theSizedModelMakesTheAskedNumberWithinOnePercentAndCountsItExactly() {
        Instant end = MIDNIGHT.plus(DAY.multipliedBy(3));
        Sizing.Sized sized = Sizing.fit(Models.defaults(5, 1), 60_000, MIDNIGHT, end, 2);
        List<Delivery> deliveries = play(sized.model(), MIDNIGHT, 2, 3 * 96);
        assertThat(deliveries).hasSize(Math.toIntExact(sized.events()));
        assertThat(Sizing.count(sized.model(), MIDNIGHT, end, 1)).isEqualTo(sized.events());
        assertThat(sized.events()).isBetween(59_400L, 60_600L);
    }

    @Test
    void aStartWithinTheDayCountsExactlyToo() {
        Model model = Models.defaults(6, 1_000).withFaults(Faults.none());
        Instant start = MIDNIGHT.plus(Duration.ofHours(11));
        List<Delivery> deliveries = play(model, start, 2, 24);
        assertThat(deliveries).hasSize(Math.toIntExact(Sizing.count(model, start, start.plus(Duration.ofHours(6)), 2)));
        assertThat(deliveries)
                .allSatisfy(
                        delivery -> assertThat(delivery.sound().getTimestamp()).isAfterOrEqualTo(start));
    }

    @Test
    void deliveriesComeInOrderOfTheirClockAndWithinTheirInterval() {
        try (Simulation<EncodedBatch> simulation = simulation(Models.defaults(7, 1_000), MIDNIGHT, 2)) {
            for (int i = 0; i < 96; i++) {
                long start = simulation.position().toEpochMilli();
                List<Delivery> deliveries = Delivery.play(simulation, 1);
                assertThat(deliveries).extracting(Delivery::due).isSorted();
                assertThat(deliveries)
                        .allSatisfy(delivery -> assertThat(delivery.due()).isBetween(start, start + 900_000 - 1));
            }
        }
    }

    @Test
    void anAdvertisementIsClickedOnlyAfterItWasShown() {
        Model model = Models.defaults(8, 2_000).withFaults(Faults.none()).withBots(Bots.none());
        Map<String, String> lastShown = new HashMap<>();
        int clicks = 0;
        for (Delivery delivery : play(model, MIDNIGHT, 2, 96)) {
            String ad = delivery.sound().getEventProperties().get("ad_id");
            if (delivery.sound().getEventName().equals("ad_impression")) {
                lastShown.put(key(delivery), ad);
            } else if (delivery.sound().getEventName().equals("ad_click")) {
                clicks++;
                assertThat(lastShown).containsEntry(key(delivery), ad);
            }
        }
        assertThat(clicks).isPositive();
    }

    @Test
    void clicksFollowTheAskedRatesWithinBinomialBounds() {
        Model model = Models.defaults(9, 24_000).withFaults(Faults.none()).withBots(Bots.none());
        try (Simulation<EncodedBatch> simulation = simulation(model, MIDNIGHT, 2)) {
            for (int i = 0; i < 2 * 96; i++) {
                simulation.skip();
            }
            for (Truth.VariantTruth variant :
                    simulation.truth().experiments().get(0).variants()) {
                double expected = variant.clickRate() * variant.impressions();
                double deviation = Math.sqrt(expected * (1 - variant.clickRate()));
                assertThat(variant.impressions()).isGreaterThan(30_000);
                // Cells of their own rates are 6 % of the users and move an arm's rate by less than one deviation.
                assertThat((double) variant.clicks()).isBetween(expected - 5 * deviation, expected + 5 * deviation);
            }
        }
    }

    @Test
    void advertisementsAreAQuarterToThreeTenthsOfTheEvents() {
        Map<String, Integer> names = new TreeMap<>();
        List<Delivery> deliveries =
                play(Models.defaults(10, 4_000).withFaults(Faults.none()).withBots(Bots.none()), MIDNIGHT, 2, 96);
        deliveries.forEach(delivery -> names.merge(delivery.sound().getEventName(), 1, Integer::sum));
        assertThat((double) names.getOrDefault("ad_impression", 0) / deliveries.size())
                .isBetween(.25, .30);
    }

    @Test
    void aUserHasOnePlaceAndTwoDevicesAtMost() {
        Map<String, List<String>> devices = new TreeMap<>();
        Map<String, List<String>> addresses = new TreeMap<>();
        Behaviour behaviour = Models.defaults(1, 1).behaviour();
        for (Delivery delivery :
                play(Models.defaults(15, 400).withFaults(Faults.none()).withBots(Bots.none()), MIDNIGHT, 1, 5 * 96)) {
            Map<String, String> context = delivery.sound().getContext();
            addTo(devices, key(delivery), context.get("device_id") + context.get("user_agent"));
            addTo(addresses, key(delivery), context.get("ip") + context.get("lat") + context.get("lon"));
            assertThat(behaviour.devices())
                    .extracting(Behaviour.Device::userAgent)
                    .contains(context.get("user_agent"));
        }
        assertThat(devices.values()).allSatisfy(own -> assertThat(own).hasSizeBetween(1, 2));
        assertThat(devices.values()).anySatisfy(own -> assertThat(own).hasSize(2));
        assertThat(addresses.values()).allSatisfy(own -> assertThat(own).hasSize(1));
    }

    @Test
    void boundariesAreChecked() {
        assertThatThrownBy(() -> simulation(Models.defaults(1, 1), MIDNIGHT.plusSeconds(1), 1))
                .hasMessage("origin is 2025-08-07T15:00:01Z, expected a whole quarter of an hour after 1970");
        assertThatThrownBy(() -> simulation(Models.defaults(1, 1), MIDNIGHT, 0))
                .hasMessage("threads is 0, expected 1 to 256");
    }

    private static void addTo(Map<String, List<String>> all, String key, String value) {
        List<String> own = all.computeIfAbsent(key, missing -> new ArrayList<>());
        if (!own.contains(value)) {
            own.add(value);
        }
    }

    private static String key(Delivery delivery) {
        return new String(delivery.key(), StandardCharsets.UTF_8);
    }

    /** Key and value as text that tells any two apart. */
    private static List<String> bytes(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> key(delivery) + new String(delivery.value(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static Simulation<EncodedBatch> simulation(Model model, Instant origin, int threads) {
        return new Simulation<>(model, origin, Delivery.encoding(), threads);
    }

    private static List<Delivery> play(Model model, Instant origin, int threads, int intervals) {
        try (Simulation<EncodedBatch> simulation = simulation(model, origin, threads)) {
            return Delivery.play(simulation, intervals);
        }
    }
}
