package io.trialstream.generator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.catalogue.RecipeMaker;
import io.trialstream.yaml.YamlException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PopulationFileTest {

    @Test
    void theDefaultsAreThoseThatWereAskedFor() {
        Behaviour behaviour = PopulationFile.defaults().behaviour();
        assertThat(behaviour.zone()).isEqualTo(ZoneId.of("Asia/Seoul"));
        assertThat(behaviour.hours())
                .containsExactly(
                        .05, .03, .02, .02, .03, .08, .25, .45, .60, .75, .85, .90, 1.00, .95, .85, .80, .85, .90, .95,
                        1.00, .95, .85, .70, .35);
        assertThat(behaviour.weekdays()).containsExactly(.8, .9, .95, 1.0, 1.1, 1.3, 1.2);
        assertThat(behaviour.weekendExtra()).isEqualTo(new Behaviour.Range(.10, .20));
        assertThat(behaviour.gap()).isEqualTo(new Behaviour.Span(5_000, 120_000));
        assertThat(behaviour.segments())
                .extracting(segment -> segment.id() + " " + segment.share() + " "
                        + segment.events().low() + "-" + segment.events().high())
                .containsExactly("POWER_USER 0.1 40-50", "ACTIVE_EXPLORER 0.6 15-20", "PASSIVE_BROWSER 0.3 5-10");
        assertThat(behaviour.demographics())
                .containsExactly(
                        entry("FEMALE_20S", .142),
                        entry("FEMALE_30S", .207),
                        entry("FEMALE_40_PLUS", .356),
                        entry("MALE_20S", .062),
                        entry("MALE_30S", .085),
                        entry("MALE_40_PLUS", .148));
        assertThat(behaviour.styles())
                .extracting(style -> style.id() + " " + style.share())
                .containsExactly(
                        "DESSERT_FOCUSED 0.2",
                        "HEALTHY_CONSCIOUS 0.25",
                        "COMFORT_FOOD 0.25",
                        "QUICK_CONVENIENT 0.2",
                        "DIVERSE_EXPLORER 0.1");
        assertThat(PopulationFile.defaults().effects().get(DefaultExperiments.FIRST))
                .extracting(Effects::clickRates)
                .isEqualTo(Map.of("control", .018, "treatment", .022));
    }

    @Test
    void aFileNamesOnlyWhatDiffers() {
        PopulationFile file = PopulationFile.parse("mine.yaml", """
                users: 500
                sessions: { events: 12 }
                faults: { late: 0 }
                outages: [ { start: 2025-08-09T12:00:00+09:00, length: PT1H } ]
                bots: { volume: .01 }
                experiments: { MINE: { click-rates: { a: .01, b: .02 } } }
                """);
        PopulationFile defaults = PopulationFile.defaults();
        assertThat(file.users()).isEqualTo(500);
        assertThat(file.behaviour().sessionEvents()).isEqualTo(12);
        assertThat(file.behaviour().gap()).isEqualTo(defaults.behaviour().gap());
        assertThat(file.faults().rate(Fault.LATE)).isZero();
        assertThat(file.faults().rate(Fault.DUPLICATE))
                .isEqualTo(defaults.faults().rate(Fault.DUPLICATE))
                .isPositive();
        assertThat(file.faults().outages())
                .containsExactly(new Faults.Outage(Instant.parse("2025-08-09T03:00:00Z"), Duration.ofHours(1)));
        assertThat(file.bots().rate(Archetype.VOLUME)).isEqualTo(.01);
        assertThat(file.effects()).containsKeys("MINE", DefaultExperiments.FIRST);
        Effects mine = file.effects().getOrDefault("MINE", Effects.NONE);
        assertThat(mine.clickRate("b", "X", "Y", "Z", .5)).isEqualTo(.02);
        assertThat(mine.clickRate("c", "X", "Y", "Z", .5)).isEqualTo(.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "visit: .3|the nearest known key is visits",
                "hours: [ 1, 2 ]|mine.yaml:1: hours: expected 24 weights, of the hours 0 to 23, found 2",
                "anonymous: 1.5|mine.yaml:1: anonymous: expected a number from 0 to 1, found \"1.5\"",
                "zone: Mars|mine.yaml:1: zone: expected the name of a time zone, as Asia/Seoul, found \"Mars\"",
                "sessions: { pause: { low: PT20M } }|mine.yaml:1: sessions.pause.low: expected an ISO-8601 duration in whole milliseconds from PT31M",
                "faults: { late: .6 }|fault rates without out-of-order sum to",
                "bots: { volume: .2 }|mine.yaml:1: bots.volume: expected a number from 0 to 0.1, found \".2\"",
                "places: [ { id: A, share: 1, zone: Asia/Seoul, lat: 1, lon: 2, network: 1.2.3 } ]|the first two numbers of IPv4",
                "outages: [ { start: 2025-08-09T12:07:00+09:00, length: PT1H } ]|expected a start with offset and a length",
                "flow: { view_page: { ad_click: 1 } }|flow.view_page.ad_click",
                "experiments: { X: { click-rates: { a: 2 } } }|mine.yaml:1: experiments.X.click-rates.a",
                "quiet-partition: { partition: 4, of: 4 }|mine.yaml:1: quiet-partition.partition"
            })
    void whatIsWrongIsNamedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> PopulationFile.parse("mine.yaml", text))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> PopulationFile.read(Path.of("nowhere.yaml")))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("cannot read the population file nowhere.yaml");
    }

    @Test
    void theModelRefusesWhatCannotBeSimulated() {
        Model model = PopulationFile.defaults().model(1, RecipeMaker.make(100, 1), List.of());
        assertThatThrownBy(() -> model.withUsers(0)).hasMessage("users is 0, expected 1 to 16777216");
    }
}
