package io.trialstream.generator;

/** Who acts: a person, or a bot of one archetype, named as the rule of docs/semantics.md §6 that must prove it. */
enum Actor {
    PERSON("person"),
    VOLUME("volume"),
    BURST_INTERVAL("burst-interval"),
    USER_AGENT("user-agent");

    private static final Actor[] VALUES = values();

    private final String id;

    Actor(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    static Actor of(int ordinal) {
        return VALUES[ordinal];
    }
}
