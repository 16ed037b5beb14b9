package io.trialstream.generator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecipeMakerTest {
    private static final Catalogue RECIPES = RecipeMaker.make(RecipeMaker.DEFAULT_RECIPES, 1);

    @Test
    void everyWordOfTheVocabulariesOccurs() {
        assertThat(RECIPES.dishes()).containsExactlyInAnyOrderElementsOf(RecipeMaker.DISHES);
        assertThat(RECIPES.ingredients()).containsExactlyInAnyOrderElementsOf(RecipeMaker.INGREDIENTS);
        assertThat(RECIPES.methods()).containsExactlyInAnyOrderElementsOf(RecipeMaker.METHODS);
        assertThat(RECIPES.difficulties()).containsExactly("easy", "hard", "medium");
    }

    @Test
    void thePartsOfARecipeFitEachOther() {
        for (RecipeRow recipe : RECIPES.rows()) {
            String main = recipe.ingredients().get(0);
            assertThat(Cookbook.MAINS.get(recipe.ingredient()))
                    .as("%s", recipe)
                    .anyMatch(known -> known.toLowerCase(Locale.ROOT).equals(main));
            if (recipe.method().equals("raw")) {
                assertThat(recipe.ingredient()).isNotIn("beef", "pork", "chicken", "eggs", "flour", "rice");
                assertThat(recipe.minutes()).isLessThanOrEqualTo(35);
            }
            if (recipe.method().equals("bake")) {
                assertThat(recipe.minutes()).isGreaterThanOrEqualTo(30);
            }
            assertThat(recipe.minutes() % 5).isZero();
            assertThat(recipe.minutes()).isBetween(5, 180);
            assertThat(new HashSet<>(recipe.ingredients())).hasSameSizeAs(recipe.ingredients());
            assertThat(recipe.ingredients()).hasSizeBetween(3, 9);
            String[] words = recipe.name().split("[ -]");
            assertThat(Set.of(words)).as(recipe.name()).hasSize(words.length);
        }
        assertThat(of("dessert"))
                .allMatch(recipe -> Set.of("fruit", "flour", "eggs", "rice").contains(recipe.ingredient()));
        assertThat(of("drink")).noneMatch(recipe -> recipe.ingredients().contains("soy sauce"));
    }

    @Test
    void harderTakesLonger() {
        assertThat(averageMinutes("easy")).isLessThan(averageMinutes("medium") / 1.2);
        assertThat(averageMinutes("medium")).isLessThan(averageMinutes("hard") / 1.2);
    }

    /** Five standard deviations of 10,000 draws are .022 at most. */
    @Test
    void dishesAndMethodsHaveSharesOfTheirOwn() {
        Map<String, Double> dishes =
                shares(RECIPES.rows().stream().collect(Collectors.groupingBy(RecipeRow::dish, Collectors.counting())));
        assertThat(dishes.get("side_dish")).isCloseTo(.24, within(.022));
        assertThat(dishes.get("stew")).isCloseTo(.12, within(.017));
        assertThat(dishes.get("drink")).isCloseTo(.04, within(.01));
        Map<String, Double> methods = shares(
                RECIPES.rows().stream().collect(Collectors.groupingBy(RecipeRow::method, Collectors.counting())));
        assertThat(methods.get("boil")).isGreaterThan(.3);
        assertThat(methods.get("steam")).isBetween(.02, .1);
    }

    @Test
    void theSameSeedGivesTheSameRecipesAndALongerCatalogueBeginsWithTheShorter() {
        assertThat(RecipeMaker.make(10_000, 1).rows()).isEqualTo(RECIPES.rows());
        assertThat(RecipeMaker.make(100, 1).rows()).isEqualTo(RECIPES.rows().subList(0, 100));
        assertThat(RecipeMaker.make(100, 2).rows()).isNotEqualTo(RECIPES.rows().subList(0, 100));
    }

    @Test
    void theNumberIsChecked() {
        assertThatThrownBy(() -> RecipeMaker.make(0, 1)).hasMessage("recipes is 0, expected 1 to 1000000");
        assertThatThrownBy(() -> RecipeMaker.make(1_000_001, 1))
                .hasMessage("recipes is 1000001, expected 1 to 1000000");
    }

    private static List<RecipeRow> of(String dish) {
        return RECIPES.rows().stream()
                .filter(recipe -> recipe.dish().equals(dish))
                .toList();
    }

    private static double averageMinutes(String difficulty) {
        return RECIPES.rows().stream()
                .filter(recipe -> recipe.difficulty().equals(difficulty))
                .mapToInt(RecipeRow::minutes)
                .average()
                .orElseThrow();
    }

    private static Map<String, Double> shares(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, count -> count.getValue() / (double) RECIPES.size()));
    }
}
