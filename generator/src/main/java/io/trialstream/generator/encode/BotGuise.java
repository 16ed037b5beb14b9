package io.trialstream.generator.encode;

import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Behaviour.Place;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Travel;
import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DeviceGroup;
import io.trialstream.generator.plan.People;
import io.trialstream.generator.plan.Profile;
import java.util.List;

/**
 * What the context of a bot's events shows otherwise than a person's, by the archetype of the plan's row. Thread-safe.
 */
final class BotGuise {
    /** How far behind a clock is that makes time run backwards: above any skew that a service allows for. */
    private static final long BEHIND_MS = 20 * 60_000;

    private final People people;
    private final int[] furthest;

    BotGuise(Model model, People people) {
        this.people = people;
        boolean travels = model.bots().rate(Archetype.IMPOSSIBLE_TRAVEL) > 0;
        List<Place> places = model.behaviour().places();
        furthest = new int[travels ? places.size() : 0];
        for (int place = 0; place < furthest.length; place++) {
            furthest[place] = Travel.furthest(places, place);
        }
    }

    /** Whose device a bot uses: the number that tells that user apart. */
    long owner(DayPlan plan, int row, long identity) {
        Archetype archetype = plan.archetype(row);
        return archetype == Archetype.SHARED_DEVICE
                ? people.botIdentity(archetype, plan.day(), DeviceGroup.first(plan.user(row)))
                : identity;
    }

    /** Where it is, as an index of the places: a traveller's second session is as far away as can be. */
    int place(DayPlan plan, int row, long profile) {
        int home = Profile.place(profile);
        boolean away = plan.archetype(row) == Archetype.IMPOSSIBLE_TRAVEL && plan.session(row) > 0;
        return away ? furthest[home] : home;
    }

    /** What it says it is: most say what a browser does. */
    Field userAgent(DayPlan plan, int row, Field browser, long deviceId) {
        return plan.archetype(row) == Archetype.USER_AGENT
                ? Fields.CRAWLERS[(int) Long.remainderUnsigned(deviceId, Fields.CRAWLERS.length)]
                : browser;
    }

    /** Whether all its clicks are on one {@link #point}. */
    boolean clicksOnePoint(DayPlan plan, int row) {
        return plan.archetype(row) == Archetype.SAME_COORDINATES;
    }

    /** A coordinate on a screen of some size, always the same of one device. */
    static int point(long deviceId, int size) {
        return (int) Long.remainderUnsigned(deviceId, size);
    }

    /** How far the clock that it sends by is behind, ms. */
    long clockBehind(DayPlan plan, int row) {
        boolean backwards = plan.archetype(row) == Archetype.CAUSALITY && plan.ordinal(row) % 2 == 1;
        return backwards ? BEHIND_MS : 0;
    }
}
