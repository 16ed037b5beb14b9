package io.trialstream.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.generator.BulkEvents.Event;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ShapeTest} asserts about, counted day by day. What must never happen is counted by the sentence that it breaks, with
 * an example.
 */
final class ShapeCounts {
    static final String EXPERIMENT = "BEHAVIORAL_TARGETING_MVP_V1";
    private static final OffsetDateTime START = OffsetDateTime.parse("2025-08-08T00:00:00+09:00");
    private static final OffsetDateTime END = OffsetDateTime.parse("2025-08-22T00:00:00+09:00");
    private static final int SESSION_GAP_MS = 30 * 60_000;
    /** What a page does by itself, and a crash, are nobody's acts. */
    private static final Set<String> NO_ACTS = Set.of("ad_impression", "heartbeat", "load_asset", "app_crash");

    private static final Set<String> ADS = Set.of("ad_impression", "ad_click");
    private static final Set<String> ON_RECIPE = Set.of("click_bookmark", "click_like", "write_comment");
    private static final List<String> FILTERS = List.of("dish_type", "ingredient_type", "method_type");

    /** A user over the period. */
    static final class Person {
        final String demographic;
        final String activity;
        final String style;
        int impressions;
        int clicks;

        private Person(JsonNode context) {
            demographic = context.path("user_segment").asText();
            activity = context.path("activity_level").asText();
            style = context.path("cooking_style").asText();
        }

        String cell() {
            return demographic + " " + activity + " " + style;
        }
    }

    /**
     * A user's day.
     *
     * @param sessions parted by 30 minutes without an event
     */
    record UserDay(String activity, boolean weekend, int events, int sessions) {}

    long events;
    final long[] byHour = new long[24];
    final long[] byWeekday = new long[7];
    final int[] daysByWeekday = new int[7];
    final Map<String, Person> people = new HashMap<>();
    final List<UserDay> userDays = new ArrayList<>();
    /** By activity segment and event name. */
    final Map<String, Map<String, Long>> byName = new TreeMap<>();
    /** Times from act to act within a session, by full seconds. */
    final long[] gaps = new long[121];
    /** Dishes of lists that no search came before, by style and dish. */
    final Map<String, Map<String, Long>> recommended = new TreeMap<>();
    /** Sums and counts of the personalization score by arm. */
    final Map<String, double[]> scores = new TreeMap<>();

    private final Map<String, Long> broken = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();

    void add(LocalDate day, Map<String, List<Event>> users) {
        daysByWeekday[day.getDayOfWeek().getValue() - 1]++;
        for (List<Event> its : users.values()) {
            Person person = people.computeIfAbsent(
                    its.get(0).unit(), any -> new Person(its.get(0).context()));
            its.forEach(event -> addEvent(day, event, person));
            userDays.add(new UserDay(
                    person.activity, day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0, its.size(), sessions(its)));
            Map<String, List<Event>> bySession = new HashMap<>();
            its.forEach(event -> bySession
                    .computeIfAbsent(event.session(), any -> new ArrayList<>())
                    .add(event));
            rule(
                    "client sessions are those that 30 minutes of inactivity part",
                    bySession.size() == sessions(its),
                    its);
            bySession.values().forEach(session -> addSession(session, person));
        }
    }

    /** How often each sentence was broken, with the first example; empty where none was. */
    Map<String, String> brokenRules() {
        Map<String, String> told = new TreeMap<>();
        broken.forEach((rule, count) -> told.put(rule, count + " times, first by " + examples.get(rule)));
        return told;
    }

    private void rule(String sentence, boolean holds, Object example) {
        if (!holds) {
            broken.merge(sentence, 1L, Long::sum);
            examples.computeIfAbsent(sentence, any -> String.valueOf(example));
        }
    }

    private static int sessions(List<Event> events) {
        int sessions = 1;
        for (int i = 1; i < events.size(); i++) {
            sessions += events.get(i).since(events.get(i - 1)) > SESSION_GAP_MS ? 1 : 0;
        }
        return sessions;
    }

    private void addEvent(LocalDate day, Event event, Person person) {
        events++;
        byHour[event.time().getHour()]++;
        byWeekday[event.time().getDayOfWeek().getValue() - 1]++;
        byName.computeIfAbsent(person.activity, any -> new TreeMap<>()).merge(event.name(), 1L, Long::sum);
        rule("an event lies in its day's file", event.time().toLocalDate().equals(day), event);
        JsonNode context = event.context();
        rule("a user's profile never changes", new Person(context).cell().equals(person.cell()), event);
        for (String member : List.of("user_agent", "ip", "device_id", "page")) {
            rule("context has " + member, context.hasNonNull(member), event);
        }
        if (event.name().startsWith("click_") || event.name().equals("ad_click")) {
            rule("a click has coordinates", context.hasNonNull("x") && context.hasNonNull("y"), event);
        }
        if (ADS.contains(event.name())) {
            addAd(event, person);
        }
    }

