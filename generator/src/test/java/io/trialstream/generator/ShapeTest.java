package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.generator.ShapeCounts.Person;
import io.trialstream.generator.ShapeCounts.UserDay;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shape of a million events of June to August 2025, counted from the files alone and compared with the tables that were
 * asked for, typed in here once more: nothing of the generator but its entry is used.
 *
 * <p>The seed is fixed, so a run is as good as the next. Bounds are still those of statistics: 4 standard errors, or a chi-square
 * below its quantile at 10⁻⁴, which a right generator exceeds with one seed in some 10,000.
 */
class ShapeTest {
    private static final LocalDate FIRST = LocalDate.of(2025, 6, 1);
    private static final LocalDate LAST = LocalDate.of(2025, 8, 31);
    private static final long EVENTS = 1_000_000;
    private static final double STANDARD_ERRORS = 4;

    /** Quantiles of the chi-square distribution at 1 − 10⁻⁴, by degrees of freedom. */
    private static final Map<Integer, Double> CHI_SQUARE = Map.of(1, 15.14, 2, 18.42, 4, 23.51, 5, 25.74);

    private static final double[] HOURS = {
        .05, .03, .02, .02, .03, .08, .25, .45, .60, .75, .85, .90, 1.00, .95, .85, .80, .85, .90, .95, 1.00, .95, .85,
        .70, .35
    };
    private static final double[] WEEKDAYS = {.8, .9, .95, 1.0, 1.1, 1.3, 1.2};
    private static final Map<String, Double> ACTIVITIES =
            Map.of("POWER_USER", .10, "ACTIVE_EXPLORER", .60, "PASSIVE_BROWSER", .30);
    private static final Map<String, int[]> EVENTS_A_DAY = Map.of(
            "POWER_USER", new int[] {40, 50}, "ACTIVE_EXPLORER", new int[] {15, 20}, "PASSIVE_BROWSER", new int[] {5, 10
            });
    private static final Map<String, Double> DEMOGRAPHICS = Map.of(
            "FEMALE_20S",
            .142,
            "FEMALE_30S",
            .207,
            "FEMALE_40_PLUS",
            .356,
            "MALE_20S",
            .062,
            "MALE_30S",
            .085,
            "MALE_40_PLUS",
            .148);
    private static final Map<String, Double> STYLES = Map.of(
            "DESSERT_FOCUSED",
            .20,
            "HEALTHY_CONSCIOUS",
            .25,
            "COMFORT_FOOD",
            .25,
            "QUICK_CONVENIENT",
            .20,
            "DIVERSE_EXPLORER",
            .10);

    /** Click rates of control and treatment. */
    private static final double[] RATES = {.018, .022};

    private static final Map<String, double[]> CELLS = Map.of(
            "FEMALE_30S POWER_USER DESSERT_FOCUSED", new double[] {.021, .028},
            "MALE_20S ACTIVE_EXPLORER QUICK_CONVENIENT", new double[] {.015, .019},
            "FEMALE_40_PLUS ACTIVE_EXPLORER HEALTHY_CONSCIOUS", new double[] {.018, .023});

    private static final List<String> ARMS = List.of("control", "treatment");

    @TempDir
    static Path folder;

    private static long generated;
    private static final ShapeCounts COUNTS = new ShapeCounts();

