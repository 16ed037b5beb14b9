package io.trialstream.generator.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes recipes one by one. Not thread-safe. */
final class CatalogueBuilder {
    private static final int MAX_INGREDIENT_WORDS = 1_000_000;
    private static final int FIRST_CAPACITY = 1 << 10;

    private final List<String> ids = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final TextArena names = new TextArena();
    private final Words dishes = new Words(RecipeTable.DISH, Catalogue.MAX_WORDS);
    private final Words ingredients = new Words(RecipeTable.INGREDIENT, Catalogue.MAX_WORDS);
    private final Words methods = new Words(RecipeTable.METHOD, Catalogue.MAX_WORDS);
    private final Words difficulties = new Words(RecipeTable.DIFFICULTY, Catalogue.MAX_WORDS);
    private final Words vocabulary = new Words(RecipeTable.INGREDIENTS, MAX_INGREDIENT_WORDS);
    private int[] nameAt = new int[FIRST_CAPACITY];
    private byte[] dish = new byte[FIRST_CAPACITY];
    private byte[] ingredient = new byte[FIRST_CAPACITY];
    private byte[] method = new byte[FIRST_CAPACITY];
    private byte[] difficulty = new byte[FIRST_CAPACITY];
    private short[] minutes = new short[FIRST_CAPACITY];
    private int[] wordStart = new int[FIRST_CAPACITY + 1];
    private int[] words = new int[FIRST_CAPACITY];

    /** @throws IllegalArgumentException where a value is out of its range; starts with the column's name */
    void add(RecipeRow row) {
        int recipe = ids.size();
        if (recipe == Catalogue.MAX_RECIPES) {
            throw new IllegalArgumentException(
                    RecipeTable.ID + ": expected at most " + Catalogue.MAX_RECIPES + " recipes, actual one more");
        }
        if (row.id().isBlank() || !seen.add(row.id())) {
            throw new IllegalArgumentException(
                    RecipeTable.ID + ": expected an id that is not there yet, actual '" + row.id() + "'");
        }
        if (row.minutes() < 1 || row.minutes() > Catalogue.MAX_MINUTES) {
            throw new IllegalArgumentException(
                    RecipeTable.MINUTES + ": expected 1 to " + Catalogue.MAX_MINUTES + ", actual " + row.minutes());
        }
        ensureCapacity(recipe + 1);
        ids.add(row.id());
        nameAt[recipe] = names.add(row.name());
        dish[recipe] = (byte) dishes.number(row.dish());
        ingredient[recipe] = (byte) ingredients.number(row.ingredient());
        method[recipe] = (byte) methods.number(row.method());
        difficulty[recipe] = (byte) difficulties.number(row.difficulty());
        minutes[recipe] = (short) row.minutes();
        addWords(recipe, row.ingredients());
    }

    private void addWords(int recipe, List<String> all) {
        int end = wordStart[recipe];
        if (end + all.size() > words.length) {
            words = Arrays.copyOf(words, Math.max(2 * words.length, end + all.size()));
        }
        for (String word : all) {
            words[end++] = vocabulary.number(word);
        }
        wordStart[recipe + 1] = end;
    }

    private void ensureCapacity(int recipes) {
        if (recipes <= nameAt.length) {
            return;
        }
        int capacity = 2 * nameAt.length;
        nameAt = Arrays.copyOf(nameAt, capacity);
        dish = Arrays.copyOf(dish, capacity);
        ingredient = Arrays.copyOf(ingredient, capacity);
        method = Arrays.copyOf(method, capacity);
        difficulty = Arrays.copyOf(difficulty, capacity);
        minutes = Arrays.copyOf(minutes, capacity);
        wordStart = Arrays.copyOf(wordStart, capacity + 1);
    }

    /** @throws IllegalArgumentException where there are no recipes, or too many filters */
    Catalogue build() {
        int size = ids.size();
        if (size == 0) {
            throw new IllegalArgumentException(RecipeTable.ID + ": expected at least one recipe, actual none");
        }
        long filters = (long) dishes.sorted().size()
                * ingredients.sorted().size()
                * methods.sorted().size();
        if (filters > Catalogue.MAX_FILTERS) {
            throw new IllegalArgumentException(RecipeTable.DISH + " × " + RecipeTable.INGREDIENT + " × "
                    + RecipeTable.METHOD + ": expected at most " + Catalogue.MAX_FILTERS + " combinations, actual "
                    + filters);
        }
        return new Catalogue(new CatalogueColumns(
                ids.toArray(String[]::new),
                names,
                Arrays.copyOf(nameAt, size),
                placed(dish, dishes),
                placed(ingredient, ingredients),
                placed(method, methods),
                placed(difficulty, difficulties),
                Arrays.copyOf(minutes, size),
                Arrays.copyOf(wordStart, size + 1),
                placedWords(wordStart[size]),
                vocabulary.sorted(),
                dishes.sorted(),
                ingredients.sorted(),
                methods.sorted(),
                difficulties.sorted()));
    }

    private byte[] placed(byte[] numbers, Words all) {
        int[] places = all.places();
        byte[] placed = new byte[ids.size()];
        for (int i = 0; i < placed.length; i++) {
            placed[i] = (byte) places[numbers[i]];
        }
        return placed;
    }

    private int[] placedWords(int count) {
        int[] places = vocabulary.places();
        int[] placed = new int[count];
        for (int i = 0; i < count; i++) {
            placed[i] = places[words[i]];
        }
        return placed;
    }
}
