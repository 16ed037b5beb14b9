package io.trialstream.generator.encode;

import io.trialstream.generator.catalogue.Catalogue;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.EventType;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.Lists;
import java.util.List;
import java.util.function.Function;

/** All members that events of a model can have, by the indices that plans use. Immutable, thread-safe. */
final class Fields {
    static final Field X = Field.text("x", "", "");
    static final Field Y = Field.text("y", "", "");
    static final Field LAT = Field.text("lat", "", "");
    static final Field LON = Field.text("lon", "", "");
    static final Field SENT_AT = Field.text("sent_at", "", "");
    static final Field DEVICE_ID = Field.text("device_id", "device_", "");
    static final Field RANK = Field.text("rank", "", "");
    static final Field AD_ID = Field.text("ad_id", "ad_", "");
    static final Field SCORE = Field.text("personalization_score", "0.", "");
    static final Field PAGE_NAME = Field.constant("page_name", "main");
    static final Field FROM_SEARCH_ENGINE = Field.constant("referrer", "https://google.com");
    static final Field FROM_SITE = Field.constant("referrer", "https://reciping.co.kr/");
    static final Field ERROR = Field.constant("error", "OutOfMemoryError");
    static final Field RANDOM = Field.constant("ad_targeting_method", "random");
    static final Field BEHAVIORAL = Field.constant("ad_targeting_method", "behavioral");
    static final Field NO_TAGS = Field.json("targeting_tags", "[]", "");
    static final Field SEARCHED = Field.constant("list", "search");
    static final Field RECOMMENDED = Field.constant("list", "recommendation");

    /** What no real browser says, and bots do. */
    static final Field[] CRAWLERS = {
        Field.constant("user_agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        Field.constant("user_agent", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
        Field.constant(
                "user_agent",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36"),
        Field.constant("user_agent", "python-requests/2.32.4")
    };

    private static final String SITE = "https://reciping.co.kr/";
    private static final Field MAIN_PAGE = page("main", "main");
    private static final Field SEARCH_PAGE = page("search", "search");
    private static final Field LIST_PAGE = page("recipe_list", "recipes");
    private static final Field CREATE_PAGE = page("create_recipe", "recipes/new");

    final Field[] demographics;
    final Field[] segments;
    final Field[] styles;
    final Field[] userAgents;
    final Field[] zones;
    final Field[] addresses;
    final Field[] dishesOfLists;
    final Field[] ingredients;
    final Field[] methods;
    final Field[] listLengths;
    final Field[] recipePages;
    final Field[] recipeIds;
    final Field[][] groups;
    final Field[] scenarios;
    final boolean[][] targeted;
    private final Field[][] tags;

    Fields(Model model, Trials trials, Lists lists) {
        Behaviour behaviour = model.behaviour();
        Catalogue catalogue = model.catalogue();
        demographics =
                constants("user_segment", List.copyOf(behaviour.demographics().keySet()), id -> id);
        segments = constants("activity_level", behaviour.segments(), Behaviour.Segment::id);
        styles = constants("cooking_style", behaviour.styles(), Behaviour.Style::id);
        userAgents = constants("user_agent", behaviour.devices(), Behaviour.Device::userAgent);
        zones = constants("zone", behaviour.places(), Behaviour.Place::zone);
        addresses = behaviour.places().stream()
                .map(place -> Field.text("ip", place.network() + ".", ""))
                .toArray(Field[]::new);
        dishesOfLists = new Field[lists.count()];
        listLengths = new Field[behaviour.listLength() + 1];
        for (int list = 0; list < lists.count(); list++) {
            dishesOfLists[list] = Field.constant("dish_type", lists.dish(list));
        }
        for (int length = 0; length < listLengths.length; length++) {
            listLengths[length] = Field.constant("list_length", Integer.toString(length));
        }
        ingredients = constants("ingredient_type", catalogue.ingredients(), id -> id);
        methods = constants("method_type", catalogue.methods(), id -> id);
        recipePages = new Field[catalogue.size()];
        recipeIds = new Field[catalogue.size()];
        for (int recipe = 0; recipe < catalogue.size(); recipe++) {
            recipePages[recipe] = page("recipe", "recipes/" + catalogue.id(recipe));
            recipeIds[recipe] = Field.constant("recipe_id", catalogue.id(recipe));
        }
        groups = new Field[trials.count()][];
        targeted = new boolean[trials.count()][];
        scenarios = new Field[trials.count()];
        for (int t = 0; t < trials.count(); t++) {
            Trial trial = trials.get(t);
            scenarios[t] = Field.constant("ab_test_scenario", trial.experiment());
            groups[t] = new Field[trial.arms()];
            targeted[t] = new boolean[trial.arms()];
            for (int arm = 0; arm < trial.arms(); arm++) {
                groups[t][arm] = Field.constant("ab_test_group", trial.variant(arm));
                targeted[t][arm] = !trial.variant(arm).equals(trial.version().getBaseline());
            }
        }
        tags = tags(behaviour);
    }

    /** The page on which an event happens. */
    Field page(EventType type, int subject) {
        return switch (type) {
            case VIEW_PAGE, AD_IMPRESSION, AD_CLICK, APP_CRASH -> MAIN_PAGE;
            case SEARCH_RECIPE -> SEARCH_PAGE;
            case VIEW_RECIPE_LIST -> LIST_PAGE;
            case CREATE_RECIPE -> CREATE_PAGE;
            case CLICK_RECIPE, CLICK_BOOKMARK, CLICK_LIKE, WRITE_COMMENT -> recipePages[subject];
        };
    }

    /** What a user's advertisements are chosen by. */
    Field tags(int segment, int style) {
        return tags[segment][style];
    }

    private static Field[][] tags(Behaviour behaviour) {
        Field[][] tags =
                new Field[behaviour.segments().size()][behaviour.styles().size()];
        for (int a = 0; a < tags.length; a++) {
            for (int s = 0; s < tags[a].length; s++) {
                tags[a][s] = Field.json(
                        "targeting_tags",
                        "[\"" + behaviour.styles().get(s).id() + "\",\""
                                + behaviour.segments().get(a).id() + "\"]",
                        "");
            }
        }
        return tags;
    }

    private static Field page(String name, String path) {
        return Field.json("page", "{\"name\":\"" + name + "\",\"url\":\"" + SITE + path + "\"}", "");
    }

    private static <T> Field[] constants(String name, List<T> values, Function<T, String> text) {
        return values.stream()
                .map(value -> Field.constant(name, text.apply(value)))
                .toArray(Field[]::new);
    }
}
