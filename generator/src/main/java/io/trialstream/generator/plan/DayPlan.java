package io.trialstream.generator.plan;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.EventType;
import java.util.Arrays;

/**
 * What the users of one shard do on one local day, as far as it is delivered in one span of that day, in columns: the
 * events in the order (user, time), and per interval the deliveries of these events, each packed in a long. 24 bytes an
 * event and 8 a delivery. Not thread-safe while it is being filled.
 *
 * <p>A delivery's long holds, from the top: its time within the interval, its kind, the shard and the row. So the order
 * of these numbers is the order of delivery, the same however the users are split into shards of one size.
 */
public final class DayPlan {
    /** The most shards. */
    public static final int MAX_SHARDS = 1 << 17;

    private static final byte PERSON = -1;
    private static final int ROW_BITS = 21;
    private static final int SHARD_BITS = 17;
    private static final int KIND_BITS = 5;
    private static final int ROW_MASK = (1 << ROW_BITS) - 1;
    private static final int SHARD_MASK = (1 << SHARD_BITS) - 1;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;
    private static final int KIND_AT = ROW_BITS + SHARD_BITS;
    private static final int CLOCK_AT = KIND_AT + KIND_BITS;
    private static final int INITIAL_ROWS = 1 << 8;
    private static final int INITIAL_DELIVERIES = 1 << 3;

    private final int epochDay;
    private final long firstInterval;
    private final int intervals;
    private final long dayStart;
    private final int spanFrom;
    private final int spanTo;
    private final int shard;
    private final long[][] deliveries;
    private final int[] deliveryCounts;

    private int rows;
    private boolean lastRowDelivered = true;
    private int[] offsets = new int[INITIAL_ROWS];
    private int[] users = new int[INITIAL_ROWS];
    private byte[] actors = new byte[INITIAL_ROWS];
    private byte[] types = new byte[INITIAL_ROWS];
    private short[] sessions = new short[INITIAL_ROWS];
    private int[] ordinals = new int[INITIAL_ROWS];
    private int[] subjects = new int[INITIAL_ROWS];
    private int[] ranks = new int[INITIAL_ROWS];

    /**
     * @param day whose plan it is
     * @param spanFrom, spanTo the intervals of the day whose deliveries are kept, from 0, the second exclusive
     * @param shard number of the shard, below {@link #MAX_SHARDS}
     */
    public DayPlan(Day day, int spanFrom, int spanTo, int shard) {
        epochDay = day.epochDay();
        firstInterval = day.firstInterval();
        intervals = day.intervals();
        dayStart = firstInterval * Intervals.LENGTH_MS;
        this.spanFrom = spanFrom;
        this.spanTo = spanTo;
        this.shard = shard;
        deliveries = new long[spanTo - spanFrom][INITIAL_DELIVERIES];
        deliveryCounts = new int[spanTo - spanFrom];
    }

    int epochDay() {
        return epochDay;
    }

    /** The day's number since the epoch, for names and draws. */
    public int day() {
        return epochDay;
    }

    long dayStart() {
        return dayStart;
    }

    /** How many intervals the day has. */
    int intervals() {
        return intervals;
    }

    /** How many events there are. */
    int rows() {
        return rows;
    }

    /** The interval that holds an offset from the day's start, ms; counted from the epoch. */
    long intervalAt(int offset) {
        return firstInterval + offset / Intervals.LENGTH_MS;
    }

    int lengthMs() {
        return intervals * Intervals.LENGTH_MS;
    }

    /** Forgets all events, to be used for another user. */
    public void clear() {
        rows = 0;
        lastRowDelivered = true;
        Arrays.fill(deliveryCounts, 0);
    }

    /** Adds a person's event; see {@link #add(int, byte, int, EventType, int, int, int, int)}. */
    int addPerson(int offset, int user, EventType type, int session, int ordinal, int subject, int rank) {
        return add(offset, PERSON, user, type, session, ordinal, subject, rank);
    }

    /** Adds a bot's event; see {@link #add(int, byte, int, EventType, int, int, int, int)}. */
    int addBot(
            int offset,
            Archetype archetype,
            int user,
            EventType type,
            int session,
            int ordinal,
            int subject,
            int rank) {
        return add(offset, (byte) archetype.ordinal(), user, type, session, ordinal, subject, rank);
    }

    /**
     * Adds an event. One that is never delivered in the span gives its row to the next.
     *
     * @param offset its time since the day's start, ms
     * @param ordinal its number among the user's events of the day
     * @param subject what it is about: a recipe, an advertisement, a list, a filter
     * @param rank the place of a recipe on its list, from 0; of an advertisement the page that carries it
     * @return its row
     */
    private int add(int offset, byte actor, int user, EventType type, int session, int ordinal, int subject, int rank) {
        if (!lastRowDelivered) {
            rows--;
        }
        lastRowDelivered = false;
        if (rows == offsets.length) {
            grow();
        }
        offsets[rows] = offset;
        actors[rows] = actor;
        users[rows] = user;
        types[rows] = (byte) type.ordinal();
        sessions[rows] = (short) session;
        ordinals[rows] = ordinal;
        subjects[rows] = subject;
        ranks[rows] = rank;
        return rows++;
    }

