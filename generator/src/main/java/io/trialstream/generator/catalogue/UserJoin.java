package io.trialstream.generator.catalogue;

import io.trialstream.generator.parquet.TableReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts users and profiles together. For one use. */
final class UserJoin {
    private static final byte UNKNOWN = -1;
    private static final int USER_ID = 0;
    private static final int ANONYMOUS_ID = 1;
    private static final int PROFILE_ANONYMOUS_ID = 0;
    private static final int SEGMENT = 1;
    private static final int ACTIVITY = 2;
    private static final int STYLE = 3;

    private final TextArena ids = new TextArena();
    private final int[] userIdAt;
    private final int[] anonymousIdAt;
    private final byte[] segments;
    private final byte[] activities;
    private final byte[] styles;
    private final Map<String, Byte> segmentPlaces;
    private final Map<String, Byte> activityPlaces;
    private final Map<String, Byte> stylePlaces;

    UserJoin(int users, ProfileIds known) {
        userIdAt = new int[users];
        anonymousIdAt = new int[users];
        segments = new byte[users];
        activities = new byte[users];
        styles = new byte[users];
        Arrays.fill(segments, UNKNOWN);
        segmentPlaces = places(known.segments());
        activityPlaces = places(known.activities());
        stylePlaces = places(known.styles());
    }

    private static Map<String, Byte> places(List<String> ids) {
        Map<String, Byte> places = new HashMap<>();
        ids.forEach(id -> places.put(id, (byte) places.size()));
        return places;
    }

    UserTable join(TableReader users, TableReader profiles) {
        IdIndex anonymous = new IdIndex(userIdAt.length, ids, row -> anonymousIdAt[row]);
        readUsers(users, anonymous);
        readProfiles(profiles, anonymous);
        for (int row = 0; row < segments.length; row++) {
            if (segments[row] == UNKNOWN) {
                throw users.wrong(row + 1L, ANONYMOUS_ID, "a user with a profile", ids.text(anonymousIdAt[row]));
            }
        }
        return new UserTable(ids, userIdAt, anonymousIdAt, segments, activities, styles);
    }

    /** Neither two anonymous ids may be the same nor two units: what keys their records. */
    private void readUsers(TableReader users, IdIndex anonymous) {
        IdIndex units = new IdIndex(userIdAt.length, ids, this::unitAt);
        for (int row = 0; users.next(); row++) {
            String userId = users.optionalText(USER_ID);
            String anonymousId = users.text(ANONYMOUS_ID);
            userIdAt[row] = userId == null ? UserTable.ABSENT : addId(users, USER_ID, userId);
            anonymousIdAt[row] = addId(users, ANONYMOUS_ID, anonymousId);
            addOnce(users, ANONYMOUS_ID, anonymous, anonymousId, row);
            if (userId == null) {
                addOnce(users, ANONYMOUS_ID, units, anonymousId, row);
            } else {
                addOnce(users, USER_ID, units, userId, row);
            }
        }
        if (userIdAt.length == 0) {
            throw users.wrong(1, ANONYMOUS_ID, "at least one user", "none");
        }
    }

    private int unitAt(int row) {
        return userIdAt[row] == UserTable.ABSENT ? anonymousIdAt[row] : userIdAt[row];
    }

    private int addId(TableReader users, int column, String id) {
        if (id.isBlank()) {
            throw users.wrong(column, "an id", "'" + id + "'");
        }
        try {
            return ids.add(id);
        } catch (IllegalArgumentException e) {
            throw users.wrong(column, "ids of 4 GiB in all at most", "more");
        }
    }

    private static void addOnce(TableReader users, int column, IdIndex index, String id, int row) {
        int before = index.add(id, row);
        if (before != IdIndex.NONE) {
            throw users.wrong(column, "an id that is not there yet", id + ", which is in row " + (before + 1));
        }
    }

    private void readProfiles(TableReader profiles, IdIndex anonymous) {
        while (profiles.next()) {
            String anonymousId = profiles.text(PROFILE_ANONYMOUS_ID);
            int row = anonymous.find(anonymousId);
            if (row == IdIndex.NONE) {
                throw profiles.wrong(PROFILE_ANONYMOUS_ID, "the id of a user", anonymousId);
            }
            if (segments[row] != UNKNOWN) {
                throw profiles.wrong(PROFILE_ANONYMOUS_ID, "one profile a user", "another of " + anonymousId);
            }
            segments[row] = place(profiles, SEGMENT, segmentPlaces);
            activities[row] = place(profiles, ACTIVITY, activityPlaces);
            styles[row] = place(profiles, STYLE, stylePlaces);
        }
    }

    private static byte place(TableReader profiles, int column, Map<String, Byte> places) {
        String id = profiles.text(column);
        Byte place = places.get(id);
        if (place == null) {
            throw profiles.wrong(
                    column,
                    "one of "
                            + String.join(
                                    ", ", places.keySet().stream().sorted().toList()),
                    id);
        }
        return place;
    }
}
