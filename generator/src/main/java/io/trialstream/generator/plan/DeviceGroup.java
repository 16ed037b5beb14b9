package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/**
 * A group of bots on one device, which comes with a person as other bots do, but with one of 64 at most: so each group is
 * whole, however small the population, and its members' indices, {@code person / 64 · 256 + member}, are below
 * 2<sup>27</sup>.
 */
public final class DeviceGroup {
    private static final int PEOPLE_BITS = 6;
    private static final int MEMBER_BITS = 8;
    private static final int FEWEST = 110;
    private static final int MOST = 150;

    private DeviceGroup() {}

    /** Whether a group can come with a person. */
    static boolean canComeWith(int person) {
        return person % (1 << PEOPLE_BITS) == 0;
    }

    /** The probability that it does, for as many bots a day and person as the rate says, 0 to 0.1. */
    static double probability(double rate) {
        return rate * (1 << PEOPLE_BITS) * 2 / (FEWEST + MOST);
    }

    /** How many bots a group has: 110 to 150. */
    static int size(Rng rng) {
        return rng.between(FEWEST, MOST);
    }

    /** A member's index among the bots of the archetype and day. */
    static int member(int person, int number) {
        return person >>> PEOPLE_BITS << MEMBER_BITS | number;
    }

    /** The index of the first of a member's group, whose device all of it uses. */
    public static int first(int member) {
        return member >>> MEMBER_BITS << MEMBER_BITS;
    }
}
