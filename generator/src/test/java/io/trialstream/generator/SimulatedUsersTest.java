package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.generator.catalogue.MetadataTables;
import io.trialstream.generator.catalogue.UserRow;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.model.Bots;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Model;
import io.trialstream.schemas.UserEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedUsersTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-08T15:00:00Z");
    private static final int INTERVALS_A_DAY = 96;

    @Test
    void areThoseWhoseEventsTheSimulationEmits() {
        Model model = Models.defaults(21, 400).withBots(Bots.none()).withFaults(Faults.none());
        Map<String, UserRow> byAnonymousId = new HashMap<>();
        SimulatedUsers.of(model).forEach(user -> byAnonymousId.put(user.anonymousId(), user));
        Set<UserRow> seen = new HashSet<>();
        play(model).forEach(delivery -> seen.add(user(delivery.sound())));
        assertThat(byAnonymousId).hasSize(400);
        assertThat(seen)
                .hasSizeGreaterThan(100)
                .allSatisfy(user -> assertThat(user).isEqualTo(byAnonymousId.get(user.anonymousId())));
    }

    /** Recipes and users that went through tables make the same events as those that were made from the seed. */
    @Test
    void tablesOfTheSameSeedChangeNothing(@TempDir Path folder) {
        Model made = Models.defaults(22, 300);
        MetadataTables.write(folder, made.catalogue(), SimulatedUsers.of(made), false);
        Model read = made.withTables(
                MetadataTables.readRecipes(folder),
                MetadataTables.readUsers(folder, SimulatedUsers.profileIds(made.behaviour())));
        List<Delivery> expected = play(made);
        List<Delivery> actual = play(read);
        assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(1_000);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).key()).isEqualTo(expected.get(i).key());
            assertThat(actual.get(i).value()).isEqualTo(expected.get(i).value());
        }
    }

    private static List<Delivery> play(Model model) {
        try (Simulation<EncodedBatch> simulation = new Simulation<>(model, MIDNIGHT, Delivery.encoding(), 1)) {
            return Delivery.play(simulation, INTERVALS_A_DAY);
        }
    }

    private static UserRow user(UserEvent event) {
        Map<String, String> context = event.getContext();
        return new UserRow(
                event.getUserId(),
                event.getAnonymousId(),
                String.valueOf(context.get("user_segment")),
                String.valueOf(context.get("activity_level")),
                String.valueOf(context.get("cooking_style")));
    }
}
