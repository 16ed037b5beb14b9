package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.catalogue.Catalogue;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.Behaviour.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The lists of recipes that users see: one for each search filter, and for each cooking style one for each of its dishes.
 * A list is a number; search filters come first, under their own numbers. Thread-safe.
 */
public final class Lists {
    private final Catalogue catalogue;
    private final int length;
    private final double[] positions;
    private final int[] firstOfStyle;
    private final List<Recommended> recommended = new ArrayList<>();

    private record Recommended(String style, String dish, int[] recipes) {}

    public Lists(Catalogue catalogue, Behaviour behaviour) {
        this.catalogue = catalogue;
        length = behaviour.listLength();
        double[] weights = new double[length];
        for (int place = 0; place < length; place++) {
            weights[place] = StrictMath.pow(1 - behaviour.positionBias(), place);
        }
        positions = Rng.cumulative(weights);
        firstOfStyle = new int[behaviour.styles().size() + 1];
        for (int s = 0; s < behaviour.styles().size(); s++) {
            firstOfStyle[s] = catalogue.filters() + recommended.size();
            Style style = behaviour.styles().get(s);
            for (String dish : style.dishes()) {
                recommended.add(new Recommended(
                        style.id(),
                        dish,
                        catalogue.recommended(Set.of(dish), Set.copyOf(style.methods()), style.maxMinutes())));
            }
        }
        firstOfStyle[behaviour.styles().size()] = catalogue.filters() + recommended.size();
    }

    /** How many lists there are. */
    public int count() {
        return catalogue.filters() + recommended.size();
    }

    /** Whether a list is a recommendation, and no answer to a search. */
    public boolean isRecommended(int list) {
        return list >= catalogue.filters();
    }

    /** The dish type of a list. */
    public String dish(int list) {
        return isRecommended(list)
                ? recommended.get(list - catalogue.filters()).dish()
                : catalogue.dishes().get(catalogue.dishOfFilter(list));
    }

    /** How many recipes a list shows. */
    public int shown(int list) {
        return Math.min(length, recipes(list).length);
    }

    /** A search filter. */
    int search(Rng rng) {
        return rng.below(catalogue.filters());
    }

    /** A list that is recommended to a cooking style. */
    int recommend(int style, Rng rng) {
        return firstOfStyle[style] + rng.below(firstOfStyle[style + 1] - firstOfStyle[style]);
    }

    /** A place on a list, from 0: the upper ones more often. */
    int place(int list, Rng rng) {
        int place = rng.pick(positions);
        int shown = shown(list);
        return place < shown ? place : rng.below(shown);
    }

    /**
     * The recipe at a place of a list.
     *
     * @param turn where a user's recommendations begin that day, at least 0; answers to a search begin with the most popular
     */
    int recipe(int list, int place, int turn) {
        int[] recipes = recipes(list);
        return recipes[isRecommended(list) ? (turn + place) % recipes.length : place];
    }

    private int[] recipes(int list) {
        return isRecommended(list) ? recommended.get(list - catalogue.filters()).recipes() : catalogue.pool(list);
    }
}
