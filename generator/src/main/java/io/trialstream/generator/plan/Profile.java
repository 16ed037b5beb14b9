package io.trialstream.generator.plan;

/**
 * What of a user does not change, packed in a long, so that a population costs eight bytes a head: indices into the
 * lists of the behaviour, 6 bits each, the place 10, and the last 16 bits of the address.
 */
public final class Profile {
    /** The most entries that the lists of the behaviour can have, places aside. */
    public static final int MAX_KINDS = (1 << 6) - 2;

    /** The most places. */
    public static final int MAX_PLACES = 1 << 10;

    private static final int BITS = 6;
    private static final int MASK = (1 << BITS) - 1;
    private static final int PLACE_BITS = 10;
    private static final int SEGMENT_AT = BITS;
    private static final int STYLE_AT = SEGMENT_AT + BITS;
    private static final int FIRST_DEVICE_AT = STYLE_AT + BITS;
    private static final int SECOND_DEVICE_AT = FIRST_DEVICE_AT + BITS;
    private static final int PLACE_AT = SECOND_DEVICE_AT + BITS;
    private static final int HOST_AT = PLACE_AT + PLACE_BITS;
    private static final int ANONYMOUS_AT = HOST_AT + Short.SIZE;

    private Profile() {}

    /** Packs; {@code secondDevice} is −1 where there is none. */
    static long pack(
            int demographic,
            int segment,
            int style,
            int firstDevice,
            int secondDevice,
            int place,
            int host,
            boolean anonymous) {
        return demographic
                | (long) segment << SEGMENT_AT
                | (long) style << STYLE_AT
                | (long) firstDevice << FIRST_DEVICE_AT
                | (long) (secondDevice & MASK) << SECOND_DEVICE_AT
                | (long) place << PLACE_AT
                | (long) (host & 0xFFFF) << HOST_AT
                | (anonymous ? 1L << ANONYMOUS_AT : 0);
    }

    /** Index of the demographic segment. */
    public static int demographic(long profile) {
        return (int) profile & MASK;
    }

    /** Index of the activity segment. */
    public static int segment(long profile) {
        return (int) (profile >>> SEGMENT_AT) & MASK;
    }

    /** Index of the cooking style. */
    public static int style(long profile) {
        return (int) (profile >>> STYLE_AT) & MASK;
    }

    /** Index of the device that most sessions are on. */
    public static int firstDevice(long profile) {
        return (int) (profile >>> FIRST_DEVICE_AT) & MASK;
    }

    /** Index of the other device; −1: none. */
    public static int secondDevice(long profile) {
        int device = (int) (profile >>> SECOND_DEVICE_AT) & MASK;
        return device == MASK ? -1 : device;
    }

    /** Index of the place. */
    public static int place(long profile) {
        return (int) (profile >>> PLACE_AT) & ((1 << PLACE_BITS) - 1);
    }

    /** The last two numbers of the IPv4 address. */
    public static int host(long profile) {
        return (int) (profile >>> HOST_AT) & 0xFFFF;
    }

    /** Whether the user is not logged in. */
    public static boolean anonymous(long profile) {
        return (profile >>> ANONYMOUS_AT & 1) != 0;
    }
}
