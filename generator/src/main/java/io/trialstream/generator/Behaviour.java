package io.trialstream.generator;

import static io.trialstream.generator.EventType.APP_CRASH;
import static io.trialstream.generator.EventType.CLICK_BOOKMARK;
import static io.trialstream.generator.EventType.CLICK_LIKE;
import static io.trialstream.generator.EventType.CLICK_RECIPE;
import static io.trialstream.generator.EventType.CREATE_RECIPE;
import static io.trialstream.generator.EventType.SEARCH_RECIPE;
import static io.trialstream.generator.EventType.VIEW_PAGE;
import static io.trialstream.generator.EventType.VIEW_RECIPE_LIST;
import static io.trialstream.generator.EventType.WRITE_COMMENT;

import java.util.EnumMap;
import java.util.Map;

/** How people behave: every weight and range of the model, in one place. */
final class Behaviour {
    private Behaviour() {}

    /** Relative weight of session starts by hour of the local day, 0 to 23. */
    static final double[] HOUR_WEIGHTS = Rng.cumulative(
            .05, .03, .02, .02, .03, .08, .25, .45, .60, .75, .85, .90, 1.00, .95, .85, .80, .85, .90, .95, 1.00, .95,
            .85, .70, .35);

    /** Relative weight of the days, Monday to Sunday: the share of users who come, up to a factor. */
    private static final double[] DAY_WEIGHTS = {.8, .9, .95, 1.0, 1.1, 1.3, 1.2};

    private static final double GREATEST_DAY_WEIGHT = 1.3;

    /** At weekends a user makes this much more: 10 to 20 %. */
    static final double WEEKEND_EXTRA_LOW = .10;

    static final double WEEKEND_EXTRA_RANGE = .10;

    /** Time from one act to the next, ms: 5 s to 2 min, short ones more often. */
    static final int GAP_LOW_MS = 5_000;

    static final int GAP_RANGE_MS = 115_000;

    /** Pause between two sessions of a user in a day, ms: above the 30 minutes that end a session. */
    static final int PAUSE_LOW_MS = 31 * 60_000;

    static final int PAUSE_RANGE_MS = 10 * 60_000;

    /** An advertisement shows this long after the page that carries it, ms. */
    static final int AD_DELAY_LOW_MS = 300;

    static final int AD_DELAY_RANGE_MS = 1_200;

    /** Probability that a page, list or recipe carries an advertisement. */
    static final double AD_FILL = .54;

    static final double CRASH = .0005;

    /** Share of visitors who are not logged in: known by their anonymous id alone. */
    static final double ANONYMOUS = .15;

    /** Recipes on a list. */
    static final int LIST_LENGTH = 20;

    static final int RECIPES = 10_000;

    static final int ADS = 500;

    /** Events of one session, on average. */
    static final double SESSION_EVENTS_LOW = 6;

    static final double SESSION_EVENTS_RANGE = 4;

    /** Activity segments with their share of users and events a day (on a day they come). */
    enum Activity {
        POWER_USER(.10, 40, 50),
        ACTIVE_EXPLORER(.60, 15, 20),
        PASSIVE_BROWSER(.30, 5, 10);

        final double share;
        final int low;
        final int high;

        Activity(double share, int low, int high) {
            this.share = share;
            this.low = low;
            this.high = high;
        }
    }

    static final Activity[] ACTIVITIES = Activity.values();
    static final double[] ACTIVITY_SHARES =
            Rng.cumulative(Activity.POWER_USER.share, Activity.ACTIVE_EXPLORER.share, Activity.PASSIVE_BROWSER.share);

    static final String[] DEMOGRAPHICS = {
        "FEMALE_20S", "FEMALE_30S", "FEMALE_40_PLUS", "MALE_20S", "MALE_30S", "MALE_40_PLUS"
    };
    static final double[] DEMOGRAPHIC_SHARES = Rng.cumulative(.142, .207, .356, .062, .085, .148);

    static final String[] PERSONAS = {
        "DESSERT_FOCUSED", "HEALTHY_CONSCIOUS", "COMFORT_FOOD", "QUICK_CONVENIENT", "DIVERSE_EXPLORER"
    };
    static final double[] PERSONA_SHARES = Rng.cumulative(.20, .25, .25, .20, .10);

