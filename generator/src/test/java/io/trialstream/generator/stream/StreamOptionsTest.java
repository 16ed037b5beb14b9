package io.trialstream.generator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.Models;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.model.Bots;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StreamOptionsTest {
    private static final Instant NOON = Instant.parse("2025-09-01T03:00:00Z");
    private static final Model MODEL = Models.defaults(1, 10);

    @Test
    void theDemonstrationIsSizedAndClosed() {
        StreamOptions demo = StreamOptions.demo(100_000, 11, null);
        assertThat(demo.start()).isEqualTo(Instant.parse("2025-08-07T15:00:00Z"));
        assertThat(demo.intervals()).isEqualTo(480);
        assertThat(demo.closeAtEnd()).isTrue();
        assertThat(Sizing.count(demo.model(), demo.start(), demo.end(), 2))
                .isEqualTo(demo.events())
                .isBetween(99_000L, 101_000L);
    }

    @Test
    void everyRangeIsChecked() {
        assertThatThrownBy(() -> StreamOptions.of(MODEL, NOON, 0))
                .hasMessage("num-intervals is 0, expected 1 to 3513600");
        assertThatThrownBy(() -> StreamOptions.of(MODEL, NOON.plusSeconds(60), 1))
                .hasMessage("start-date is 2025-09-01T03:01:00Z, expected a whole quarter of an hour after 1970");
        assertThatThrownBy(() -> StreamOptions.demo(0, 1, null)).hasMessage("events is 0, expected at least 1");
    }

    @Test
    void aModelHasOneFingerprintAndAnotherModelHasAnother() {
        assertThat(fingerprint(Models.defaults(1, 10)))
                .isEqualTo(fingerprint(MODEL))
                .hasSize(64);
        assertThat(Stream.of(
                                MODEL,
                                MODEL.withUsers(11),
                                MODEL.withSeed(2),
                                MODEL.in(ZoneOffset.UTC),
                                MODEL.withFaults(MODEL.faults().with(Fault.LATE, .1)),
                                MODEL.withBots(Bots.none()),
                                MODEL.withExperiments(MODEL.experiments().subList(0, 1)),
                                MODEL.withTables(Models.recipes(2), null),
                                PopulationFile.parse("x.yaml", "crash: .1")
                                        .model(1, Models.recipes(1), DefaultExperiments.definitions())
                                        .withUsers(10),
                                PopulationFile.parse(
                                                "x.yaml",
                                                "experiments: { " + DefaultExperiments.FIRST
                                                        + ": { click-rates: { control: .5 } } }")
                                        .model(1, Models.recipes(1), DefaultExperiments.definitions())
                                        .withUsers(10))
                        .map(StreamOptionsTest::fingerprint))
                .doesNotHaveDuplicates();
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

    private static String fingerprint(Model model) {
        return StreamOptions.of(model, NOON, 1).fingerprint();
    }
}
