package io.trialstream.topology;

import java.util.List;

/** Names of the state stores. They name changelog topics, so a change loses state. */
public final class Stores {
    /** One record a unit and key family; key and value are {@code Bytes} and {@code byte[]}. */
    public static final String USERS = "users";
    /** (due window end, unit): whose sessions may close. */
    public static final String TIMERS = "timers";
    /** The partition's clock, facts and sums. */
    public static final String PARTITION = "partition";
    /** What all partitions reported, finals and scorecards. */
    public static final String MERGE = "merge";

    /** All of them. */
    public static final List<String> ALL = List.of(USERS, TIMERS, PARTITION, MERGE);

    private Stores() {}
}
