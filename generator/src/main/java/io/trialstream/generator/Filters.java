package io.trialstream.generator;

/** Search filters (dish, ingredient, method) packed in one number, and the lists of recipes they give. */
final class Filters {
    static final int COUNT = Behaviour.DISHES.length * Behaviour.INGREDIENTS.length * Behaviour.METHODS.length;

    private Filters() {}

    static String dish(int filter) {
        return Behaviour.DISHES[filter % Behaviour.DISHES.length];
    }

    static String ingredient(int filter) {
        return Behaviour.INGREDIENTS[filter / Behaviour.DISHES.length % Behaviour.INGREDIENTS.length];
    }

    static String method(int filter) {
        return Behaviour.METHODS[filter / (Behaviour.DISHES.length * Behaviour.INGREDIENTS.length)];
    }

    /** What is recommended to a persona: its own two dishes, whatever ingredient and method. */
    static int recommended(int persona, Rng rng) {
        int dish = (persona * 2 + rng.below(2)) % Behaviour.DISHES.length;
        int rest = rng.below(COUNT / Behaviour.DISHES.length);
        return rest * Behaviour.DISHES.length + dish;
    }

    /** The recipe at a place (0 = first) of a filter's list. */
    static int recipe(int filter, int rank) {
        return (int) Long.remainderUnsigned(Rng.derive(filter, rank), Behaviour.RECIPES);
    }
}
