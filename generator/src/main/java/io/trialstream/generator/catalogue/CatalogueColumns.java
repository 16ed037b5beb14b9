package io.trialstream.generator.catalogue;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Catalogue} holds, by recipe.
 *
 * @param nameAt where in {@code names} the recipe's name is
 * @param wordStart where in {@code words} the recipe's ingredients begin; one more than there are recipes
 * @param words places in {@code vocabulary}
 */
record CatalogueColumns(
        String[] ids,
        TextArena names,
        int[] nameAt,
        byte[] dish,
        byte[] ingredient,
        byte[] method,
        byte[] difficulty,
        short[] minutes,
        int[] wordStart,
        int[] words,
        List<String> vocabulary,
        List<String> dishes,
        List<String> ingredients,
        List<String> methods,
        List<String> difficulties) {
    List<String> ingredientsOf(int recipe) {
        List<String> all = new ArrayList<>();
        for (int i = wordStart[recipe]; i < wordStart[recipe + 1]; i++) {
            all.add(vocabulary.get(words[i]));
        }
        return all;
    }
}
