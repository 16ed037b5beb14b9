package io.trialstream.generator.catalogue;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.parquet.Column;
import io.trialstream.generator.parquet.Row;
import io.trialstream.generator.parquet.TableReader;
import io.trialstream.generator.parquet.TableWriter;
import java.nio.file.Path;
import java.util.List;

/** The table of recipes. */
final class RecipeTable {
    static final String ID = "recipe_id";
    static final String NAME = "name";
    static final String DISH = "dish_type";
    static final String INGREDIENT = "ingredient_type";
    static final String METHOD = "method_type";
    static final String INGREDIENTS = "ingredients";
    static final String MINUTES = "cooking_minutes";
    static final String DIFFICULTY = "difficulty";

    private static final List<Column> COLUMNS = List.of(
            Column.text(ID),
            Column.text(NAME),
            Column.text(DISH),
            Column.text(INGREDIENT),
            Column.text(METHOD),
            Column.texts(INGREDIENTS),
            Column.number(MINUTES),
            Column.text(DIFFICULTY));

    private RecipeTable() {}

    static void write(Path file, Catalogue recipes) {
        try (TableWriter<RecipeRow> table = new TableWriter<>(file, "recipes", COLUMNS, RecipeTable::fill)) {
            recipes.rows().forEach(table::write);
        }
    }

    private static void fill(RecipeRow recipe, Row row) {
        row.text(recipe.id())
                .text(recipe.name())
                .text(recipe.dish())
                .text(recipe.ingredient())
                .text(recipe.method())
                .texts(recipe.ingredients())
                .number(recipe.minutes())
                .text(recipe.difficulty());
    }

    /** @throws GeneratorException where the file is not such a table, or a row is out of its ranges */
    static Catalogue read(Path file, long maxBytes) {
        try (TableReader table = TableReader.open(file, COLUMNS, Catalogue.MAX_RECIPES, maxBytes)) {
            CatalogueBuilder builder = new CatalogueBuilder();
            while (table.next()) {
                add(builder, table);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new GeneratorException(file + ": column " + e.getMessage(), e);
        }
    }

    private static void add(CatalogueBuilder builder, TableReader table) {
        RecipeRow row = new RecipeRow(
                table.text(0),
                table.text(1),
                table.text(2),
                table.text(3),
                table.text(4),
                table.texts(5),
                table.number(6, 1, Catalogue.MAX_MINUTES),
                table.text(7));
        try {
            builder.add(row);
        } catch (IllegalArgumentException e) {
            throw new GeneratorException(table.place() + ", column " + e.getMessage(), e);
        }
    }
}
