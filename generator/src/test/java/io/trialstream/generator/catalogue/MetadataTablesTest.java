package io.trialstream.generator.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.Models;
import io.trialstream.generator.SimulatedUsers;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.model.PopulationFile;
import io.trialstream.generator.parquet.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTablesTest {
    private static final ProfileIds IDS = new ProfileIds(List.of("F", "M"), List.of("POWER"), List.of("SWEET", "HOT"));
    private static final List<UserRow> USERS = List.of(
            new UserRow("u1", "a1", "F", "POWER", "HOT"),
            new UserRow(null, "a2", "M", "POWER", "SWEET"),
            new UserRow("사용자", "a3", "F", "POWER", "SWEET"));

    @TempDir
    Path folder;

    @Test
    void theSimulationsUsersComeBackAsTheyAre() {
        Catalogue recipes = RecipeMaker.make(300, 5);
        List<UserRow> users = new ArrayList<>();
        SimulatedUsers.of(Models.defaults(5, 10_000)).forEach(users::add);

        MetadataTables.Written written = MetadataTables.write(folder, recipes, users, false);

        assertThat(written.recipes()).isEqualTo(300);
        assertThat(written.users()).isEqualTo(10_000);
        assertThat(MetadataTables.readRecipes(folder).rows()).isEqualTo(recipes.rows());
        ProfileIds ids = SimulatedUsers.profileIds(PopulationFile.defaults().behaviour());
        assertThat(rows(MetadataTables.readUsers(folder, ids), ids)).isEqualTo(users);
        assertThat(users).filteredOn(user -> user.userId() == null).hasSizeBetween(1_300, 1_700);
    }

    @Test
    void equalContentGivesEqualBytes() throws IOException {
        for (String copy : List.of("a", "b")) {
            MetadataTables.write(
                    folder.resolve(copy), RecipeMaker.make(500, 5), SimulatedUsers.of(Models.defaults(5, 500)), false);
        }
        for (String file : MetadataTables.FILES) {
            assertThat(folder.resolve("a").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
        }
    }

    @Test
    void tablesThatAreThereAreNotReplacedUnasked() throws IOException {
        write(USERS, false);
        assertThatThrownBy(() -> write(USERS.subList(0, 2), false))
                .isInstanceOf(GeneratorException.class)
                .hasMessage(folder.resolve("recipes.parquet")
                        + " is there already: choose another folder, or overwrite it");
        assertThat(read().size()).isEqualTo(3);
        write(USERS.subList(0, 2), true);
        assertThat(read().size()).isEqualTo(2);
        assertThat(files()).containsExactly("profiles.parquet", "recipes.parquet", "users.parquet");
    }

    @Test
    void aWriteThatFailsLeavesWhatWasThere() throws IOException {
        write(USERS, false);
        Iterable<UserRow> failing = () -> Stream.concat(
                        USERS.stream(), Stream.generate(() -> Objects.requireNonNull(null, "no more users")))
                .iterator();
        assertThatThrownBy(() -> MetadataTables.write(folder, RecipeMaker.make(9, 1), failing, true))
                .hasMessage("no more users");
        assertThat(files()).containsExactly("profiles.parquet", "recipes.parquet", "users.parquet");
        assertThat(read().size()).isEqualTo(3);
        assertThatThrownBy(() -> write(List.of(), true)).hasMessage("expected at least one user, actual none");
        assertThat(read().size()).isEqualTo(3);
    }

    @Test
    void profilesMayComeInAnyOrder() {
        write(USERS, false);
        List<UserRow> reversed = new ArrayList<>(USERS);
        Collections.reverse(reversed);
        profiles(reversed);
        assertThat(rows(read(), IDS)).isEqualTo(USERS);
    }

    @Test
    void usersAndProfilesMustBelongTogether() {
        write(USERS, false);
        Path profiles = folder.resolve("profiles.parquet");
        Path users = folder.resolve("users.parquet");

        profiles(USERS.subList(0, 2));
        assertThatThrownBy(this::read)
                .hasMessage(users + ": row 3, column anonymous_id: expected a user with a profile, actual a3");
        profiles(List.of(USERS.get(0), USERS.get(1), USERS.get(0)));
        assertThatThrownBy(this::read)
                .hasMessage(
                        profiles + ": row 3, column anonymous_id: expected one profile a user, actual another of a1");
        profiles(List.of(USERS.get(0), new UserRow(null, "a9", "F", "POWER", "HOT")));
        assertThatThrownBy(this::read)
                .hasMessage(profiles + ": row 2, column anonymous_id: expected the id of a user, actual a9");
        profiles(List.of(new UserRow("u1", "a1", "X", "POWER", "HOT")));
        assertThatThrownBy(this::read)
                .hasMessage(profiles + ": row 1, column user_segment: expected one of F, M, actual X");
        profiles(List.of(new UserRow("u1", "a1", "F", "IDLE", "HOT")));
        assertThatThrownBy(this::read)
                .hasMessage(profiles + ": row 1, column activity_level: expected one of POWER, actual IDLE");
        profiles(List.of(new UserRow("u1", "a1", "F", "POWER", "COLD")));
        assertThatThrownBy(this::read)
                .hasMessage(profiles + ": row 1, column cooking_style: expected one of HOT, SWEET, actual COLD");
    }

    @Test
    void anIdIsThereOnce() {
        Path users = folder.resolve("users.parquet");
        write(List.of(USERS.get(0), new UserRow("u2", "a1", "F", "POWER", "HOT")), false);
        assertThatThrownBy(this::read)
                .hasMessage(users + ": row 2, column anonymous_id: expected an id that is not there yet,"
                        + " actual a1, which is in row 1");
        write(List.of(USERS.get(0), USERS.get(1), new UserRow("u1", "a4", "F", "POWER", "HOT")), true);
        assertThatThrownBy(this::read)
                .hasMessage(users + ": row 3, column user_id: expected an id that is not there yet,"
                        + " actual u1, which is in row 1");
        write(List.of(USERS.get(0), USERS.get(1), new UserRow("a2", "a4", "F", "POWER", "HOT")), true);
        assertThatThrownBy(this::read)
                .as("a unit that is another's anonymous id")
                .hasMessage(users + ": row 3, column user_id: expected an id that is not there yet,"
                        + " actual a2, which is in row 2");
        write(List.of(new UserRow("", "a4", "F", "POWER", "HOT")), true);
        assertThatThrownBy(this::read).hasMessage(users + ": row 1, column user_id: expected an id, actual ''");
    }

    @Test
    void whatIsNoTableOrNotThereIsNamed() throws IOException {
        assertThatThrownBy(() -> MetadataTables.readRecipes(folder))
                .hasMessage(folder.resolve("recipes.parquet") + ": expected a Parquet file, found none");
        write(USERS, false);
        Files.copy(folder.resolve("users.parquet"), folder.resolve("x"));
        Files.delete(folder.resolve("users.parquet"));
        Files.move(folder.resolve("x"), folder.resolve("y"));
        assertThatThrownBy(this::read)
                .hasMessage(folder.resolve("users.parquet") + ": expected a Parquet file, found none");
        Files.delete(folder.resolve("recipes.parquet"));
        Files.move(folder.resolve("y"), folder.resolve("recipes.parquet"));
        assertThatThrownBy(() -> MetadataTables.readRecipes(folder))
                .hasMessage(folder.resolve("recipes.parquet")
                        + ": expected a column recipe_id (text), actual columns: user_id, anonymous_id");
    }

    private void write(List<UserRow> users, boolean overwrite) {
        MetadataTables.write(folder, RecipeMaker.make(10, 1), users, overwrite);
    }

    /** Puts other profiles in place. */
    private void profiles(List<UserRow> rows) {
        try (TableWriter<UserRow> table = new TableWriter<>(
                folder.resolve("profiles.parquet"),
                "profiles",
                UserTables.PROFILES,
                (user, row) -> row.text(user.anonymousId())
                        .text(user.segment())
                        .text(user.activity())
                        .text(user.style()))) {
            rows.forEach(table::write);
        }
    }

    private UserTable read() {
        return MetadataTables.readUsers(folder, IDS);
    }

    private static List<UserRow> rows(UserTable users, ProfileIds ids) {
        List<UserRow> rows = new ArrayList<>();
        for (int user = 0; user < users.size(); user++) {
            String userId = users.userId(user);
            assertThat(users.unit(user)).isEqualTo(userId == null ? users.anonymousId(user) : userId);
            rows.add(new UserRow(
                    userId,
                    users.anonymousId(user),
                    ids.segments().get(users.segment(user)),
                    ids.activities().get(users.activity(user)),
                    ids.styles().get(users.style(user))));
        }
        return rows;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
