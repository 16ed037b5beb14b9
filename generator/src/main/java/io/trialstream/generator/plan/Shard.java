package io.trialstream.generator.plan;

import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import java.util.Arrays;

/**
 * A fixed share of the users, with what is decided about them once in columns: profile, whether they come at all, and
 * bucket and arms by trial. Made by {@link Shards}.
 */
public final class Shard {
    /** Users of a shard; of the last one at most so many. */
    public static final int USERS = 128;

    private final int number;
    private final int first;
    private final long[] profiles;
    private final short[][] enrolmentBuckets;
    private final byte[][] arms;
    private final boolean[] absent;

    /** By trial and user; of trials where nobody was given a second arm there are no users. */
    private final byte[][] secondArms;

    private final long[][] secondArmsFrom;

    /**
     * @param number from 0
     * @param count how many users of the shard there are, 1 to {@link #USERS}
     */
    Shard(Model model, Trials trials, People people, Absences absences, int number, int count) {
        this.number = number;
        first = number * USERS;
        profiles = new long[count];
        enrolmentBuckets = new short[trials.count()][count];
        arms = new byte[trials.count()][count];
        absent = new boolean[count];
        secondArms = new byte[trials.count()][0];
        secondArmsFrom = new long[trials.count()][0];
        for (int i = 0; i < count; i++) {
            profiles[i] = people.person(first + i);
            String unit = people.unit(first + i);
            absent[i] = absences.person(first + i, unit);
            for (int t = 0; t < trials.count(); t++) {
                Trial trial = trials.get(t);
                enrolmentBuckets[t][i] = (short) (trial.byTopic() ? 0 : trial.enrolmentBucket(unit));
                arms[t][i] = (byte) trial.arm(model.seed(), first + i, unit);
            }
        }
    }

    /** How many shards so many users make. */
    public static int count(int users) {
        return (users + USERS - 1) / USERS;
    }

    /** Its number, from 0. */
    public int number() {
        return number;
    }

    /** Index of its first user in the population. */
    public int first() {
        return first;
    }

    /** How many users it has. */
    public int size() {
        return profiles.length;
    }

    /** {@link Profile} of a user, counted from the shard's first. */
    public long profile(int local) {
        return profiles[local];
    }

    /** The bucket that decides whether the user is enrolled in a trial. */
    public int enrolmentBucket(int trial, int local) {
        return enrolmentBuckets[trial][local];
    }

    /** Whether the user never comes. */
    boolean absent(int local) {
        return absent[local];
    }

    /** The user's arm in a trial; where it is given another, the first. */
    public int arm(int trial, int local) {
        return arms[trial][local];
    }

    /** The user's arm in a trial at a time, ms since the epoch. */
    public int arm(int trial, int local, long time) {
        return time >= secondArmFrom(trial, local) ? secondArms[trial][local] : arms[trial][local];
    }

    /** From when on the user has another arm, ms since the epoch; the end of time where it keeps the first. */
    long secondArmFrom(int trial, int local) {
        long[] from = secondArmsFrom[trial];
        return from.length == 0 ? Long.MAX_VALUE : from[local];
    }

    /** Gives the user another arm from a time on, ms since the epoch. */
    void giveSecondArm(int trial, int local, int arm, long from) {
        if (secondArmsFrom[trial].length == 0) {
            secondArms[trial] = new byte[size()];
            secondArmsFrom[trial] = new long[size()];
            Arrays.fill(secondArmsFrom[trial], Long.MAX_VALUE);
        }
        secondArms[trial][local] = (byte) arm;
        secondArmsFrom[trial][local] = from;
    }
}
