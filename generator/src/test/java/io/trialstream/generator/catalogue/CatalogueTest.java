package io.trialstream.generator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final Catalogue RECIPES = RecipeMaker.make(3_000, 7);

    @Test
    void itHoldsWhatItWasGiven() {
        List<RecipeRow> rows = new ArrayList<>(RECIPES.rows());
        assertThat(Catalogue.of(rows).rows()).isEqualTo(rows);
        assertThat(RECIPES.size()).isEqualTo(3_000);
        assertThat(RECIPES.id(2_999)).isEqualTo("3000");
    }

    /** Every filter against a search through all recipes. */
    @Test
    void aFilterFindsWhatASearchFinds() {
        List<RecipeRow> rows = RECIPES.rows();
        int relaxed = 0;
        for (int filter = 0; filter < RECIPES.filters(); filter++) {
            String dish = RECIPES.dishes().get(RECIPES.dishOfFilter(filter));
            String ingredient = RECIPES.ingredients().get(RECIPES.ingredientOfFilter(filter));
            String method = RECIPES.methods().get(RECIPES.methodOfFilter(filter));
            Predicate<RecipeRow> ofDish = row -> row.dish().equals(dish);
            Predicate<RecipeRow> ofBoth = ofDish.and(row -> row.ingredient().equals(ingredient));
            Set<Integer> expected = Set.of();
            for (Predicate<RecipeRow> wish :
                    List.of(ofBoth.and(row -> row.method().equals(method)), ofBoth, ofDish)) {
                if (expected.isEmpty()) {
                    relaxed++;
                    expected = Set.copyOf(IntStream.range(0, rows.size())
                            .filter(recipe -> wish.test(rows.get(recipe)))
                            .boxed()
                            .toList());
                }
            }
            assertThat(RECIPES.pool(filter))
                    .as("%s %s %s", dish, ingredient, method)
                    .hasSize(expected.size());
            assertThat(boxed(RECIPES.pool(filter))).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(RECIPES.filter(
                            RECIPES.dishOfFilter(filter),
                            RECIPES.ingredientOfFilter(filter),
                            RECIPES.methodOfFilter(filter)))
                    .isEqualTo(filter);
        }
        assertThat(RECIPES.filters()).isEqualTo(700);
        assertThat(relaxed).as("filters that had to be relaxed count twice").isGreaterThan(900);
    }

    @Test
    void everyListIsInTheOneOrderOfPopularity() {
        int[] rank = new int[RECIPES.size()];
        for (int i = 0; i < rank.length; i++) {
            rank[RECIPES.all()[i]] = i;
        }
        assertThat(boxed(RECIPES.all())).doesNotHaveDuplicates().hasSize(3_000);
        for (int filter = 0; filter < RECIPES.filters(); filter++) {
            assertThat(IntStream.of(RECIPES.pool(filter)).map(recipe -> rank[recipe]))
                    .isSorted();
        }
        assertThat(IntStream.of(RECIPES.recommended(Set.of("stew"), Set.of(), 0))
                        .map(recipe -> rank[recipe]))
                .isSorted();
    }

    /** As an order of ids, without the recipes that the smaller catalogue lacks. */
    @Test
    void popularityHangsOnTheIdAlone() {
        List<RecipeRow> shuffled = new ArrayList<>(RECIPES.rows().subList(0, 500));
        Collections.shuffle(shuffled, new Random(3));
        Catalogue fewer = Catalogue.of(shuffled);
        Map<String, Integer> place = new HashMap<>();
        for (int recipe : RECIPES.all()) {
            place.put(RECIPES.id(recipe), place.size());
        }
        assertThat(IntStream.of(fewer.all()).map(recipe -> place.get(fewer.id(recipe))))
                .isSorted();
        assertThat(boxed(fewer.all()))
                .isNotEqualTo(IntStream.range(0, 500).boxed().toList());
    }

    @Test
    void recommendationsAreRelaxedUntilThereAreEnough() {
        assertThat(recommended(Set.of("dessert", "bread"), Set.of("bake"), 60))
                .hasSizeGreaterThan(20)
                .allMatch(row -> Set.of("dessert", "bread").contains(row.dish()))
                .allMatch(row -> row.method().equals("bake") && row.minutes() <= 60);
        assertThat(recommended(Set.of("stew"), Set.of("raw"), 60))
                .hasSizeGreaterThan(20)
                .allMatch(row -> row.dish().equals("stew") && row.minutes() <= 60)
                .anyMatch(row -> row.method().equals("boil"));
        assertThat(recommended(Set.of("stew"), Set.of("raw"), 1))
                .hasSameSizeAs(recommended(Set.of("stew"), Set.of(), 0))
                .allMatch(row -> row.dish().equals("stew"));
        assertThat(recommended(Set.of("pizza"), Set.of(), 0)).hasSize(3_000);
        assertThat(recommended(Set.of(), Set.of(), 0)).hasSize(3_000);
        assertThat(Catalogue.of(RECIPES.rows().subList(0, 3)).recommended(Set.of("stew"), Set.of(), 0))
                .hasSize(3);
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        RecipeRow recipe = new RecipeRow("1", "Soup", "soup", "eggs", "boil", List.of("egg"), 5, "easy");
        assertThatThrownBy(() -> Catalogue.of(List.of()))
                .hasMessage("recipe_id: expected at least one recipe, actual none");
        assertThatThrownBy(() -> Catalogue.of(List.of(recipe, recipe)))
                .hasMessage("recipe_id: expected an id that is not there yet, actual '1'");
        assertThatThrownBy(() -> Catalogue.of(
                        List.of(new RecipeRow("1", "Soup", "soup", "eggs", "boil", List.of(), 20_161, "easy"))))
                .hasMessage("cooking_minutes: expected 1 to 20160, actual 20161");
        assertThatThrownBy(() ->
                        Catalogue.of(List.of(new RecipeRow("1", "Soup", " ", "eggs", "boil", List.of(), 5, "easy"))))
                .hasMessage("dish_type: expected a word, actual ' '");
        assertThatThrownBy(() -> Catalogue.of(IntStream.range(0, 128)
                        .mapToObj(i -> new RecipeRow("" + i, "", "dish" + i, "eggs", "boil", List.of(), 5, "easy"))
                        .toList()))
                .hasMessage("dish_type: expected at most 127 different values, actual one more: dish127");
        assertThatThrownBy(() -> Catalogue.of(IntStream.range(0, 127)
                        .mapToObj(i -> new RecipeRow("" + i, "", "d" + i, "i" + i, "m" + i, List.of(), 5, "easy"))
                        .toList()))
                .hasMessage("dish_type × ingredient_type × method_type: expected at most 65536 combinations,"
                        + " actual 2048383");
    }

    private static List<RecipeRow> recommended(Set<String> dishes, Set<String> methods, int maxMinutes) {
        return boxed(RECIPES.recommended(dishes, methods, maxMinutes)).stream()
                .map(RECIPES.rows()::get)
                .toList();
    }

    private static List<Integer> boxed(int[] recipes) {
        return IntStream.of(recipes).boxed().toList();
    }
}
