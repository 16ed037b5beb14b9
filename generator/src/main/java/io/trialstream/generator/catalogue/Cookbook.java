package io.trialstream.generator.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What goes with what: the tables behind {@link RecipeMaker}. Shares are relative weights. */
final class Cookbook {
    /**
     * A dish.
     *
     * @param id as searches name it
     * @param share of all recipes
     * @param ingredients the kinds it is made of, with their weights
     * @param forms how it can be cooked
     * @param taste what its name begins with
     * @param staple what every recipe of it needs
     * @param pantry what else goes in
     * @param extraMinutes added to the time of its method
     */
    record Dish(
            String id,
            double share,
            List<Weighted> ingredients,
            List<Form> forms,
            List<String> taste,
            List<String> staple,
            List<String> pantry,
            int extraMinutes) {}

    /** A word with its weight. */
    record Weighted(String word, double weight) {}

    /** One way to cook a dish, with its weight and what the result is called. */
    record Form(String method, double weight, List<String> nouns) {}

    /** How long a method takes, minutes, when it is easy. */
    record Minutes(int least, int most) {}

    /** A difficulty, its share of all recipes and how much longer it takes. */
    record Difficulty(String id, double share, double slower) {}

    static final List<String> INGREDIENTS =
            List.of("beef", "pork", "chicken", "seafood", "vegetables", "eggs", "flour", "tofu", "fruit", "rice");

    /** All others have to be cooked. */
    static final Set<String> EATEN_RAW = Set.of("seafood", "vegetables", "tofu", "fruit");

    static final String RAW = "raw";

    static final Map<String, Minutes> METHODS = Map.of(
            "boil",
            new Minutes(15, 60),
            "fry",
            new Minutes(10, 30),
            "bake",
            new Minutes(30, 90),
            "steam",
            new Minutes(15, 45),
            "stir_fry",
            new Minutes(10, 30),
            RAW,
            new Minutes(5, 20),
            "grill",
            new Minutes(15, 45));

    static final List<Difficulty> DIFFICULTIES = List.of(
            new Difficulty("easy", .50, 1.0), new Difficulty("medium", .35, 1.3), new Difficulty("hard", .15, 1.7));

    /** Main ingredients by kind. */
    static final Map<String, List<String>> MAINS = Map.of(
            "beef", List.of("Brisket", "Sirloin", "Short Rib", "Ground Beef", "Flank Steak"),
            "pork", List.of("Pork Belly", "Pork Shoulder", "Ground Pork", "Pork Loin", "Bacon"),
            "chicken", List.of("Chicken Thigh", "Chicken Breast", "Chicken Wing", "Ground Chicken"),
            "seafood", List.of("Shrimp", "Squid", "Salmon", "Scallop", "Tuna", "Sea Bream"),
            "vegetables", List.of("Spinach", "Zucchini", "Cabbage", "Carrot", "Radish", "Pumpkin", "Tomato", "Pepper"),
            "eggs", List.of("Egg", "Quail Egg", "Duck Egg"),
            "flour", List.of("Wheat", "Buckwheat", "Whole Wheat", "Rye"),
            "tofu", List.of("Silken Tofu", "Firm Tofu", "Smoked Tofu"),
            "fruit", List.of("Apple", "Strawberry", "Blueberry", "Mango", "Banana", "Lemon", "Peach", "Pear"),
            "rice", List.of("White Rice", "Brown Rice", "Sticky Rice", "Black Rice"));

    private static final List<String> SAVOURY =
            List.of("Classic", "Spicy", "Garlic", "Sesame", "Ginger", "Home-Style", "Smoky", "Mild", "Herbed");
    private static final List<String> SWEET =
            List.of("Classic", "Honey", "Vanilla", "Cinnamon", "Caramel", "Creamy", "Light", "Almond");
    private static final List<String> FRESH =
            List.of("Classic", "Crunchy", "Lemon-Dressed", "Herbed", "Summer", "Winter", "Spicy", "Light");

    private static final List<String> SEASONINGS = List.of(
            "garlic",
            "spring onion",
            "onion",
            "soy sauce",
            "sesame oil",
            "chili flakes",
            "chili paste",
            "ginger",
            "black pepper",
            "rice wine",
            "mushrooms",
            "salt");
    private static final List<String> BAKING = List.of(
            "butter",
            "sugar",
            "milk",
            "eggs",
            "vanilla",
            "cream",
            "baking powder",
            "cinnamon",
            "honey",
            "almonds",
            "salt");
    private static final List<String> DRESSINGS = List.of(
            "olive oil", "lemon juice", "cucumber", "red onion", "walnuts", "vinegar", "mustard", "honey", "salt");
    private static final List<String> REFRESHMENTS =
            List.of("ice", "honey", "milk", "mint", "sparkling water", "lemon juice", "sugar", "cinnamon", "ginger");

