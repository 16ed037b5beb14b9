package io.trialstream.generator;

/**
 * What one bot does. All of it lies in one window and is delivered in order and once, so every event of the bot ends as
 * a bot event: those before the proof are retracted, as their window is open.
 */
final class BotPlan {
    private static final int MINUTE_MS = 60_000;
    private static final EventType[] ACTS = {
        EventType.VIEW_PAGE, EventType.VIEW_RECIPE_LIST, EventType.CLICK_RECIPE, EventType.SEARCH_RECIPE
    };

    private final Actor archetype;
    private final int user;
    private final DayPlan plan;
    private final int start;
    private final Rng rng;
    private int ordinal;

    BotPlan(Actor archetype, int user, DayPlan plan, int interval, Rng rng) {
        this.archetype = archetype;
        this.user = user;
        this.plan = plan;
        start = interval * Intervals.LENGTH_MS;
        this.rng = rng;
    }

    /**
     * Some slow acts, then 330 to 480 in one aligned minute, at least 90 ms apart; a fourth of them show an
     * advertisement and a third of these are clicked, so that a missed bot would spoil the result.
     */
    void volume() {
        int slow = rng.between(10, 30);
        for (int i = 0; i < slow; i++) {
            act(start + i * 2_000 + rng.below(500));
        }
        int minute = start + MINUTE_MS * rng.between(2, 13);
        int acts = rng.between(330, 480);
        double step = (double) MINUTE_MS / acts;
        int ad = -1;
        for (int i = 0; i < acts; i++) {
            int at = minute + (int) (i * step) + rng.below((int) (step * .2));
            if (ad >= 0) {
                add(at, EventType.AD_CLICK, ad);
                ad = -1;
                continue;
            }
            act(at);
            if (rng.below(4) == 0) {
                int shown = rng.below(Behaviour.ADS);
                add(at + 20, EventType.AD_IMPRESSION, shown);
                ad = rng.below(3) == 0 ? shown : -1;
            }
        }
    }

    /** Three to five bursts of 12 to 20 acts 2 to 8 ms apart, half a minute or more from one to the next. */
    void bursts() {
        int bursts = rng.between(3, 5);
        int at = start + rng.below(4 * MINUTE_MS);
        for (int b = 0; b < bursts; b++) {
            int acts = rng.between(12, 20);
            for (int i = 0; i < acts; i++) {
                act(at);
                at += rng.between(2, 8);
            }
            add(at, EventType.AD_IMPRESSION, rng.below(Behaviour.ADS));
            at += rng.between(30_000, 90_000);
        }
    }

    /** 10 to 60 pages, half a second to ten seconds apart. */
    void crawl() {
        int acts = rng.between(10, 60);
        int at = start + rng.below(2 * MINUTE_MS);
        for (int i = 0; i < acts; i++) {
            act(at);
            if (rng.below(4) == 0) {
                add(at + 100, EventType.AD_IMPRESSION, rng.below(Behaviour.ADS));
            }
            at += rng.between(500, 10_000);
        }
    }

    private void act(int at) {
        EventType type = ACTS[rng.below(ACTS.length)];
        int filter = rng.below(Filters.COUNT);
        add(at, type, type == EventType.CLICK_RECIPE ? Filters.recipe(filter, 0) : filter);
    }

    private void add(int at, EventType type, int subject) {
        int row = plan.add(at, archetype, user, type, 0, ordinal++, subject, 0);
        plan.deliver(row, DeliveryKind.ORIGINAL, at);
    }
}
