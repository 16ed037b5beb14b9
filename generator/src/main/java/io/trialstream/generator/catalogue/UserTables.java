package io.trialstream.generator.catalogue;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.parquet.Column;
import io.trialstream.generator.parquet.Row;
import io.trialstream.generator.parquet.TableReader;
import io.trialstream.generator.parquet.TableWriter;
import java.nio.file.Path;
import java.util.List;

/** The tables of users and of their profiles, which belong together by the anonymous id. */
final class UserTables {
    static final String USER_ID = "user_id";
    static final String ANONYMOUS_ID = "anonymous_id";
    static final String SEGMENT = "user_segment";
    static final String ACTIVITY = "activity_level";
    static final String STYLE = "cooking_style";

    static final List<Column> USERS = List.of(Column.optionalText(USER_ID), Column.text(ANONYMOUS_ID));
    static final List<Column> PROFILES =
            List.of(Column.text(ANONYMOUS_ID), Column.text(SEGMENT), Column.text(ACTIVITY), Column.text(STYLE));

    private UserTables() {}

    /**
     * Writes both.
     *
     * @return how many users there are
     * @throws GeneratorException where they are none or more than a table can hold, or cannot be written
     */
    static int write(Path users, Path profiles, Iterable<UserRow> rows) {
        int count = 0;
        try (TableWriter<UserRow> userTable = new TableWriter<>(users, "users", USERS, UserTables::fillUser);
                TableWriter<UserRow> profileTable =
                        new TableWriter<>(profiles, "profiles", PROFILES, UserTables::fillProfile)) {
            for (UserRow row : rows) {
                if (++count > UserTable.MAX_USERS) {
                    throw new GeneratorException("expected at most " + UserTable.MAX_USERS + " users, actual more");
                }
                userTable.write(row);
                profileTable.write(row);
            }
        }
        if (count == 0) {
            throw new GeneratorException("expected at least one user, actual none");
        }
        return count;
    }

    private static void fillUser(UserRow user, Row row) {
        row.text(user.userId()).text(user.anonymousId());
    }

    private static void fillProfile(UserRow user, Row row) {
        row.text(user.anonymousId()).text(user.segment()).text(user.activity()).text(user.style());
    }

    /**
     * Reads both. Profiles may come in any order.
     *
     * @throws GeneratorException where a file is not such a table, an id is not there once, a profile or a user has no
     *     counterpart, or a profile says what is not in {@code known}
     */
    static UserTable read(Path users, Path profiles, ProfileIds known, long maxBytes) {
        try (TableReader userTable = TableReader.open(users, USERS, UserTable.MAX_USERS, maxBytes);
                TableReader profileTable = TableReader.open(profiles, PROFILES, UserTable.MAX_USERS, maxBytes)) {
            return new UserJoin((int) userTable.rows(), known).join(userTable, profileTable);
        }
    }
}
