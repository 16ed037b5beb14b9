package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.catalogue.UserTable;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.Behaviour.Device;
import io.trialstream.generator.model.Model;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who the users are: a pure function of the model and a user's index, so that nothing need be remembered. Bots are named
 * by archetype, day and index, so each day's bots are users of their own. Thread-safe.
 */
public final class People {
    /** Hexadecimal digits of a made id. */
    public static final int ID_DIGITS = 12;

    /** What the ids that are made begin with. */
    public static final String USER_PREFIX = "user_";

    /** What the anonymous ids that are made begin with. */
    public static final String ANONYMOUS_PREFIX = "anon_";

    /** What the keys begin with that are made of the client's session. */
    public static final String SESSION_PREFIX = "session_";

    private static final long PROFILE = 1;
    private static final long SESSIONS = 6;
    private static final int ID_BITS = ID_DIGITS * 4;
    private static final long ID_MASK = (1L << ID_BITS) - 1;
    private static final int INDEX_BITS = 27;
    private static final int DAY_BITS = 17;
    private static final int DEVICE_DRAWS = 8;
    private static final HexFormat HEX = HexFormat.of();

    private final long seed;
    private final @Nullable UserTable table;
    private final double anonymous;
    private final double secondDevice;
    private final double[] demographics;
    private final double[] segments;
    private final double[] styles;
    private final double[] devices;
    private final double[] places;
    private final Behaviour behaviour;

    public People(Model model) {
        seed = model.seed();
        table = model.people();
        behaviour = model.behaviour();
        anonymous = behaviour.anonymous();
        secondDevice = behaviour.secondDevice();
        demographics = Rng.cumulative(behaviour.demographics().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
        segments = Rng.cumulative(behaviour.segments().stream()
                .mapToDouble(Behaviour.Segment::share)
                .toArray());
        styles = Rng.cumulative(
                behaviour.styles().stream().mapToDouble(Behaviour.Style::share).toArray());
        devices = Rng.cumulative(
                behaviour.devices().stream().mapToDouble(Device::share).toArray());
        places = Rng.cumulative(
                behaviour.places().stream().mapToDouble(Behaviour.Place::share).toArray());
    }

    /** The user table, or null where people are made from the seed. */
    public @Nullable UserTable table() {
        return table;
    }

    /** A person's {@link Profile}. */
    public long person(int index) {
        long made = make(0, 0, index, anonymous);
        if (table == null) {
            return made;
        }
        return Profile.pack(
                table.segment(index),
                table.activity(index),
                table.style(index),
                Profile.firstDevice(made),
                Profile.secondDevice(made),
                Profile.place(made),
                Profile.host(made),
                table.userId(index) == null);
    }

    /** A bot's {@link Profile}; bots are logged in, and a {@link DeviceGroup} has one profile. */
    public long bot(Archetype archetype, int epochDay, int index) {
        int ofProfile = archetype == Archetype.SHARED_DEVICE ? DeviceGroup.first(index) : index;
        return make(actor(archetype), epochDay, ofProfile, 0);
    }

    private long make(int actor, int epochDay, int index, double anonymousShare) {
        Rng rng = new Rng(Rng.derive(seed, PROFILE, (long) actor << 32 | epochDay, index));
        int segment = rng.pick(segments);
        int demographic = rng.pick(demographics);
        int style = rng.pick(styles);
        boolean isAnonymous = rng.unit() < anonymousShare;
        int first = rng.pick(devices);
        int second = rng.unit() < secondDevice ? otherKind(first, rng) : -1;
        int place = rng.pick(places);
        return Profile.pack(demographic, segment, style, first, second, place, rng.below(1 << Short.SIZE), isAnonymous);
    }

    /** A device of another kind; −1 where a few draws find none. */
    private int otherKind(int first, Rng rng) {
        String kind = behaviour.devices().get(first).kind();
        for (int draw = 0; draw < DEVICE_DRAWS; draw++) {
            int other = rng.pick(devices);
            if (!behaviour.devices().get(other).kind().equals(kind)) {
                return other;
            }
        }
        return -1;
    }

    /** A person's user id; null for those who are not logged in. */
    public @Nullable String userId(int index) {
        if (table != null) {
            return table.userId(index);
        }
        return Profile.anonymous(person(index)) ? null : USER_PREFIX + digits(identity(index));
    }

    /** A person's anonymous id. */
    public String anonymousId(int index) {
        return table == null ? ANONYMOUS_PREFIX + digits(identity(index)) : table.anonymousId(index);
    }

    /** The record key of a person: user id, else anonymous id. */
    public String unit(int index) {
        String userId = userId(index);
        return userId == null ? anonymousId(index) : userId;
    }

    private static String digits(long identity) {
        return HEX.toHexDigits(identity, ID_DIGITS);
    }

    /** The record key of a bot. */
    public String botUnit(Archetype archetype, int epochDay, int index) {
        return USER_PREFIX + digits(identity(actor(archetype), epochDay, index));
    }

    /** The number that tells a bot apart, of {@link #ID_DIGITS} hexadecimal digits. */
    public long botIdentity(Archetype archetype, int epochDay, int index) {
        return identity(actor(archetype), epochDay, index);
    }

    /** The number that tells a person apart, of {@link #ID_DIGITS} hexadecimal digits. */
    public long identity(int index) {
        return identity(0, 0, index);
    }

    /**
     * The client's session, 16 hexadecimal digits.
     *
     * @param actor 0 for a person, of a bot the archetype's ordinal + 1
     * @param number of the session among the user's of the day
     */
    public long session(int actor, int epochDay, int user, int number) {
        return Rng.derive(
                seed, SESSIONS, (long) actor << Integer.SIZE | epochDay, (long) user << Integer.SIZE | number);
    }

    static String hexOfSession(long session) {
        return HEX.toHexDigits(session);
    }

    private static int actor(Archetype archetype) {
        return archetype.ordinal() + 1;
    }

    /**
     * A number of 48 bits that is this user's alone: archetype, day and index side by side, sent through a bijection
     * (multiplications by odd numbers and xor-shifts) that the seed keys, so that another seed gives other units and so
     * another assignment.
     */
    private long identity(int actor, int epochDay, int index) {
        long packed = ((long) actor << DAY_BITS | epochDay) << INDEX_BITS | index;
        long mixed = (packed ^ Rng.mix(seed)) & ID_MASK;
        mixed = mixed * 0x9E3779B97F4B5L & ID_MASK;
        mixed ^= mixed >>> 25;
        mixed = mixed * 0xD1B54A32D192ED03L & ID_MASK;
        return mixed ^ mixed >>> 23;
    }
}
