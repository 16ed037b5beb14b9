package io.trialstream.generator.catalogue;

import io.trialstream.generator.base.Rng;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** The lists of recipes that filters give, all made at the start. Immutable but for the arrays it lends. */
final class Pools {
    private final CatalogueColumns columns;
    private final int dishes;
    private final int ingredients;
    private final int methods;
    private final int[] all;
    private final int[][] byFilter;

    Pools(CatalogueColumns columns) {
        this.columns = columns;
        dishes = columns.dishes().size();
        ingredients = columns.ingredients().size();
        methods = columns.methods().size();
        all = byPopularity(columns.ids());
        byFilter = relaxed();
    }

    /** Ids hashed: as good as by chance, and the same whatever the other recipes are. */
    private static int[] byPopularity(String[] ids) {
        long[] keys = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            keys[i] = popularity(ids[i]) & ~0L << Integer.SIZE | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    private static long popularity(String id) {
        long hash = 0;
        for (int i = 0; i < id.length(); i++) {
            hash = Rng.derive(hash, id.charAt(i));
        }
        return hash;
    }

    private int[][] relaxed() {
        int[][] exact = group(
                filters(),
                recipe -> filter(columns.dish()[recipe], columns.ingredient()[recipe], columns.method()[recipe]));
        int[][] withoutMethod =
                group(dishes * ingredients, recipe -> columns.ingredient()[recipe] * dishes + columns.dish()[recipe]);
        int[][] dishAlone = group(dishes, recipe -> columns.dish()[recipe]);
        for (int filter = 0; filter < exact.length; filter++) {
            if (exact[filter].length == 0) {
                exact[filter] = withoutMethod[filter % (dishes * ingredients)];
            }
            if (exact[filter].length == 0) {
                exact[filter] = dishAlone[filter % dishes];
            }
        }
        return exact;
    }

    /** All recipes by group, each group in order of popularity. */
    private int[][] group(int groups, IntUnaryOperator groupOf) {
        int[] sizes = new int[groups];
        for (int recipe : all) {
            sizes[groupOf.applyAsInt(recipe)]++;
        }
        int[][] grouped = new int[groups][];
        for (int group = 0; group < groups; group++) {
            grouped[group] = new int[sizes[group]];
        }
        int[] filled = new int[groups];
        for (int recipe : all) {
            int group = groupOf.applyAsInt(recipe);
            grouped[group][filled[group]++] = recipe;
        }
        return grouped;
    }

    int filters() {
        return dishes * ingredients * methods;
    }

    int filter(int dish, int ingredient, int method) {
        return (method * ingredients + ingredient) * dishes + dish;
    }

    int dish(int filter) {
        return filter % dishes;
    }

    int ingredient(int filter) {
        return filter / dishes % ingredients;
    }

    int method(int filter) {
        return filter / (dishes * ingredients);
    }

    int[] pool(int filter) {
        return byFilter[filter];
    }

    int[] all() {
        return all;
    }

    int[] recommended(Set<String> wantedDishes, Set<String> wantedMethods, int maxMinutes) {
        boolean[] dish = wanted(columns.dishes(), wantedDishes);
        boolean[] method = wanted(columns.methods(), wantedMethods);
        IntPredicate ofDish = recipe -> dish[columns.dish()[recipe]];
        IntPredicate inTime = recipe -> maxMinutes == 0 || columns.minutes()[recipe] <= maxMinutes;
        IntPredicate byMethod = recipe -> method[columns.method()[recipe]];
        for (IntPredicate wish : List.of(ofDish.and(inTime).and(byMethod), ofDish.and(inTime), ofDish)) {
            int[] recipes = IntStream.of(all).filter(wish).toArray();
            if (recipes.length >= Catalogue.MIN_RECOMMENDED) {
                return recipes;
            }
        }
        return all.clone();
    }

    private static boolean[] wanted(List<String> vocabulary, Set<String> words) {
        boolean[] wanted = new boolean[vocabulary.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = words.isEmpty() || words.contains(vocabulary.get(i));
        }
        return wanted;
    }
}
