package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Model;

/**
 * A person who never rests: the first of the population who is logged in and comes at all. Gaps between its acts are so
 * irregular and never so short that no rule takes it for a bot: with the greatest rate, 9,000 acts an hour, they are
 * 240 ms to 560 ms, which is at most 251 acts in a minute.
 */
final class HotUser {
    /** Client sessions of a hot user are an hour long. */
    static final int SESSION_MS = 3_600_000;

    private static final double LEAST_GAP = .6;
    private static final double GAP_RANGE = .8;

    private final int user;
    private final double meanGap;

    /**
     * @param absences who never comes
     * @throws IllegalArgumentException where a hot user is asked for and none of the people can be it
     */
    HotUser(Model model, People people, Absences absences) {
        int perHour = model.faults().hotUserEventsPerHour();
        user = perHour > 0 ? first(model.users(), people, absences) : -1;
        meanGap = (double) SESSION_MS / Math.max(1, perHour);
    }

    private static int first(int users, People people, Absences absences) {
        for (int user = 0; user < users; user++) {
            if (!Profile.anonymous(people.person(user)) && !absences.person(user, people.unit(user))) {
                return user;
            }
        }
        throw new IllegalArgumentException("hot-user.events-per-hour is above 0, but none of the " + users
                + " people is logged in and comes: expected more users, or 0");
    }

    /** Whether a person is it. */
    boolean is(int person) {
        return person == user;
    }

    /** The time to its next act, ms. */
    int gap(Rng rng) {
        return (int) (meanGap * (LEAST_GAP + GAP_RANGE * rng.unit()));
    }
}
