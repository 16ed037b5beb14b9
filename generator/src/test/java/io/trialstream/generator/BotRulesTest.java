package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Bots;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Bots trip the rule that they are made for and no other, and people trip none. */
class BotRulesTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-07T15:00:00Z");
    private static final int DAYS = 3;
    private static final int INTERVALS_OF_DAY = 96;

    /** Of the seeds tried, one that brings a group on one device. */
    private static final long SEED = 51;

    private static final String PERSON = "person";

    @Test
    void eachArchetypeTripsItsOwnRuleAloneAndPeopleTripNone() {
        Bots bots = Bots.none();
        for (Archetype archetype : Archetype.values()) {
            bots = bots.with(archetype, archetype == Archetype.SHARED_DEVICE ? .1 : .01);
        }
        Model model = Models.defaults(SEED, 400).withFaults(Faults.none()).withBots(bots);
        try (Simulation<EncodedBatch> simulation = new Simulation<>(model, MIDNIGHT, Delivery.encoding(), 2)) {
            List<UserEvent> events = Delivery.play(simulation, DAYS * INTERVALS_OF_DAY).stream()
                    .map(Delivery::sound)
                    .toList();
            Map<String, String> archetypes = archetypes(simulation.truth());
            check(events, archetypes);
        }
    }

    private static Map<String, String> archetypes(Truth truth) {
        Map<String, String> archetypes = new TreeMap<>();
        truth.bots().forEach((archetype, bots) -> bots.units().forEach(unit -> archetypes.put(unit, archetype)));
        return archetypes;
    }

    private static void check(List<UserEvent> events, Map<String, String> archetypes) {
        BotRules rules = new BotRules(events, MIDNIGHT.toEpochMilli());
        SortedMap<String, Set<Set<String>>> tripped = new TreeMap<>();
        Map<String, List<UserEvent>> byUnit = events.stream().collect(Collectors.groupingBy(BotRules::unit));
        byUnit.forEach((unit, its) -> {
            String archetype = archetypes.getOrDefault(unit, PERSON);
            tripped.computeIfAbsent(archetype, missing -> new HashSet<>()).add(rules.tripped(its));
            if (!archetype.equals(PERSON)) {
                checkBot(archetype, its);
            }
        });
        assertThat(tripped).isEqualTo(expected());
    }

    /** All of an archetype trip the same. */
    private static Map<String, Set<Set<String>>> expected() {
        Map<String, Set<Set<String>>> expected = new TreeMap<>();
        for (Archetype archetype : Archetype.values()) {
            expected.put(archetype.id(), Set.of(Set.of(archetype.id())));
        }
        expected.put(Archetype.STEALTHY.id(), Set.of(Set.of()));
        expected.put(PERSON, Set.of(Set.of()));
        return expected;
    }

    /** All in one window, and none but a bot by volume so busy that 100 acts in a minute would tell it. */
    private static void checkBot(String archetype, List<UserEvent> events) {
        assertThat(events.stream()
                        .map(event -> Intervals.containing(event.getTimestamp().toEpochMilli()))
                        .distinct())
                .hasSize(1);
        if (!archetype.equals(Archetype.VOLUME.id())) {
            assertThat(BotRules.actsOfAMinute(events)).as(archetype).isLessThan(100);
        }
        if (archetype.equals(Archetype.CAUSALITY.id())) {
            assertThat(BotRules.unseenClicks(events)).isGreaterThanOrEqualTo(10);
            assertThat(BotRules.runsBackwards(events)).isTrue();
        }
    }

    @Test
    void aPopulationWithoutDistantPlacesCannotHaveImpossibleTravel() {
        PopulationFile near = PopulationFile.parse("near.yaml", """
                places:
                  - { id: Seoul,   share: 1, zone: Asia/Seoul, lat: 37.567, lon: 126.978, network: "211.32" }
                  - { id: Daejeon, share: 1, zone: Asia/Seoul, lat: 36.350, lon: 127.385, network: "211.52" }
                bots: { impossible-travel: .01 }
                """);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> near.model(1, Models.recipes(1), List.of()))
                .withMessage(
                        "bots impossible-travel: the place furthest from Seoul is Daejeon, 140 km away, expected one"
                                + " at least 300 km away; name such a place or set the rate to 0");
    }
}
