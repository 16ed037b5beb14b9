package io.trialstream.generator.catalogue;

import java.util.List;

/**
 * A recipe as a row of its table.
 *
 * @param id unlike every other recipe's
 * @param name for people
 * @param dish, ingredient, method what searches filter by
 * @param ingredients all of them, the main one first
 * @param minutes cooking time, 1 to {@link Catalogue#MAX_MINUTES}
 * @param difficulty one of a few words
 */
public record RecipeRow(
        String id,
        String name,
        String dish,
        String ingredient,
        String method,
        List<String> ingredients,
        int minutes,
        String difficulty) {
    public RecipeRow {
        ingredients = List.copyOf(ingredients);
    }
}
