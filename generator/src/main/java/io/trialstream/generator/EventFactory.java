package io.trialstream.generator;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Writes out what a plan's row stands for. The same row gives the same event. Not thread-safe. */
final class EventFactory {
    private static final long DETAILS = 5;
    private static final long SESSIONS = 6;
    private static final long ANCIENT = Instant.parse("1900-01-01T00:00:00Z").toEpochMilli();
    private static final long FUTURE = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
    private static final int CARRIER_BITS = 4;
    private static final int SCREEN_WIDTH = 1_440;
    private static final int SCREEN_HEIGHT = 2_400;
    private static final HexFormat HEX = HexFormat.of();
    private static final String SITE = "https://reciping.co.kr/";
    private static final String MAIN_PAGE = page("main", "main");
    private static final String SEARCH_PAGE = page("search", "search");
    private static final String LIST_PAGE = page("recipe_list", "recipes");
    private static final String CREATE_PAGE = page("create_recipe", "recipes/new");

    private final Model model;
    private final ExperimentModel experiment;
    private final Population population;
    private final Rng rng = new Rng(0);

    EventFactory(Model model, ExperimentModel experiment, Population population) {
        this.model = model;
        this.experiment = experiment;
        this.population = population;
    }

    /** One delivery, with the fault of its kind in it. */
    Delivery delivery(DayPlan plan, long intervalStart, long packed) {
        int row = DayPlan.row(packed);
        DeliveryKind kind = DayPlan.kind(packed);
        long due = intervalStart + DayPlan.clock(packed);
        GeneratedEvent event = event(plan, row);
        return switch (kind) {
            case RESTAMPED -> new Delivery(event.unit(), event.withTimestamp(due), kind, due);
            case MISSING_EVENT_ID -> new Delivery(event.unit(), event.withEventId(""), kind, due);
            case FUTURE_TIMESTAMP -> new Delivery(event.unit(), event.withTimestamp(FUTURE), kind, due);
            case ANCIENT_TIMESTAMP -> new Delivery(event.unit(), event.withTimestamp(ANCIENT), kind, due);
            case KEY_MISMATCH -> new Delivery(event.sessionId(), event, kind, due);
            default -> new Delivery(event.unit(), event, kind, due);
        };
    }

    /** The user whom a row is about. */
    User user(DayPlan plan, int row) {
        Actor actor = plan.actor(row);
        return actor == Actor.PERSON
                ? population.person(plan.user(row))
                : population.bot(actor, plan.epochDay(), plan.user(row));
    }

    private GeneratedEvent event(DayPlan plan, int row) {
        User user = user(plan, row);
        EventType type = plan.type(row);
        long time = plan.time(row);
        long day = (long) plan.actor(row).ordinal() << 32 | plan.epochDay();
        rng.restart(Rng.derive(model.seed(), DETAILS, day, (long) plan.user(row) << 32 | plan.ordinal(row)));
        UUID id = new UUID(rng.nextLong(), rng.nextLong());
        long session = Rng.derive(model.seed(), SESSIONS, day, (long) plan.user(row) << 32 | plan.session(row));
        return new GeneratedEvent(
                id.toString(),
                type.eventName(),
                user.userId(),
                user.anonymousId(),
                "session_" + HEX.toHexDigits(session),
                time,
                context(user, type, plan.subject(row), plan.rank(row), time),
                properties(user, type, plan.subject(row), plan.rank(row), time));
    }

    private Map<String, String> context(User user, EventType type, int subject, int rank, long time) {
        Map<String, String> context = new LinkedHashMap<>(16);
        context.put(
                "page",
                type == EventType.AD_IMPRESSION || type == EventType.AD_CLICK
                        ? carrierPage(rank)
                        : pageOf(type, subject));
        context.put("user_segment", Behaviour.DEMOGRAPHICS[user.demographic()]);
        context.put("activity_level", user.activity().name());
        context.put("cooking_style", Behaviour.PERSONAS[user.persona()]);
        context.put("user_agent", user.userAgent());
        context.put("ip", user.ip());
        context.put("device_id", user.deviceId());
        context.put("zone", user.zone());
        if (type == EventType.CLICK_RECIPE || type == EventType.AD_CLICK) {
            context.put("x", Integer.toString(rng.below(SCREEN_WIDTH)));
            context.put("y", Integer.toString(rng.below(SCREEN_HEIGHT)));
        }
        context.put("sent_at", Long.toString(time + rng.between(5, 250)));
        return context;
    }

