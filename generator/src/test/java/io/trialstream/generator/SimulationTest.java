package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-07T15:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void oneRunOf96IntervalsIsFourOf24() {
        Model model = Model.defaults(11, 400);
        List<Delivery> whole = play(new Simulation(model, MIDNIGHT), 96);
        List<Delivery> parts = new ArrayList<>();
        for (int part = 0; part < 4; part++) {
            Simulation simulation = new Simulation(model, MIDNIGHT);
            for (int i = 0; i < 24 * part; i++) {
                simulation.skip();
            }
            parts.addAll(play(simulation, 24));
        }
        assertThat(whole).hasSizeGreaterThan(4_000).isEqualTo(parts);
    }

    @Test
    void aSkippedIntervalCountsAsAnEmittedOne() {
        Model model = Model.defaults(12, 300);
        Simulation emitted = new Simulation(model, MIDNIGHT);
        Simulation skipped = new Simulation(model, MIDNIGHT);
        for (int i = 0; i < 200; i++) {
            emitted.emit(delivery -> {});
            skipped.skip();
        }
        emitted.close();
        skipped.close();
        assertThat(skipped.truth()).isEqualTo(emitted.truth());
    }

    @Test
    void anotherSeedIsAnotherPopulation() {
        List<Delivery> one = play(new Simulation(Model.defaults(1, 50), MIDNIGHT), 96);
        List<Delivery> other = play(new Simulation(Model.defaults(2, 50), MIDNIGHT), 96);
        assertThat(one.stream().map(Delivery::key))
                .doesNotContainAnyElementsOf(other.stream().map(Delivery::key).toList());
    }

    @Test
    void theSizedModelMakesTheAskedNumberWithinOnePercentAndCountsItExactly() {
        Instant end = MIDNIGHT.plus(DAY.multipliedBy(3));
        Model sized = Simulation.sized(Model.defaults(5, 1), 60_000, MIDNIGHT, end);
        long counted = Simulation.count(sized, MIDNIGHT, end);
        List<Delivery> deliveries = play(new Simulation(sized, MIDNIGHT), 3 * 96);
        assertThat(deliveries).hasSize(Math.toIntExact(counted));
        assertThat(counted).isBetween(59_400L, 60_600L);
    }

    @Test
    void aStartWithinTheDayCountsExactlyToo() {
        Model model = Model.defaults(6, 500);
        Instant start = MIDNIGHT.plus(Duration.ofHours(11));
        List<Delivery> deliveries = play(new Simulation(model, start), 24);
        assertThat(deliveries)
                .hasSize(Math.toIntExact(Simulation.count(model, start, start.plus(Duration.ofHours(6)))));
        assertThat(deliveries)
                .filteredOn(delivery -> !delivery.kind().invalid())
                .allSatisfy(delivery ->
                        assertThat(delivery.event().timestamp()).isGreaterThanOrEqualTo(start.toEpochMilli()));
    }

    @Test
    void deliveriesComeInOrderOfTheirClockAndWithinTheirInterval() {
        Simulation simulation = new Simulation(Model.defaults(7, 500), MIDNIGHT);
        for (int i = 0; i < 96; i++) {
            long start = simulation.position().toEpochMilli();
            List<Delivery> deliveries = new ArrayList<>();
            simulation.emit(deliveries::add);
            assertThat(deliveries).extracting(Delivery::due).isSorted();
            assertThat(deliveries)
                    .allSatisfy(delivery -> assertThat(delivery.due()).isBetween(start, start + 900_000 - 1));
        }
    }

    @Test
    void anAdvertisementIsClickedOnlyAfterItWasShown() {
        Model model = Model.defaults(8, 1_000).withFaults(Faults.none()).withBots(Bots.none());
        Map<String, String> lastShown = new HashMap<>();
        int clicks = 0;
        for (Delivery delivery : play(new Simulation(model, MIDNIGHT), 96)) {
            String ad = delivery.event().properties().get("ad_id");
            if (delivery.event().eventName().equals("ad_impression")) {
                lastShown.put(delivery.key(), ad);
            } else if (delivery.event().eventName().equals("ad_click")) {
                clicks++;
                assertThat(lastShown).containsEntry(delivery.key(), ad);
            }
        }
        assertThat(clicks).isPositive();
    }

    @Test
    void clicksFollowTheAskedRatesWithinBinomialBounds() {
        Model model = Model.defaults(9, 12_000).withFaults(Faults.none()).withBots(Bots.none());
        Simulation simulation = new Simulation(model, MIDNIGHT);
        for (int i = 0; i < 2 * 96; i++) {
            simulation.skip();
        }
        for (Truth.VariantTruth variant :
                simulation.truth().experiments().get(0).variants()) {
            double expected = variant.clickRate() * variant.impressions();
            double deviation = Math.sqrt(expected * (1 - variant.clickRate()));
            assertThat(variant.impressions()).isGreaterThan(30_000);
            assertThat((double) variant.clicks()).isBetween(expected - 4 * deviation, expected + 4 * deviation);
        }
    }

    @Test
    void advertisementsAreAQuarterToThreeTenthsOfTheEvents() {
        Map<String, Integer> names = new HashMap<>();
        List<Delivery> deliveries = play(new Simulation(Model.defaults(10, 2_000), MIDNIGHT), 96);
        deliveries.forEach(delivery -> names.merge(delivery.event().eventName(), 1, Integer::sum));
        assertThat((double) names.getOrDefault("ad_impression", 0) / deliveries.size())
                .isBetween(.25, .30);
    }

    @Test
    void boundariesAreChecked() {
        assertThatThrownBy(() -> new Simulation(Model.defaults(1, 1), MIDNIGHT.plusSeconds(1)))
                .hasMessage("origin is 2025-08-07T15:00:01Z, expected a whole quarter of an hour after 1970");
    }

    private static List<Delivery> play(Simulation simulation, int intervals) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
            simulation.emit(deliveries::add);
        }
        return deliveries;
    }
}
