package io.trialstream.generator.catalogue;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;

/**
 * All recipes, in columns, with the lists that searches and recommendations give. A recipe is a number from 0 to {@link
 * #size} − 1, a dish, ingredient or method its place in a vocabulary, which is in alphabetical order. Immutable and
 * thread-safe. What returns a number, an id or a pool makes no object; names and lists of ingredients are made when asked.
 *
 * <p>A <b>filter</b> is a dish, an ingredient and a method in one number. Its <b>pool</b> holds the recipes that have all
 * three; where there is none, those of dish and ingredient; where there is none either, those of the dish. A pool is never
 * empty, and its most popular recipe is the first. Popularity is a fixed order of all recipes that hangs on their ids.
 *
 * <p>Memory: about 130 bytes a recipe.
 */
public final class Catalogue {
    /** The most recipes. */
    public static final int MAX_RECIPES = 1_000_000;

    /** The longest cooking time: two weeks. */
    public static final int MAX_MINUTES = 20_160;

    /** The most dishes, ingredients, methods or difficulties. */
    public static final int MAX_WORDS = 127;

    /** The most filters: dishes × ingredients × methods. */
    public static final int MAX_FILTERS = 1 << 16;

    /** The fewest recipes that are recommended, where there are so many. */
    public static final int MIN_RECOMMENDED = 20;

    private final CatalogueColumns columns;
    private final Pools pools;

    Catalogue(CatalogueColumns columns) {
        this.columns = columns;
        pools = new Pools(columns);
    }

    /**
     * A catalogue of these recipes, in this order.
     *
     * @throws IllegalArgumentException where there are none, too many, or one is out of its ranges
     */
    public static Catalogue of(Iterable<RecipeRow> recipes) {
        CatalogueBuilder builder = new CatalogueBuilder();
        recipes.forEach(builder::add);
        return builder.build();
    }

    /** How many recipes there are, 1 to {@link #MAX_RECIPES}. */
    public int size() {
        return columns.ids().length;
    }

    public String id(int recipe) {
        return columns.ids()[recipe];
    }

    public String name(int recipe) {
        return columns.names().text(columns.nameAt()[recipe]);
    }

    /** Place in {@link #dishes}. */
    public int dish(int recipe) {
        return columns.dish()[recipe];
    }

    /** The kind of the main ingredient: place in {@link #ingredients}. */
    public int ingredient(int recipe) {
        return columns.ingredient()[recipe];
    }

    /** Place in {@link #methods}. */
    public int method(int recipe) {
        return columns.method()[recipe];
    }

    /** Cooking time, 1 to {@link #MAX_MINUTES}. */
    public int minutes(int recipe) {
        return columns.minutes()[recipe];
    }

    /** Place in {@link #difficulties}. */
    public int difficulty(int recipe) {
        return columns.difficulty()[recipe];
    }

    /** All that goes into it. */
    public List<String> ingredientsOf(int recipe) {
        return columns.ingredientsOf(recipe);
    }

    /** Dishes that occur. */
    public List<String> dishes() {
        return columns.dishes();
    }

    /** Kinds of main ingredients that occur. */
    public List<String> ingredients() {
        return columns.ingredients();
    }

    /** Methods that occur. */
    public List<String> methods() {
        return columns.methods();
    }

    /** Difficulties that occur. */
    public List<String> difficulties() {
        return columns.difficulties();
    }

    /** How many filters there are: 0 to this − 1. */
    public int filters() {
        return pools.filters();
    }

    /** The filter of a dish, an ingredient and a method. */
    public int filter(int dish, int ingredient, int method) {
        return pools.filter(dish, ingredient, method);
    }

    public int dishOfFilter(int filter) {
        return pools.dish(filter);
    }

    public int ingredientOfFilter(int filter) {
        return pools.ingredient(filter);
    }

    public int methodOfFilter(int filter) {
        return pools.method(filter);
    }

    /** The recipes that a search gives, most popular first. Shared: read it only. */
    public int[] pool(int filter) {
        return pools.pool(filter);
    }

    /** All recipes, most popular first. Shared: read it only. */
    public int[] all() {
        return pools.all();
    }

    /**
     * The recipes for a cooking style, most popular first, made anew. While they are fewer than {@link #MIN_RECOMMENDED}
     * the wish is relaxed: first any method will do, then any time, at last any dish.
     *
     * @param dishes any of these; empty: any. Those that no recipe is of count for nothing
     * @param methods any of these; empty: any
     * @param maxMinutes the longest cooking time; 0: any
     */
    public int[] recommended(Set<String> dishes, Set<String> methods, int maxMinutes) {
        return pools.recommended(dishes, methods, maxMinutes);
    }

    /** All recipes as rows, made when asked. */
    public List<RecipeRow> rows() {
        return new Rows();
    }

    private RecipeRow row(int recipe) {
        return new RecipeRow(
                id(recipe),
                name(recipe),
                dishes().get(dish(recipe)),
                ingredients().get(ingredient(recipe)),
                methods().get(method(recipe)),
                ingredientsOf(recipe),
                minutes(recipe),
                difficulties().get(difficulty(recipe)));
    }

    private final class Rows extends AbstractList<RecipeRow> implements RandomAccess {
        @Override
        public RecipeRow get(int recipe) {
            return row(recipe);
        }

        @Override
        public int size() {
            return Catalogue.this.size();
        }
    }
}
