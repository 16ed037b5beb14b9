package io.trialstream.app.report;

import io.trialstream.app.report.ReportData.Experiment;
import io.trialstream.app.report.ReportData.Group;
import io.trialstream.app.report.ReportData.Rate;
import io.trialstream.app.report.ReportData.Row;
import io.trialstream.app.report.ReportData.TrueArm;
import io.trialstream.app.report.ReportEvent.Profile;
import io.trialstream.topology.statistics.Bounds;
import io.trialstream.topology.statistics.RatioEstimate;
import io.trialstream.topology.statistics.Sample;
import io.trialstream.topology.statistics.UnitSums;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Click-through rates of one experiment, with intervals over users: the impressions of one user are alike. */
final class ClickRates {
    private static final double ALPHA = .05;

    private final String experiment;
    private final Collection<Person> people;
    private final TruthRates truth;

    ClickRates(String experiment, Collection<Person> people, TruthRates truth) {
        this.experiment = experiment;
        this.people = people;
        this.truth = truth;
    }

    Experiment result() {
        long mixed = people.stream()
                .map(person -> person.ads(experiment))
                .filter(ads -> ads != null && ads.mixed())
                .count();
        List<Rate> arms = sumsBy(person -> "").getOrDefault("", Map.of()).entrySet().stream()
                .map(arm -> rateOfArm(arm.getKey(), arm.getValue()))
                .toList();
        return new Experiment(
                experiment,
                mixed,
                arms,
                List.of(
                        new Group("Cells with targets of their own", cells()),
                        group("Demographics", Profile::demographic),
                        group("Activity segments", Profile::activity),
                        group("Cooking styles", Profile::style)));
    }

    private Group group(String title, Function<Profile, String> property) {
        List<Row> rows = sumsBy(property).entrySet().stream()
                .map(value -> new Row(value.getKey(), rates(value.getValue(), null)))
                .toList();
        return new Group(title, rows);
    }

    private List<Row> cells() {
        Map<String, Map<String, UnitSums>> sums = sumsBy(ClickRates::cellOf);
        return Cell.NAMED.stream()
                .map(cell -> new Row(cell.label(), rates(sums.getOrDefault(cell.label(), Map.of()), cell)))
                .toList();
    }

    private static @Nullable String cellOf(Profile profile) {
        return Cell.NAMED.stream()
                .filter(cell -> cell.holds(profile))
                .map(Cell::label)
                .findFirst()
                .orElse(null);
    }

    /** By the property's value and arm, both in order of names; users without a value, or of two arms, are left out. */
    private Map<String, Map<String, UnitSums>> sumsBy(Function<Profile, @Nullable String> property) {
        Map<String, Map<String, UnitSums>> sums = new TreeMap<>();
        for (Person person : people) {
            Ads ads = person.ads(experiment);
            String value = ads == null || ads.mixed() ? null : property.apply(person.profile());
            if (ads != null && value != null) {
                sums.computeIfAbsent(value, any -> new TreeMap<>())
                        .merge(ads.arm(), UnitSums.ofUnit(ads.clicks(), ads.impressions()), UnitSums::merge);
            }
        }
        return sums;
    }

    private List<Rate> rates(Map<String, UnitSums> byArm, @Nullable Cell cell) {
        return byArm.entrySet().stream()
                .map(arm -> rate(
                        arm.getKey(),
                        arm.getValue(),
                        cell == null ? null : truth.rate(experiment, arm.getKey(), cell),
                        null))
                .toList();
    }

    private Rate rateOfArm(String arm, UnitSums sums) {
        TrueArm its = truth.arm(experiment, arm);
        return rate(arm, sums, its == null ? null : its.clickRate(), its);
    }

    private static Rate rate(String arm, UnitSums sums, @Nullable Double trueRate, @Nullable TrueArm truth) {
        RatioEstimate estimate = Sample.of(sums).estimate();
        Bounds bounds = estimate.bounds(ALPHA);
        return new Rate(
                arm,
                sums.units(),
                sums.sumD(),
                sums.sumM(),
                orNull(estimate.ratio()),
                orNull(bounds.low()),
                orNull(bounds.high()),
                trueRate,
                truth);
    }

    private static @Nullable Double orNull(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }
}
