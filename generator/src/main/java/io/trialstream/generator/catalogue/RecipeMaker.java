package io.trialstream.generator.catalogue;

import io.trialstream.generator.base.Rng;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Set;

/**
 * Makes recipes whose parts fit each other: the ingredients the dish, the method the ingredients, the time the method and the
 * difficulty. A recipe depends on the seed and its number alone, so a longer catalogue begins with the shorter one.
 */
public final class RecipeMaker {
    /** How many recipes there are unless somebody says otherwise. */
    public static final int DEFAULT_RECIPES = 10_000;

    /** All dishes that are made. */
    public static final List<String> DISHES =
            Cookbook.DISHES.stream().map(Cookbook.Dish::id).toList();

    /** All kinds of main ingredients that are used. */
    public static final List<String> INGREDIENTS = Cookbook.INGREDIENTS;

    /** All methods that are used. */
    public static final List<String> METHODS =
            Cookbook.METHODS.keySet().stream().sorted().toList();

    /** What keeps this generator's draws apart from others of the same seed. */
    private static final long RECIPES = 0x5EC1BE;

    private static final int LEAST_EXTRAS = 2;
    private static final int MOST_EXTRAS = 6;
    private static final int STEP_MINUTES = 5;

    private static final double[] DISH_SHARES = Rng.cumulative(
            Cookbook.DISHES.stream().mapToDouble(Cookbook.Dish::share).toArray());
    private static final double[] DIFFICULTY_SHARES = Rng.cumulative(Cookbook.DIFFICULTIES.stream()
            .mapToDouble(Cookbook.Difficulty::share)
            .toArray());

    private RecipeMaker() {}

    /**
     * A catalogue of recipes with the ids 1, 2, ….
     *
     * @param recipes 1 to {@link Catalogue#MAX_RECIPES}
     * @throws IllegalArgumentException where the number is out of its range
     */
    public static Catalogue make(int recipes, long seed) {
        if (recipes < 1 || recipes > Catalogue.MAX_RECIPES) {
            throw new IllegalArgumentException("recipes is " + recipes + ", expected 1 to " + Catalogue.MAX_RECIPES);
        }
        return Catalogue.of(new Made(recipes, seed));
    }

    private static RecipeRow recipe(long seed, int index) {
        Rng rng = new Rng(Rng.derive(seed, RECIPES, index));
        Cookbook.Dish dish = Cookbook.DISHES.get(rng.pick(DISH_SHARES));
        String kind = kind(dish, rng);
        Cookbook.Form form = form(dish, kind, rng);
        String main = any(Objects.requireNonNull(Cookbook.MAINS.get(kind)), rng);
        Cookbook.Difficulty difficulty = Cookbook.DIFFICULTIES.get(rng.pick(DIFFICULTY_SHARES));
        return new RecipeRow(
                Integer.toString(index + 1),
                name(any(dish.taste(), rng), main, any(form.nouns(), rng)),
                dish.id(),
                kind,
                form.method(),
                ingredients(dish, main, rng),
                minutes(dish, form.method(), difficulty, rng),
                difficulty.id());
    }

    private static String kind(Cookbook.Dish dish, Rng rng) {
        double[] weights = dish.ingredients().stream()
                .mapToDouble(Cookbook.Weighted::weight)
                .toArray();
        return dish.ingredients().get(rng.pick(Rng.cumulative(weights))).word();
    }

    private static Cookbook.Form form(Cookbook.Dish dish, String kind, Rng rng) {
        List<Cookbook.Form> fit = dish.forms().stream()
                .filter(form -> !form.method().equals(Cookbook.RAW) || Cookbook.EATEN_RAW.contains(kind))
                .toList();
        double[] weights = fit.stream().mapToDouble(Cookbook.Form::weight).toArray();
        return fit.get(rng.pick(Rng.cumulative(weights)));
    }

    /** No word twice: "Classic Brown Fried Rice". */
    private static String name(String taste, String main, String noun) {
        StringBuilder name = new StringBuilder(taste);
        for (String word : main.split(" ")) {
            if (!noun.contains(word)) {
                name.append(' ').append(word);
            }
        }
        return name.append(' ').append(noun).toString();
    }

    private static List<String> ingredients(Cookbook.Dish dish, String main, Rng rng) {
        Set<String> all = new LinkedHashSet<>();
        all.add(main.toLowerCase(Locale.ROOT));
        all.addAll(dish.staple());
        int extras = rng.between(LEAST_EXTRAS, MOST_EXTRAS);
        List<String> left = new ArrayList<>(dish.pantry());
        for (int i = 0; i < extras; i++) {
            all.add(left.remove(rng.below(left.size())));
        }
        return List.copyOf(all);
    }

    /** In steps of five, as recipes say it. */
    private static int minutes(Cookbook.Dish dish, String method, Cookbook.Difficulty difficulty, Rng rng) {
        Cookbook.Minutes easy = Objects.requireNonNull(Cookbook.METHODS.get(method));
        double minutes = (dish.extraMinutes() + rng.between(easy.least(), easy.most())) * difficulty.slower();
        return Math.max(1, (int) Math.round(minutes / STEP_MINUTES)) * STEP_MINUTES;
    }

    private static String any(List<String> words, Rng rng) {
        return words.get(rng.below(words.size()));
    }

    /** The recipes, each made when asked. */
    private static final class Made extends AbstractList<RecipeRow> implements RandomAccess {
        private final int recipes;
        private final long seed;

        Made(int recipes, long seed) {
            this.recipes = recipes;
            this.seed = seed;
        }

        @Override
        public RecipeRow get(int index) {
            return recipe(seed, index);
        }

        @Override
        public int size() {
            return recipes;
        }
    }
}
