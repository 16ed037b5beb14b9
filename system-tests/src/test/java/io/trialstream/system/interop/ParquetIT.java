package io.trialstream.system.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.generator.Models;
import io.trialstream.generator.SimulatedUsers;
import io.trialstream.generator.catalogue.Catalogue;
import io.trialstream.generator.catalogue.MetadataTables;
import io.trialstream.generator.catalogue.RecipeMaker;
import io.trialstream.generator.catalogue.RecipeRow;
import io.trialstream.generator.catalogue.UserRow;
import io.trialstream.generator.catalogue.UserTable;
import io.trialstream.generator.model.PopulationFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Parquet by others: {@code hyparquet} reads the tables that we write, and we read those that it writes. */
@Tag("slow")
@Timeout(420)
class ParquetIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Catalogue RECIPES = RecipeMaker.make(1_000, 11);

    @TempDir
    static Path directory;

    private static final List<UserRow> USERS = new ArrayList<>();

    @BeforeAll
    static void write() {
        NodeProgram.install("whether other tools read our Parquet files, and we theirs,");
        SimulatedUsers.of(Models.defaults(11, 2_000)).forEach(USERS::add);
        MetadataTables.write(directory, RECIPES, USERS, false);
    }

    @Test
    void readWhatWeWrite() {
        assertThat(readByThem(MetadataTables.RECIPES))
                .isEqualTo(RECIPES.rows().stream().map(ParquetIT::recipe).toList());
        assertThat(readByThem(MetadataTables.USERS))
                .isEqualTo(USERS.stream().map(ParquetIT::user).toList());
        assertThat(readByThem(MetadataTables.PROFILES))
                .isEqualTo(USERS.stream().map(ParquetIT::profile).toList());
    }

    /** Other levels, names and widths, and several row groups. */
    @Test
    void writeWhatWeRead() throws Exception {
        Path theirs = Files.createDirectories(directory.resolve("theirs"));
        for (String file : MetadataTables.FILES) {
            NodeProgram.run(
                    "parquet.mjs",
                    List.of(
                            "copy",
                            directory.resolve(file).toString(),
                            theirs.resolve(file).toString()),
                    "");
            assertThat(Files.mismatch(directory.resolve(file), theirs.resolve(file)))
                    .isNotNegative();
        }

        assertThat(MetadataTables.readRecipes(theirs).rows()).isEqualTo(RECIPES.rows());
        UserTable users = MetadataTables.readUsers(
                theirs, SimulatedUsers.profileIds(PopulationFile.defaults().behaviour()));
        for (int user = 0; user < users.size(); user++) {
            UserRow expected = USERS.get(user);
            assertThat(users.userId(user)).isEqualTo(expected.userId());
            assertThat(users.anonymousId(user)).isEqualTo(expected.anonymousId());
            assertThat(SimulatedUsers.profileIds(PopulationFile.defaults().behaviour())
                            .styles()
                            .get(users.style(user)))
                    .isEqualTo(expected.style());
        }
        assertThat(users.size()).isEqualTo(USERS.size());
    }

    private static List<String> readByThem(String file) {
        return NodeProgram.run(
                "parquet.mjs", List.of("read", directory.resolve(file).toString()), "");
    }

    private static String recipe(RecipeRow row) {
        ObjectNode json = JSON.createObjectNode()
                .put("recipe_id", row.id())
                .put("name", row.name())
                .put("dish_type", row.dish())
                .put("ingredient_type", row.ingredient())
                .put("method_type", row.method());
        ArrayNode ingredients = json.putArray("ingredients");
        row.ingredients().forEach(ingredients::add);
        return json.put("cooking_minutes", row.minutes())
                .put("difficulty", row.difficulty())
                .toString();
    }

    private static String user(UserRow row) {
        return JSON.createObjectNode()
                .put("user_id", row.userId())
                .put("anonymous_id", row.anonymousId())
                .toString();
    }

    private static String profile(UserRow row) {
        return JSON.createObjectNode()
                .put("anonymous_id", row.anonymousId())
                .put("user_segment", row.segment())
                .put("activity_level", row.activity())
                .put("cooking_style", row.style())
                .toString();
    }
}