    static final List<Dish> DISHES = List.of(
            new Dish(
                    "dessert",
                    .11,
                    List.of(of("fruit", .40), of("flour", .35), of("eggs", .15), of("rice", .10)),
                    List.of(
                            new Form("bake", .55, List.of("Cake", "Tart", "Cookies", "Pudding", "Muffins")),
                            new Form(RAW, .20, List.of("Parfait", "Mousse", "Sorbet")),
                            new Form("steam", .12, List.of("Steamed Cake", "Custard")),
                            new Form("boil", .08, List.of("Compote", "Sweet Soup")),
                            new Form("fry", .05, List.of("Fritters", "Doughnuts"))),
                    SWEET,
                    List.of("sugar"),
                    BAKING,
                    0),
            new Dish(
                    "salad",
                    .06,
                    List.of(
                            of("vegetables", .50),
                            of("chicken", .15),
                            of("seafood", .12),
                            of("fruit", .10),
                            of("tofu", .08),
                            of("eggs", .05)),
                    List.of(
                            new Form(RAW, .70, List.of("Salad", "Slaw", "Salad Bowl")),
                            new Form("grill", .18, List.of("Grilled Salad")),
                            new Form("boil", .12, List.of("Warm Salad"))),
                    FRESH,
                    List.of("mixed leaves"),
                    DRESSINGS,
                    0),
            new Dish(
                    "stew",
                    .12,
                    List.of(
                            of("pork", .25),
                            of("beef", .20),
                            of("tofu", .20),
                            of("seafood", .15),
                            of("chicken", .12),
                            of("vegetables", .08)),
                    List.of(
                            new Form("boil", .92, List.of("Stew", "Hot Pot", "Braise")),
                            new Form("bake", .08, List.of("Casserole"))),
                    SAVOURY,
                    List.of("stock"),
                    SEASONINGS,
                    15),
            new Dish(
                    "noodles",
                    .10,
                    List.of(
                            of("flour", .30),
                            of("seafood", .20),
                            of("beef", .15),
                            of("vegetables", .13),
                            of("pork", .12),
                            of("chicken", .10)),
                    List.of(
                            new Form("boil", .58, List.of("Noodle Soup", "Noodles", "Cold Noodles")),
                            new Form("stir_fry", .37, List.of("Fried Noodles")),
                            new Form("steam", .05, List.of("Dumplings"))),
                    SAVOURY,
                    List.of("noodles"),
                    SEASONINGS,
                    0),
            new Dish(
                    "side_dish",
                    .24,
                    List.of(
                            of("vegetables", .40),
                            of("seafood", .15),
                            of("eggs", .13),
                            of("tofu", .12),
                            of("pork", .10),
                            of("beef", .10)),
                    List.of(
                            new Form("stir_fry", .36, List.of("Stir-Fry")),
                            new Form("boil", .20, List.of("in Soy Sauce")),
                            new Form("fry", .16, List.of("Pancakes", "Fritters")),
                            new Form(RAW, .10, List.of("Pickles", "Tartare")),
                            new Form("grill", .10, List.of("Skewers")),
                            new Form("steam", .08, List.of("Parcels"))),
                    SAVOURY,
                    List.of("soy sauce"),
                    SEASONINGS,
                    0),
            new Dish(
                    "rice",
                    .10,
                    List.of(
                            of("rice", .30),
                            of("beef", .15),
                            of("vegetables", .13),
                            of("seafood", .12),
                            of("pork", .10),
                            of("chicken", .10),
                            of("eggs", .10)),
                    List.of(
                            new Form("boil", .40, List.of("Bowl", "Porridge", "Risotto")),
                            new Form("stir_fry", .40, List.of("Fried Rice")),
                            new Form("steam", .20, List.of("Pilaf", "Rolls"))),
                    SAVOURY,
                    List.of("rice"),
                    SEASONINGS,
                    0),
            new Dish(
                    "bread",
                    .06,
                    List.of(of("flour", .70), of("fruit", .12), of("eggs", .10), of("vegetables", .08)),
                    List.of(
                            new Form("bake", .82, List.of("Loaf", "Rolls", "Focaccia", "Scones")),
                            new Form("fry", .10, List.of("Flatbread")),
                            new Form("steam", .08, List.of("Buns"))),
                    SWEET,
                    List.of("flour", "yeast"),
                    BAKING,
                    15),
            new Dish(
                    "soup",
                    .09,
                    List.of(
                            of("vegetables", .30),
                            of("beef", .20),
                            of("seafood", .20),
                            of("chicken", .12),
                            of("tofu", .10),
                            of("eggs", .08)),
                    List.of(
                            new Form("boil", .94, List.of("Soup", "Broth", "Chowder")),
                            new Form("steam", .06, List.of("Consommé"))),
                    SAVOURY,
                    List.of("stock"),
                    SEASONINGS,
                    0),
            new Dish(
                    "drink",
                    .04,
                    List.of(of("fruit", .75), of("rice", .15), of("vegetables", .10)),
                    List.of(
                            new Form(RAW, .70, List.of("Smoothie", "Juice", "Cooler")),
                            new Form("boil", .30, List.of("Tea", "Punch"))),
                    SWEET,
                    List.of("water"),
                    REFRESHMENTS,
                    0),
            new Dish(
                    "fusion",
                    .08,
                    List.of(
                            of("beef", .20),
                            of("chicken", .20),
                            of("pork", .20),
                            of("seafood", .20),
                            of("flour", .10),
                            of("tofu", .10)),
                    List.of(
                            new Form("bake", .32, List.of("Pizza", "Gratin", "Quesadilla")),
                            new Form("stir_fry", .26, List.of("Pasta", "Wrap")),
                            new Form("grill", .24, List.of("Tacos", "Burger")),
                            new Form("fry", .18, List.of("Croquettes", "Spring Rolls"))),
                    SAVOURY,
                    List.of("cheese"),
                    SEASONINGS,
                    0));

    private Cookbook() {}

    private static Weighted of(String word, double weight) {
        return new Weighted(word, weight);
    }
}
