package io.trialstream.generator.catalogue;

import io.trialstream.generator.base.GeneratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The three tables in a folder: docs/metadata.md says what is in them. They appear when all three are whole; equal content
 * gives equal bytes.
 */
public final class MetadataTables {
    public static final String RECIPES = "recipes.parquet";
    public static final String USERS = "users.parquet";
    public static final String PROFILES = "profiles.parquet";

    /** In the order in which they get their names: without the last, the others are no set. */
    public static final List<String> FILES = List.of(RECIPES, PROFILES, USERS);

    /** The largest file. */
    public static final long MAX_FILE_BYTES = 2L << 30;

    private static final String UNFINISHED = ".tmp";

    private MetadataTables() {}

    /**
     * What was written.
     *
     * @param recipes, users how many
     * @param bytes of the three files together
     */
    public record Written(int recipes, int users, long bytes) {}

    /**
     * Writes the tables.
     *
     * @param folder made where there is none
     * @param users gone through once, 1 to {@link UserTable#MAX_USERS}
     * @param overwrite whether tables that are there may be replaced
     * @throws GeneratorException where one is there and may not be replaced, or they cannot be written
     */
    public static Written write(Path folder, Catalogue recipes, Iterable<UserRow> users, boolean overwrite) {
        try {
            Files.createDirectories(folder);
            if (!overwrite) {
                refuseExisting(folder);
            }
            try {
                RecipeTable.write(unfinished(folder, RECIPES), recipes);
                int count = UserTables.write(unfinished(folder, USERS), unfinished(folder, PROFILES), users);
                long bytes = finish(folder);
                return new Written(recipes.size(), count, bytes);
            } finally {
                for (String file : FILES) {
                    Files.deleteIfExists(unfinished(folder, file));
                }
            }
        } catch (IOException e) {
            throw new GeneratorException("cannot write tables into " + folder + ": " + e, e);
        }
    }

    private static void refuseExisting(Path folder) {
        for (String file : FILES) {
            if (Files.exists(folder.resolve(file))) {
                throw new GeneratorException(
                        folder.resolve(file) + " is there already: choose another folder, or overwrite it");
            }
        }
    }

    /** Old and new tables never look like a set: there are no users until the others are in place. */
    private static long finish(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(USERS));
        long bytes = 0;
        for (String file : FILES) {
            Path target = folder.resolve(file);
            Files.move(
                    unfinished(folder, file),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            bytes += Files.size(target);
        }
        return bytes;
    }

    private static Path unfinished(Path folder, String file) {
        return folder.resolve(file + UNFINISHED);
    }

    /**
     * Reads the recipes.
     *
     * @throws GeneratorException where the file is missing, damaged, too large, or not what docs/metadata.md says
     */
    public static Catalogue readRecipes(Path folder) {
        return RecipeTable.read(folder.resolve(RECIPES), MAX_FILE_BYTES);
    }

    /**
     * Reads the users with their profiles.
     *
     * @param known what profiles may say
     * @throws GeneratorException where a file is missing, damaged, too large, or not what docs/metadata.md says
     */
    public static UserTable readUsers(Path folder, ProfileIds known) {
        return UserTables.read(folder.resolve(USERS), folder.resolve(PROFILES), known, MAX_FILE_BYTES);
    }
}
