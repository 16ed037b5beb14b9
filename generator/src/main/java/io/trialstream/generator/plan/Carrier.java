package io.trialstream.generator.plan;

import io.trialstream.generator.model.EventType;

/** The page that shows an advertisement, packed as the rank of the advertisement's events. */
public final class Carrier {
    private static final int TYPE_BITS = 4;

    private Carrier() {}

    static int pack(EventType type, int recipe) {
        return (type == EventType.CLICK_RECIPE ? recipe : 0) << TYPE_BITS | type.ordinal();
    }

    /** What the page shows. */
    public static EventType type(int carrier) {
        return EventType.of(carrier & ((1 << TYPE_BITS) - 1));
    }

    /** Which recipe, where it shows one. */
    public static int recipe(int carrier) {
        return carrier >> TYPE_BITS;
    }
}