    private void addAd(Event event, Person person) {
        boolean running = !event.time().isBefore(START) && event.time().isBefore(END);
        boolean named = event.property("ab_test_scenario").equals(EXPERIMENT);
        rule("advertisements name the experiment exactly while it runs", running == named, event);
        if (!named) {
            return;
        }
        person.impressions += event.name().equals("ad_impression") ? 1 : 0;
        person.clicks += event.name().equals("ad_click") ? 1 : 0;
        boolean treated = arm(event.unit()).equals("treatment");
        rule("the arm is that of the hash rule", event.property("ab_test_group").equals(arm(event.unit())), event);
        rule(
                "control's advertisements are random, the treatment's are not",
                event.property("ad_targeting_method").equals("random") != treated,
                event);
        rule(
                "ad_targeting_method is there",
                !event.property("ad_targeting_method").isEmpty(),
                event);
        JsonNode tags = event.properties().path("targeting_tags");
        rule(
                "targeting_tags is an array, empty exactly where ads are random",
                tags.isArray() && tags.isEmpty() != treated,
                event);
        double score = event.properties().path("personalization_score").asDouble(-1);
        rule("personalization_score lies in 0 to 1", score >= 0 && score <= 1, event);
        double[] sums = scores.computeIfAbsent(arm(event.unit()), any -> new double[2]);
        sums[0] += score;
        sums[1]++;
    }

    private void addSession(List<Event> session, Person person) {
        @Nullable Event act = null;
        @Nullable Event search = null;
        @Nullable Event list = null;
        @Nullable Event click = null;
        @Nullable Event impression = null;
        for (Event event : session) {
            String name = event.name();
            if (name.equals("ad_impression")) {
                impression = event;
                rule(
                        "an advertisement is shown by an act, within 2 s",
                        act != null && event.since(act) <= 2_000,
                        event);
                continue;
            }
            if (name.equals("ad_click")) {
                rule(
                        "an advertisement is clicked only after it was shown",
                        impression != null && impression.property("ad_id").equals(event.property("ad_id")),
                        event);
                impression = null;
            }
            if (NO_ACTS.contains(name)) {
                continue;
            }
            if (act != null) {
                long gap = event.since(act);
                rule("5 s to 2 min lie between acts", gap >= 5_000 && gap <= 120_000, event);
                gaps[(int) Math.max(0, Math.min(120, gap / 1_000))]++;
            }
            switch (name) {
                case "view_page" -> search = null;
                case "search_recipe" -> search = event;
                case "view_recipe_list" -> {
                    list = event;
                    addList(event, search, person);
                }
                case "click_recipe" -> {
                    click = event;
                    addClick(event, list, act);
                }
                default -> {}
            }
            if (ON_RECIPE.contains(name)) {
                rule(
                        "bookmark, like and comment are on the recipe clicked",
                        click != null && click.property("recipe_id").equals(event.property("recipe_id")),
                        event);
            }
            rule(
                    "only power users create recipes",
                    !name.equals("create_recipe") || person.activity.equals("POWER_USER"),
                    event);
            act = event;
        }
    }

    private void addList(Event list, @Nullable Event search, Person person) {
        rule("a list says its length", list.properties().path("list_length").asInt() > 0, list);
        JsonNode recipes = list.properties().path("recipe_ids");
        rule(
                "a list names its recipes, where it names any, by their number",
                recipes.isMissingNode()
                        || recipes.size()
                                == list.properties().path("list_length").asInt(),
                list);
        if (search == null) {
            recommended
                    .computeIfAbsent(person.style, any -> new TreeMap<>())
                    .merge(list.property("dish_type"), 1L, Long::sum);
            return;
        }
        for (String filter : FILTERS) {
            rule(
                    "a list follows the search before it: " + filter,
                    list.property(filter).equals(search.property(filter)),
                    list);
        }
    }

    private void addClick(Event click, @Nullable Event list, @Nullable Event act) {
        rule("a recipe is clicked on a list", list != null && act == list, click);
        if (list == null) {
            return;
        }
        int rank = click.properties().path("rank").asInt();
        rule(
                "a click carries a rank of its list",
                rank >= 1 && rank <= list.properties().path("list_length").asInt(),
                click);
        JsonNode recipes = list.properties().path("recipe_ids");
        rule(
                "a click is on the list's recipe of its rank",
                recipes.isMissingNode() || recipes.path(rank - 1).asText().equals(click.property("recipe_id")),
                click);
    }

    /** The contract's rule, written down once more. */
    static String arm(String unit) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest((EXPERIMENT + ":" + unit).getBytes(StandardCharsets.UTF_8));
            BigInteger head = new BigInteger(1, Arrays.copyOf(digest, 8));
            return head.mod(BigInteger.valueOf(10_000)).intValue() < 5_000 ? "control" : "treatment";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Events of a name, of all segments. */
    long named(String name) {
        return byName.values().stream()
                .mapToLong(names -> names.getOrDefault(name, 0L))
                .sum();
    }
}
