package io.trialstream.generator.ledger;

import java.util.Arrays;

/** Sums of one window of one trial, by cell: phase · arms + arm. */
final class WindowSums {
    final long[] users;
    final long[] botUsers;
    final long[] clicks;
    final long[] impressions;

    WindowSums(int cells) {
        users = new long[cells];
        botUsers = new long[cells];
        clicks = new long[cells];
        impressions = new long[cells];
    }

    void add(WindowSums other) {
        IntervalCounts.add(users, other.users);
        IntervalCounts.add(botUsers, other.botUsers);
        IntervalCounts.add(clicks, other.clicks);
        IntervalCounts.add(impressions, other.impressions);
    }

    void clear() {
        Arrays.fill(users, 0);
        Arrays.fill(botUsers, 0);
        Arrays.fill(clicks, 0);
        Arrays.fill(impressions, 0);
    }
}
