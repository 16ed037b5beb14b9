package io.trialstream.generator.model;

/** The event names of the recipe service (CONTRACTS §2) that the simulation makes. */
public enum EventType {
    VIEW_PAGE("view_page"),
    SEARCH_RECIPE("search_recipe"),
    VIEW_RECIPE_LIST("view_recipe_list"),
    CLICK_RECIPE("click_recipe"),
    CLICK_BOOKMARK("click_bookmark"),
    CLICK_LIKE("click_like"),
    WRITE_COMMENT("write_comment"),
    CREATE_RECIPE("create_recipe"),
    APP_CRASH("app_crash"),
    AD_IMPRESSION("ad_impression"),
    AD_CLICK("ad_click");

    private static final EventType[] VALUES = values();

    private final String eventName;

    EventType(String eventName) {
        this.eventName = eventName;
    }

    /** The name in the events. */
    public String eventName() {
        return eventName;
    }

    /** Whether an advertisement is placed on what this event shows. */
    public boolean showsAds() {
        return this == VIEW_PAGE || this == VIEW_RECIPE_LIST || this == CLICK_RECIPE;
    }

    /** By ordinal. */
    public static EventType of(int ordinal) {
        return VALUES[ordinal];
    }
}