    /** Adds a delivery of the row that was added last, at an offset from the day's start, ms. */
    void deliver(int row, DeliveryKind kind, int clockOffset) {
        int interval = clockOffset / Intervals.LENGTH_MS - spanFrom;
        if (interval < 0 || interval >= deliveries.length) {
            return;
        }
        lastRowDelivered = true;
        int count = deliveryCounts[interval]++;
        if (count == deliveries[interval].length) {
            deliveries[interval] = Arrays.copyOf(deliveries[interval], count * 2);
        }
        long withinInterval = clockOffset % Intervals.LENGTH_MS;
        deliveries[interval][count] =
                withinInterval << CLOCK_AT | (long) kind.ordinal() << KIND_AT | (long) shard << ROW_BITS | row;
    }

    private int local(long interval) {
        int local = (int) (interval - firstInterval) - spanFrom;
        if (local < 0 || local >= deliveries.length) {
            throw new IllegalArgumentException("interval " + interval + " is not in the plan, expected "
                    + (firstInterval + spanFrom) + " to " + (firstInterval + spanTo - 1));
        }
        return local;
    }

    /** The first interval whose deliveries are kept, since the epoch. */
    public long from() {
        return firstInterval + spanFrom;
    }

    /** The interval after the last one whose deliveries are kept. */
    public long to() {
        return firstInterval + spanTo;
    }

    /** How many deliveries an interval has, counted from the epoch. */
    public int deliveryCount(long interval) {
        return deliveryCounts[local(interval)];
    }

    /** A delivery of an interval in the order they were planned: originals of one user in order of time. */
    public long delivery(long interval, int index) {
        return deliveries[local(interval)][index];
    }

    /** Copies an interval's deliveries to an array; says how many. */
    public int copyDeliveries(long interval, long[] to, int at) {
        int local = local(interval);
        System.arraycopy(deliveries[local], 0, to, at, deliveryCounts[local]);
        return deliveryCounts[local];
    }

    /** The row of a delivery. */
    public static int row(long delivery) {
        return (int) delivery & ROW_MASK;
    }

    /** The shard of a delivery. */
    public static int shard(long delivery) {
        return (int) (delivery >>> ROW_BITS) & SHARD_MASK;
    }

    /** The kind of a delivery. */
    public static DeliveryKind kind(long delivery) {
        return DeliveryKind.of((int) (delivery >>> KIND_AT) & KIND_MASK);
    }

    /** When the delivery is due, ms since the interval's start. */
    public static int clock(long delivery) {
        return (int) (delivery >>> CLOCK_AT);
    }

    /** An event's time since the day's start, ms. */
    public int offset(int row) {
        return offsets[row];
    }

    /** The event's own time, ms since the epoch. */
    public long time(int row) {
        return dayStart + offsets[row];
    }

    /** The interval of the event's own time, since the epoch. */
    public long interval(int row) {
        return intervalAt(offsets[row]);
    }

    /** Whether a person acts, and no bot. */
    public boolean person(int row) {
        return actors[row] == PERSON;
    }

    /** Which kind of bot acts. */
    public Archetype archetype(int row) {
        return ARCHETYPES[actors[row]];
    }

    private static final Archetype[] ARCHETYPES = Archetype.values();

    /** The user's index, in the whole population; a bot's among its archetype and day. */
    public int user(int row) {
        return users[row];
    }

    /** What happens. */
    public EventType type(int row) {
        return EventType.of(types[row]);
    }

    /** The number of the user's session on the day. */
    public int session(int row) {
        return sessions[row];
    }

    /** The number of the event among the user's of the day. */
    public int ordinal(int row) {
        return ordinals[row];
    }

    /** What the event is about: a recipe, an advertisement, a list, a filter. */
    public int subject(int row) {
        return subjects[row];
    }

    /** The place of a recipe on its list, from 0; of an advertisement the page that carries it. */
    public int rank(int row) {
        return ranks[row];
    }

    private void grow() {
        int capacity = Math.multiplyExact(rows, 2);
        if (rows > ROW_MASK / 2) {
            throw new IllegalStateException("a shard of users makes more than " + ROW_MASK + " events in a day");
        }
        offsets = Arrays.copyOf(offsets, capacity);
        users = Arrays.copyOf(users, capacity);
        actors = Arrays.copyOf(actors, capacity);
        types = Arrays.copyOf(types, capacity);
        sessions = Arrays.copyOf(sessions, capacity);
        ordinals = Arrays.copyOf(ordinals, capacity);
        subjects = Arrays.copyOf(subjects, capacity);
        ranks = Arrays.copyOf(ranks, capacity);
    }
}