    static final String[] DISHES = {
        "dessert", "salad", "stew", "noodles", "side_dish", "rice", "bread", "soup", "drink", "fusion"
    };
    static final String[] INGREDIENTS = {
        "beef", "pork", "chicken", "seafood", "vegetables", "eggs", "flour", "tofu", "fruit", "rice"
    };
    static final String[] METHODS = {"boil", "fry", "bake", "steam", "stir_fry", "raw", "grill"};

    static final String[] BROWSERS = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"
    };
    static final double[] BROWSER_SHARES = Rng.cumulative(.22, .08, .24, .34, .04, .08);

    static final String[] CRAWLERS = {
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36",
        "python-requests/2.32.4"
    };

    static final String[] ZONES = {"Asia/Seoul", "Asia/Seoul", "Asia/Seoul", "Asia/Tokyo", "America/Los_Angeles"};
    static final double[] ZONE_SHARES = Rng.cumulative(.90, .03, .03, .02, .02);

    /** The share of users who come on a day of the week, 1 (Monday) to 7 (Sunday). */
    static double presence(int dayOfWeek) {
        return DAY_WEIGHTS[dayOfWeek - 1] / GREATEST_DAY_WEIGHT;
    }

    /** What follows an event, by activity segment: cumulative weights over {@link EventType} ordinals. */
    static double[] next(Activity activity, EventType type) {
        return NEXT[activity.ordinal()][type.ordinal()];
    }

    private static final double[][][] NEXT = transitions();

    private static double[][][] transitions() {
        double[][][] table = new double[ACTIVITIES.length][][];
        table[Activity.POWER_USER.ordinal()] = chain(.08, .34, .46, .12, .08);
        table[Activity.ACTIVE_EXPLORER.ordinal()] = chain(.08, .52, .40, 0, .03);
        table[Activity.PASSIVE_BROWSER.ordinal()] = chain(.15, .10, .75, 0, .01);
        return table;
    }

    /** The chain of one segment: what a page leads to (page, search, list, create), and how often a recipe is commented. */
    private static double[][] chain(double page, double search, double list, double create, double comment) {
        EnumMap<EventType, double[]> rows = new EnumMap<>(EventType.class);
        rows.put(
                VIEW_PAGE,
                row(Map.of(VIEW_PAGE, page, SEARCH_RECIPE, search, VIEW_RECIPE_LIST, list, CREATE_RECIPE, create)));
        rows.put(SEARCH_RECIPE, row(Map.of(VIEW_RECIPE_LIST, .95, SEARCH_RECIPE, .05)));
        rows.put(
                VIEW_RECIPE_LIST,
                row(Map.of(CLICK_RECIPE, .62, SEARCH_RECIPE, .15, VIEW_RECIPE_LIST, .13, VIEW_PAGE, .10)));
        rows.put(
                CLICK_RECIPE,
                row(Map.of(
                        CLICK_BOOKMARK,
                        .12,
                        CLICK_LIKE,
                        .15,
                        WRITE_COMMENT,
                        comment,
                        VIEW_RECIPE_LIST,
                        .40,
                        VIEW_PAGE,
                        .33 - comment)));
        rows.put(CLICK_BOOKMARK, row(Map.of(CLICK_LIKE, .2, VIEW_RECIPE_LIST, .5, VIEW_PAGE, .3)));
        rows.put(CLICK_LIKE, row(Map.of(CLICK_BOOKMARK, .15, VIEW_RECIPE_LIST, .5, VIEW_PAGE, .35)));
        rows.put(WRITE_COMMENT, row(Map.of(VIEW_RECIPE_LIST, .5, VIEW_PAGE, .5)));
        rows.put(CREATE_RECIPE, row(Map.of(VIEW_PAGE, 1.0)));
        rows.put(EventType.AD_CLICK, row(Map.of(VIEW_PAGE, .5, VIEW_RECIPE_LIST, .5)));
        double[][] chain = new double[EventType.values().length][];
        rows.forEach((type, weights) -> chain[type.ordinal()] = weights);
        return chain;
    }

    private static double[] row(Map<EventType, Double> weights) {
        double[] dense = new double[APP_CRASH.ordinal()];
        weights.forEach((type, weight) -> dense[type.ordinal()] = weight);
        return Rng.cumulative(dense);
    }
}