    @BeforeAll
    static void generateAndCount() throws IOException {
        Model model = Models.defaults(20_250_601, 1)
                .withFaults(PopulationFile.defaults().fileFaults());
        BulkOptions options = new BulkOptions(model, FIRST, LAST, folder, 2, false);
        Sizing.Sized sized = Sizing.fit(options.model(), EVENTS, options.start(), options.end(), 2);
        generated = BulkGenerator.run(options.withModel(sized.model()), 0, progress -> {}, () -> false)
                .events();
        BulkEvents files = new BulkEvents(folder);
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            COUNTS.add(day, files.of(day));
        }
    }

    /** Users are added until the number is reached: half of what a busy user makes in 92 days is 0.2 % of a million. */
    @Test
    void thereAreAMillion() {
        assertThat(generated).isBetween(990_000L, 1_010_000L);
    }

    /**
     * Half a percentage point each. Weights say when people come; events follow within minutes, some into the next hour, and
     * the sessions of a day keep 30 minutes apart, which moves some of them to the quieter hours after a peak. Chance alone adds
     * less: a million events in sessions of eight have a standard error of 0.07 points at the peak.
     */
    @Test
    void hoursHaveTheirWeights() {
        double weights = Arrays.stream(HOURS).sum();
        for (int hour = 0; hour < HOURS.length; hour++) {
            assertThat((double) COUNTS.byHour[hour] / COUNTS.events)
                    .as("share of hour " + hour)
                    .isCloseTo(HOURS[hour] / weights, within(.005));
        }
    }

    /**
     * Events a day, Thursday = 1, at weekends with 15 % on top. Within 4 %: the 750 users who come or stay away, and differ in
     * what they make, give a day a standard error of 2.5 %, the mean of 13 days 0.7 %, the ratio of two means 1 %.
     */
    @Test
    void weekdaysHaveTheirWeights() {
        double thursday = (double) COUNTS.byWeekday[3] / COUNTS.daysByWeekday[3];
        for (int weekday = 0; weekday < WEEKDAYS.length; weekday++) {
            double expected = WEEKDAYS[weekday] * (weekday >= 5 ? 1.15 : 1);
            double measured = (double) COUNTS.byWeekday[weekday] / COUNTS.daysByWeekday[weekday];
            assertThat(measured / thursday / expected)
                    .as("weekday " + (weekday + 1) + " against Thursday, of what is expected")
                    .isCloseTo(1, within(.04));
        }
    }

    /** By segment, so that who comes does not matter; the mean of 10 to 20 % must lie in that range itself. */
    @Test
    void aUserMakesMoreAtWeekends() {
        for (String activity : ACTIVITIES.keySet()) {
            double extra = mean(day -> day.weekend() && day.activity().equals(activity), UserDay::events)
                    / mean(day -> !day.weekend() && day.activity().equals(activity), UserDay::events);
            assertThat(extra).as(activity + ": weekend against weekdays").isBetween(1.10, 1.20);
        }
    }

    @Test
    void usersHaveTheirShares() {
        assertShares("activity segments", person -> person.activity, ACTIVITIES);
        assertShares("demographics", person -> person.demographic, DEMOGRAPHICS);
        assertShares("cooking styles", person -> person.style, STYLES);
        assertShares(
                "arms",
                person -> person.impressions == 0 ? "" : ShapeCounts.arm(unit(person)),
                Map.of("control", .5, "treatment", .5));
    }

    /**
     * Nineteen in twenty weekdays in the range itself, and the mean too; the others are cut short by midnight or a crash, or
     * an advertisement was clicked after the last of the day's acts. At weekends the range is 10 to 20 % higher.
     */
    @Test
    void segmentsMakeTheirEventsADay() {
        for (Map.Entry<String, int[]> segment : EVENTS_A_DAY.entrySet()) {
            String name = segment.getKey();
            int low = segment.getValue()[0];
            int high = segment.getValue()[1];
            assertThat(mean(day -> !day.weekend() && day.activity().equals(name), UserDay::events))
                    .as(name + ": mean of weekdays")
                    .isBetween((double) low, (double) high);
            assertThat(mean(day -> day.activity().equals(name), day -> inRange(day, low, high) ? 1 : 0))
                    .as(name + ": share of days in range")
                    .isGreaterThan(.95);
            assertThat(mean(day -> day.activity().equals(name), day -> day.events() > 1.2 * high + 5 ? 1 : 0))
                    .as(name + ": share of days far above")
                    .isZero();
        }
    }

    private static boolean inRange(UserDay day, int low, int high) {
        // A part of an event is rounded.
        return day.weekend()
                ? day.events() >= Math.floor(1.1 * low) && day.events() <= Math.ceil(1.2 * high)
                : day.events() >= low && day.events() <= high;
    }

    /** "Several a day": more than one on most days, and the busier the segment the more. */
    @Test
    void thereAreSeveralSessionsADay() {
        assertThat(mean(day -> true, day -> day.sessions() > 1 ? 1 : 0)).isGreaterThan(.5);
        double power = mean(day -> day.activity().equals("POWER_USER"), UserDay::sessions);
        double explorer = mean(day -> day.activity().equals("ACTIVE_EXPLORER"), UserDay::sessions);
        double browser = mean(day -> day.activity().equals("PASSIVE_BROWSER"), UserDay::sessions);
        assertThat(power).isGreaterThan(explorer).isBetween(3.0, 10.0);
        assertThat(explorer).isGreaterThan(browser).isBetween(1.5, 5.0);
        assertThat(browser).isGreaterThanOrEqualTo(1);
    }

    /** What must never happen does not: order and context of a session's events, properties, arms. */
    @Test
    void noRuleIsBroken() {
        assertThat(COUNTS.brokenRules()).isEmpty();
    }

    /** All of the range is used, and short waits are not rarer than long ones. */
    @Test
    void gapsFillTheirRange() {
        long all = Arrays.stream(COUNTS.gaps).sum();
        assertThat(Arrays.stream(COUNTS.gaps, 0, 5).sum()).isZero();
        assertThat(Arrays.stream(COUNTS.gaps, 5, 120).min().orElseThrow()).isPositive();
        double shortOnes = (double) Arrays.stream(COUNTS.gaps, 5, 62).sum() / all;
        assertThat(shortOnes).isBetween(.5, .9);
    }

    /** Bounds a recipe service would call realistic, wide on purpose: no rates but the advertisements' were asked for. */
    @Test
    void conversionIsRealistic() {
        double clicks = COUNTS.named("click_recipe");
        assertThat(clicks / COUNTS.named("view_recipe_list"))
                .as("clicks a list")
                .isBetween(.2, .8);
        assertThat(COUNTS.named("click_bookmark") / clicks)
                .as("bookmarks a click")
                .isBetween(.05, .25);
        assertThat(COUNTS.named("click_like") / clicks).as("likes a click").isBetween(.05, .30);
        assertThat(COUNTS.named("write_comment") / clicks)
                .as("comments a click")
                .isBetween(.005, .10);
        assertThat((double) COUNTS.named("ad_impression") / COUNTS.events)
                .as("advertisements of all events")
                .isBetween(.2, .4);
    }

    /** What each segment is known for it does at least half as often again as the others, by event. */
    @Test
    void segmentsDoWhatTheyAreKnownFor() {
        assertThat(share("POWER_USER", "write_comment")).isGreaterThan(1.5 * share("ACTIVE_EXPLORER", "write_comment"));
        assertThat(share("POWER_USER", "create_recipe")).isPositive();
        assertThat(share("ACTIVE_EXPLORER", "search_recipe"))
                .isGreaterThan(1.5 * share("PASSIVE_BROWSER", "search_recipe"))
                .isGreaterThan(share("POWER_USER", "search_recipe"));
        assertThat(share("PASSIVE_BROWSER", "view_recipe_list"))
                .isGreaterThan(share("ACTIVE_EXPLORER", "view_recipe_list"));
    }

    /**
     * Clicks less the clicks expected of each user's cell, within 4 standard errors over users (their impressions are alike), or
     * of single impressions where that is more.
     */
    @Test
    void clickRatesAreThoseOfArmsAndCells() {
        for (int arm = 0; arm < ARMS.size(); arm++) {
            assertClicks(ARMS.get(arm), arm, person -> true);
            for (String cell : CELLS.keySet()) {
                assertClicks(
                        cell + ", " + ARMS.get(arm),
                        arm,
                        person -> person.cell().equals(cell));
            }
        }
    }

    /** Targeted advertisements fit better than random ones. */
    @Test
    void targetedAdvertisementsFitBetter() {
        assertThat(meanScore("treatment")).isGreaterThan(meanScore("control") + .1);
    }

    /**
     * Dishes of lists that nobody searched for depend on the cooking style: Cramér's V of more than 0.3, where 0 is
     * independence and 1 dependence alone. Who explores sees more different dishes than who wants desserts.
     */
    @Test
    void recommendationsFitThePersona() {
        assertThat(cramersV(COUNTS.recommended)).isGreaterThan(.3);
        assertThat(dishes("DIVERSE_EXPLORER")).isGreaterThan(dishes("DESSERT_FOCUSED"));
    }

    /** How many different ones a style's lists are about. */
    private static int dishes(String style) {
        return COUNTS.recommended.getOrDefault(style, Map.of()).size();
    }

    private static double meanScore(String arm) {
        double[] sumAndCount = Objects.requireNonNull(COUNTS.scores.get(arm), arm);
        return sumAndCount[0] / sumAndCount[1];
    }

    private static double mean(Predicate<UserDay> which, ToIntFunction<UserDay> what) {
        return COUNTS.userDays.stream().filter(which).mapToInt(what).average().orElseThrow();
    }

    private static double share(String activity, String name) {
        Map<String, Long> names = COUNTS.byName.getOrDefault(activity, Map.of());
        return (double) names.getOrDefault(name, 0L)
                / names.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String unit(Person person) {
        return COUNTS.people.entrySet().stream()
                .filter(entry -> entry.getValue() == person)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static void assertShares(String what, Function<Person, String> property, Map<String, Double> expected) {
        Map<String, Long> users = COUNTS.people.values().stream()
                .map(property)
                .filter(value -> !value.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(users.keySet()).as(what).isEqualTo(expected.keySet());
        double all = users.values().stream().mapToLong(Long::longValue).sum();
        double chiSquare = expected.entrySet().stream()
                .mapToDouble(value -> Math.pow(users.getOrDefault(value.getKey(), 0L) - all * value.getValue(), 2)
                        / (all * value.getValue()))
                .sum();
        assertThat(chiSquare)
                .as(what + ": chi-square of " + users)
                .isLessThan(Objects.requireNonNull(CHI_SQUARE.get(expected.size() - 1)));
    }

    private static void assertClicks(String what, int arm, Predicate<Person> which) {
        double residual = 0;
        double clustered = 0;
        double binomial = 0;
        for (Map.Entry<String, Person> user : COUNTS.people.entrySet()) {
            Person person = user.getValue();
            if (which.test(person) && ShapeCounts.arm(user.getKey()).equals(ARMS.get(arm))) {
                double rate = CELLS.getOrDefault(person.cell(), RATES)[arm];
                double its = person.clicks - rate * person.impressions;
                residual += its;
                clustered += its * its;
                binomial += rate * (1 - rate) * person.impressions;
            }
        }
        assertThat(residual)
                .as(what + ": clicks less expected clicks")
                .isCloseTo(0, within(STANDARD_ERRORS * Math.sqrt(Math.max(clustered, binomial)) + 1e-9));
    }

    private static double cramersV(Map<String, Map<String, Long>> table) {
        List<String> columns = table.values().stream()
                .flatMap(row -> row.keySet().stream())
                .distinct()
                .toList();
        double[] rows = table.values().stream()
                .mapToDouble(
                        row -> row.values().stream().mapToLong(Long::longValue).sum())
                .toArray();
        double all = Arrays.stream(rows).sum();
        double chiSquare = 0;
        for (String column : columns) {
            double columnSum = table.values().stream()
                    .mapToLong(row -> row.getOrDefault(column, 0L))
                    .sum();
            List<Long> cells = table.values().stream()
                    .map(row -> row.getOrDefault(column, 0L))
                    .toList();
            chiSquare += IntStream.range(0, rows.length)
                    .mapToDouble(row -> {
                        double expected = rows[row] * columnSum / all;
                        return Math.pow(cells.get(row) - expected, 2) / expected;
                    })
                    .sum();
        }
        return Math.sqrt(chiSquare / (all * (Math.min(rows.length, columns.size()) - 1)));
    }
}
