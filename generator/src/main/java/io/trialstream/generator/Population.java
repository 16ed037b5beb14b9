package io.trialstream.generator;

import static io.trialstream.generator.Behaviour.ACTIVITIES;
import static io.trialstream.generator.Behaviour.ACTIVITY_SHARES;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The users, made from (seed, index) whenever asked and remembered in a cache of fixed size. Not thread-safe.
 *
 * <p>Bots are named by archetype, day and index, so each day's bots are users of their own.
 */
final class Population {
    private static final int CACHE_SIZE = 1 << 16;
    private static final long PROFILE = 1;
    private static final int ID_BITS = 48;
    private static final long ID_MASK = (1L << ID_BITS) - 1;
    private static final int INDEX_BITS = 28;
    private static final int DAY_BITS = 17;
    private static final HexFormat HEX = HexFormat.of();

    private final long seed;
    private final ExperimentModel experiment;
    private final @Nullable User[] cache = new @Nullable User[CACHE_SIZE];
    private final int[] cachedIndex = new int[CACHE_SIZE];

    Population(long seed, ExperimentModel experiment) {
        this.seed = seed;
        this.experiment = experiment;
    }

    User person(int index) {
        int slot = index & (CACHE_SIZE - 1);
        User cached = cache[slot];
        if (cached == null || cachedIndex[slot] != index) {
            cached = create(Actor.PERSON, 0, index);
            cache[slot] = cached;
            cachedIndex[slot] = index;
        }
        return cached;
    }

    User bot(Actor archetype, int epochDay, int index) {
        return create(archetype, epochDay, index);
    }

    private User create(Actor actor, int epochDay, int index) {
        Rng rng = new Rng(Rng.derive(seed, PROFILE, (long) actor.ordinal() << 32 | epochDay, index));
        Behaviour.Activity activity = ACTIVITIES[rng.pick(ACTIVITY_SHARES)];
        int demographic = rng.pick(Behaviour.DEMOGRAPHIC_SHARES);
        int persona = rng.pick(Behaviour.PERSONA_SHARES);
        String hex = HEX.toHexDigits(identity(actor, epochDay, index), ID_BITS / 4);
        boolean anonymous = actor == Actor.PERSON && rng.unit() < Behaviour.ANONYMOUS;
        String userId = anonymous ? null : "user_" + hex;
        String anonymousId = "anon_" + hex;
        String userAgent = actor == Actor.USER_AGENT
                ? Behaviour.CRAWLERS[rng.below(Behaviour.CRAWLERS.length)]
                : Behaviour.BROWSERS[rng.pick(Behaviour.BROWSER_SHARES)];
        String unit = userId == null ? anonymousId : userId;
        int versions = experiment.versionCount();
        int[] enrolmentBuckets = new int[versions];
        int[] arms = new int[versions];
        for (int v = 0; v < versions; v++) {
            enrolmentBuckets[v] = experiment.enrolmentBucket(v, unit);
            arms[v] = experiment.armOf(v, unit);
        }
        return new User(
                userId,
                anonymousId,
                "device_" + hex,
                ip(rng),
                userAgent,
                Behaviour.ZONES[rng.pick(Behaviour.ZONE_SHARES)],
                activity,
                demographic,
                persona,
                enrolmentBuckets,
                arms);
    }

    /**
     * A number of 48 bits that is this user's alone: archetype, day and index side by side, sent through a bijection
     * (multiplications by odd numbers and xor-shifts) that the seed keys, so that another seed gives other units and so
     * another assignment.
     */
    private long identity(Actor actor, int epochDay, int index) {
        long packed = ((long) actor.ordinal() << DAY_BITS | epochDay) << INDEX_BITS | index;
        long mixed = (packed ^ Rng.mix(seed)) & ID_MASK;
        mixed = mixed * 0x9E3779B97F4B5L & ID_MASK;
        mixed ^= mixed >>> 25;
        mixed = mixed * 0xD1B54A32D192ED03L & ID_MASK;
        return mixed ^ mixed >>> 23;
    }

    /** An address of a Korean carrier's block. */
    private static String ip(Rng rng) {
        return "211." + rng.between(32, 63) + "." + rng.below(256) + "." + rng.between(1, 254);
    }
}
