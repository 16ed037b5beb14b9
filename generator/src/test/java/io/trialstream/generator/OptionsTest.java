package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Instant NOON = Instant.parse("2025-09-01T03:00:00Z");
    private static final Model MODEL = Model.defaults(1, 10);

    @Test
    void aStreamContinuesFromLocalMidnightUnlessTheTopicIsEmptyOrTheOriginIsGiven() {
        StreamOptions options = StreamOptions.of(MODEL, NOON, 4);
        assertThat(options.effectiveOrigin(true)).isEqualTo(NOON);
        assertThat(options.effectiveOrigin(false)).isEqualTo(Instant.parse("2025-08-31T15:00:00Z"));
        Instant origin = Instant.parse("2025-08-31T00:00:00Z");
        StreamOptions given = new StreamOptions(MODEL, NOON, 4, Pace.max(), origin, false, null);
        assertThat(given.effectiveOrigin(true)).isEqualTo(origin);
        assertThat(options.end()).isEqualTo(Instant.parse("2025-09-01T04:00:00Z"));
    }

    @Test
    void theDemonstrationIsSizedAndClosed() {
        StreamOptions demo = StreamOptions.demo(100_000, 11, null);
        assertThat(demo.start()).isEqualTo(Instant.parse("2025-08-07T15:00:00Z"));
        assertThat(demo.intervals()).isEqualTo(480);
        assertThat(demo.closeAtEnd()).isTrue();
        assertThat(Simulation.count(demo.model(), demo.start(), demo.end())).isBetween(99_000L, 101_000L);
    }

    @Test
    void everyRangeIsChecked() {
        assertThatThrownBy(() -> StreamOptions.of(MODEL, NOON, 0))
                .hasMessage("num-intervals is 0, expected 1 to 3513600");
        assertThatThrownBy(() -> StreamOptions.of(MODEL, NOON.plusSeconds(60), 1))
                .hasMessage("start-date is 2025-09-01T03:01:00Z, expected a whole quarter of an hour after 1970");
        assertThatThrownBy(() -> new StreamOptions(MODEL, NOON, 1, Pace.max(), NOON.plusSeconds(900), false, null))
                .hasMessage("origin is 2025-09-01T03:15:00Z, expected not after start-date, 2025-09-01T03:00:00Z");
        assertThatThrownBy(() -> Model.defaults(1, 0)).hasMessage("users is 0, expected 1 to 134217728");
        assertThatThrownBy(() -> StreamOptions.demo(0, 1, null)).hasMessage("events is 0, expected at least 1");
        assertThatThrownBy(() -> new Faults(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .hasMessage("fault rate duplicates is 2.0, expected 0 to 1");
        assertThatThrownBy(() -> new Faults(.3, .3, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .hasMessage("fault rates without outOfOrder sum to 0.6, expected at most 0.5");
        assertThatThrownBy(() -> new Bots(0, 1, 0)).hasMessage("bot rate burstInterval is 1.0, expected 0 to 0.1");
    }

    @Test
    void aZoneWhoseDaysBeginBetweenQuartersIsRefused() {
        Model odd = new Model(
                1, 10, ZoneId.of("+00:07"), MODEL.experiment(), MODEL.clickRates(), MODEL.faults(), MODEL.bots());
        Simulation simulation = new Simulation(odd, NOON);
        assertThatThrownBy(simulation::skip)
                .hasMessage("the start of 2025-09-01 in +00:07 is 2025-08-31T23:53:00Z,"
                        + " expected a whole quarter of an hour after 1970");
    }

    @Test
    void paceIsRead() {
        assertThat(Pace.parse("max")).isEqualTo(Pace.max());
        assertThat(Pace.parse("realtime")).isEqualTo(Pace.realtime());
        assertThat(Pace.parse("10000")).isEqualTo(Pace.rate(10_000));
        assertThatThrownBy(() -> Pace.parse("fast"))
                .hasMessage("pace is fast, expected realtime, max or a number of events a second");
        assertThatThrownBy(() -> Pace.parse("-1"))
                .hasMessage("pace is -1.0 events/s, expected more than 0 and less than 10^9");
    }
}
