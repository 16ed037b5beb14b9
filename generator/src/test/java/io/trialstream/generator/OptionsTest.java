package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Bots;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Model;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Instant NOON = Instant.parse("2025-09-01T03:00:00Z");
    private static final Model MODEL = Models.defaults(1, 10);

    @Test
    void everyRangeIsChecked() {
        assertThatThrownBy(() -> MODEL.withUsers(0)).hasMessage("users is 0, expected 1 to 16777216");
        assertThatThrownBy(() -> Faults.none().with(Fault.LATE, 2))
                .hasMessage("fault rate late is 2.0, expected 0 to 1");
        assertThatThrownBy(() -> Faults.none().with(Fault.LATE, .3).with(Fault.DUPLICATE, .3))
                .hasMessage("fault rates without out-of-order sum to 0.6, expected at most 0.5");
        assertThatThrownBy(() -> Bots.none().with(Archetype.BURST_INTERVAL, 1))
                .hasMessage("bot rate burst-interval is 1.0, expected 0 to 0.1");
    }

    @Test
    void aZoneWhoseDaysBeginBetweenQuartersIsRefused() {
        try (Simulation<EncodedBatch> simulation =
                new Simulation<>(MODEL.in(ZoneId.of("+00:07")), NOON, Delivery.encoding(), 1)) {
            assertThatThrownBy(simulation::skip)
                    .hasMessage("the start of 2025-09-01 in +00:07 is 2025-08-31T23:53:00Z,"
                            + " expected a whole quarter of an hour after 1970");
        }
    }
}
