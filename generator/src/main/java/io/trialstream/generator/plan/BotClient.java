package io.trialstream.generator.plan;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.EventType;

/**
 * What one bot uses the service with: a clock that the bot sets, and what it was shown last. Every event is delivered in
 * order, once, within one interval, no two in one millisecond. But for the two clicks that say so, a bot clicks only
 * what it was shown. Not thread-safe.
 */
final class BotClient {
    private static final int KINDS_OF_ACTS = 4;
    private static final int NONE = -1;

    private final Archetype archetype;
    private final int user;
    private final DayPlan plan;
    private final int start;
    private final Lists lists;
    private final int ads;
    private final Rng rng;

    private int clock;
    private int last = NONE;
    private int ordinal;
    private int session;

    private EventType page = EventType.VIEW_PAGE;
    private int recipe;
    private int searched = NONE;
    private int list = NONE;
    private int ad = NONE;

    /**
     * @param user the bot's index among its archetype and day
     * @param interval of the day, from 0
     * @param ads how many advertisements there are
     */
    BotClient(Archetype archetype, int user, DayPlan plan, int interval, Lists lists, int ads, Rng rng) {
        this.archetype = archetype;
        this.user = user;
        this.plan = plan;
        start = interval * Intervals.LENGTH_MS;
        this.lists = lists;
        this.ads = ads;
        this.rng = rng;
        clock = start;
    }

    /** Sets the clock, ms since the interval's start. */
    void at(int offset) {
        clock = start + offset;
    }

    /** Lets so many ms pass. */
    void pause(int ms) {
        clock += ms;
    }

    /** What follows is done in another of the client's sessions, by number from 0. */
    void useSession(int number) {
        session = number;
    }

    /** One act of any kind that is possible now. */
    void browse() {
        switch (rng.below(KINDS_OF_ACTS)) {
            case 0 -> viewPage();
            case 1 -> search();
            case 2 -> viewList();
            default -> clickRecipe();
        }
    }

    void viewPage() {
        add(EventType.VIEW_PAGE, 0, 0);
    }

    void search() {
        searched = lists.search(rng);
        list = NONE;
        add(EventType.SEARCH_RECIPE, searched, 0);
    }

    /** Looks at the list that was searched for; searches where nothing was. */
    void viewList() {
        if (searched == NONE) {
            search();
            return;
        }
        list = searched;
        add(EventType.VIEW_RECIPE_LIST, list, 0);
    }

    /** Clicks a recipe of the list in view; looks at a list where none is. */
    void clickRecipe() {
        if (list == NONE) {
            viewList();
            return;
        }
        int place = lists.place(list, rng);
        recipe = lists.recipe(list, place, 0);
        add(EventType.CLICK_RECIPE, recipe, place);
    }

    /** An advertisement appears on the page in view; says false where that page shows none. */
    boolean showAd() {
        if (!page.showsAds()) {
            return false;
        }
        ad = rng.below(ads);
        add(EventType.AD_IMPRESSION, ad, Carrier.pack(page, recipe));
        return true;
    }

    /** Clicks the advertisement that was shown last. */
    void clickAd() {
        if (ad == NONE) {
            throw new IllegalStateException("a bot " + archetype.id() + " clicks an advertisement, but saw none");
        }
        add(EventType.AD_CLICK, ad, Carrier.pack(page, recipe));
    }

    /** Clicks an advertisement that may never have been shown. */
    void clickUnseenAd() {
        add(EventType.AD_CLICK, rng.below(ads), Carrier.pack(EventType.VIEW_PAGE, 0));
    }

    /** Clicks a recipe of a list that was never looked at. */
    void clickUnseenRecipe() {
        add(EventType.CLICK_RECIPE, lists.recipe(lists.search(rng), 0, 0), 0);
    }

    private void add(EventType type, int subject, int rank) {
        if (clock < start || clock <= last || clock >= start + Intervals.LENGTH_MS) {
            throw new IllegalStateException("a bot " + archetype.id() + " acts " + (clock - start)
                    + " ms into its interval, expected " + Math.max(0, last + 1 - start) + " to "
                    + (Intervals.LENGTH_MS - 1));
        }
        last = clock;
        if (type != EventType.AD_IMPRESSION && type != EventType.AD_CLICK) {
            page = type;
        }
        int row = plan.addBot(clock, archetype, user, type, session, ordinal++, subject, rank);
        plan.deliver(row, DeliveryKind.ORIGINAL, clock);
    }
}