    private Map<String, String> properties(User user, EventType type, int subject, int rank, long time) {
        Map<String, String> properties = new LinkedHashMap<>(8);
        switch (type) {
            case VIEW_PAGE -> {
                properties.put("page_name", "main");
                properties.put("referrer", rng.below(3) == 0 ? "https://google.com" : SITE);
            }
            case SEARCH_RECIPE, CREATE_RECIPE -> putFilter(properties, subject);
            case VIEW_RECIPE_LIST -> {
                properties.put("list_length", Integer.toString(Behaviour.LIST_LENGTH));
                putFilter(properties, subject);
            }
            case CLICK_RECIPE -> {
                properties.put("recipe_id", Integer.toString(subject));
                properties.put("rank", Integer.toString(rank + 1));
            }
            case CLICK_BOOKMARK, CLICK_LIKE, WRITE_COMMENT -> properties.put("recipe_id", Integer.toString(subject));
            case AD_IMPRESSION, AD_CLICK -> putAd(properties, user, subject, time);
            case APP_CRASH -> properties.put("error", "OutOfMemoryError");
        }
        return properties;
    }

    private static void putFilter(Map<String, String> properties, int filter) {
        properties.put("dish_type", Filters.dish(filter));
        properties.put("ingredient_type", Filters.ingredient(filter));
        properties.put("method_type", Filters.method(filter));
    }

    private void putAd(Map<String, String> properties, User user, int ad, long time) {
        properties.put("ad_id", "ad_" + ad);
        int version = experiment.versionAt(time);
        if (version < 0 || !experiment.enrolmentOpen(version, time)) {
            return;
        }
        int phase = experiment.phaseAt(version, time);
        if (phase < 0 || !experiment.enrolled(version, phase, user.enrolmentBuckets()[version])) {
            return;
        }
        String arm = experiment.arm(version, user.arms()[version]);
        boolean targeted = !arm.equals(experiment.version(version).getBaseline());
        properties.put("ab_test_group", arm);
        properties.put("ab_test_scenario", experiment.id());
        properties.put("ad_targeting_method", targeted ? "behavioral" : "random");
        properties.put("targeting_tags", targeted ? tags(user) : "[]");
        // Two decimals: 0.50 to 0.99 for targeted advertisements, 0.00 to 0.49 for random ones.
        int score = rng.below(50) + (targeted ? 50 : 0);
        properties.put("personalization_score", score < 10 ? "0.0" + score : "0." + score);
    }

    private static String tags(User user) {
        return "[\"" + Behaviour.PERSONAS[user.persona()] + "\",\""
                + user.activity().name() + "\"]";
    }

    /** The page that shows an advertisement, packed as the rank of the advertisement's events. */
    static int carrier(EventType type, int recipe) {
        return (type == EventType.CLICK_RECIPE ? recipe : 0) << CARRIER_BITS | type.ordinal();
    }

    private static String carrierPage(int carrier) {
        return pageOf(EventType.of(carrier & ((1 << CARRIER_BITS) - 1)), carrier >> CARRIER_BITS);
    }

    private static String pageOf(EventType type, int subject) {
        return switch (type) {
            case VIEW_PAGE, AD_IMPRESSION, AD_CLICK, APP_CRASH -> MAIN_PAGE;
            case SEARCH_RECIPE -> SEARCH_PAGE;
            case VIEW_RECIPE_LIST -> LIST_PAGE;
            case CREATE_RECIPE -> CREATE_PAGE;
            case CLICK_RECIPE, CLICK_BOOKMARK, CLICK_LIKE, WRITE_COMMENT -> page("recipe", "recipes/" + subject);
        };
    }

    private static String page(String name, String path) {
        return "{\"name\":\"" + name + "\",\"url\":\"" + SITE + path + "\"}";
    }
}
