package io.trialstream.generator.model;

/** The kinds of bots: one for each heuristic, named as the rule that must prove it, and one that stays below all. */
public enum Archetype {
    /** More than 300 acts in an aligned minute. */
    VOLUME("volume"),
    /** Gaps under 10 ms. */
    BURST_INTERVAL("burst-interval"),
    /** A crawler's or headless client's user agent. */
    USER_AGENT("user-agent"),
    /** 100 page views and more without a click. */
    NO_INTERACTION("no-interaction"),
    /** The same gap again and again. */
    METRONOME("metronome"),
    /** Clicks on one point. */
    SAME_COORDINATES("same-coordinates"),
    /** Pages faster than anybody reads. */
    PAGE_HAMMER("page-hammer"),
    /** Two places too far apart for the time between. */
    IMPOSSIBLE_TRAVEL("impossible-travel"),
    /** Many users on one device. */
    SHARED_DEVICE("shared-device"),
    /** Clicks on what was never shown. */
    CAUSALITY("causality"),
    /** Stays below each single threshold. */
    STEALTHY("stealthy");

    private final String id;

    Archetype(String id) {
        this.id = id;
    }

    /** The rule's id. */
    public String id() {
        return id;
    }
}
