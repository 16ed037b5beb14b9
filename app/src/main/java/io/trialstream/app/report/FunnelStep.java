package io.trialstream.app.report;

import org.jspecify.annotations.Nullable;

/** The steps from looking at a page to doing something with a recipe. */
enum FunnelStep {
    VIEW("view_page"),
    SEARCH("search_recipe"),
    LIST("view_recipe_list"),
    CLICK("click_recipe"),
    BOOKMARK("click_bookmark"),
    LIKE("click_like"),
    COMMENT("write_comment");

    private final String eventName;

    FunnelStep(String eventName) {
        this.eventName = eventName;
    }

    String eventName() {
        return eventName;
    }

    int bit() {
        return 1 << ordinal();
    }

    /** The bit of the step that an event is; 0 where it is none. */
    static int bitOf(@Nullable String eventName) {
        for (FunnelStep step : values()) {
            if (step.eventName.equals(eventName)) {
                return step.bit();
            }
        }
        return 0;
    }
}
