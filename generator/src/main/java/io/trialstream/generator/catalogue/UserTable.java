package io.trialstream.generator.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * Users with their profiles. A user is a number from 0 to {@link #size} − 1, in the order of the users' file; segment,
 * activity and style are places in the lists of {@link ProfileIds}. Immutable and thread-safe. What returns a number makes
 * no object.
 *
 * <p>Memory: the ids' bytes and 15 bytes a user; that is about 50 bytes a user for ids as we make them.
 */
public final class UserTable {
    /** The most users. */
    public static final int MAX_USERS = 1 << 24;

    /** Stands for an absent user id. */
    static final int ABSENT = -1;

    private final TextArena ids;
    private final int[] userIdAt;
    private final int[] anonymousIdAt;
    private final byte[] segments;
    private final byte[] activities;
    private final byte[] styles;

    UserTable(TextArena ids, int[] userIdAt, int[] anonymousIdAt, byte[] segments, byte[] activities, byte[] styles) {
        this.ids = ids;
        this.userIdAt = userIdAt;
        this.anonymousIdAt = anonymousIdAt;
        this.segments = segments;
        this.activities = activities;
        this.styles = styles;
    }

    /** How many users there are, 1 to {@link #MAX_USERS}. */
    public int size() {
        return userIdAt.length;
    }

    /** Absent for visitors who are not logged in. */
    public @Nullable String userId(int user) {
        return userIdAt[user] == ABSENT ? null : ids.text(userIdAt[user]);
    }

    public String anonymousId(int user) {
        return ids.text(anonymousIdAt[user]);
    }

    /** The record key: user id, else anonymous id. */
    public String unit(int user) {
        return ids.text(userIdAt[user] == ABSENT ? anonymousIdAt[user] : userIdAt[user]);
    }

    /** Demographic: place in {@link ProfileIds#segments}. */
    public int segment(int user) {
        return segments[user];
    }

    /** Place in {@link ProfileIds#activities}. */
    public int activity(int user) {
        return activities[user];
    }

    /** Cooking style: place in {@link ProfileIds#styles}. */
    public int style(int user) {
        return styles[user];
    }
}
