package io.trialstream.generator;

import java.util.Arrays;

/**
 * Everything that happens on one local day, in columns: the events in the order (user, time), and per interval the
 * deliveries of these events, each packed in a long. 24 bytes an event and 8 a delivery. Not thread-safe.
 */
final class DayPlan {
    private static final int KIND_BITS = 8;
    private static final int ROW_BITS = 31;
    private static final long ROW_MASK = (1L << ROW_BITS) - 1;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;
    private static final int INITIAL_ROWS = 1 << 10;
    private static final int INITIAL_DELIVERIES = 1 << 4;

    private final long firstInterval;
    private final long dayStart;
    private final int epochDay;
    private final long[][] deliveries;
    private final int[] deliveryCounts;

    private int rows;
    private int[] offsets = new int[INITIAL_ROWS];
    private int[] users = new int[INITIAL_ROWS];
    private byte[] actors = new byte[INITIAL_ROWS];
    private byte[] types = new byte[INITIAL_ROWS];
    private short[] sessions = new short[INITIAL_ROWS];
    private int[] ordinals = new int[INITIAL_ROWS];
    private int[] subjects = new int[INITIAL_ROWS];
    private int[] ranks = new int[INITIAL_ROWS];

    /**
     * @param firstInterval index of the day's first interval since the epoch
     * @param intervals how many intervals the day has
     */
    DayPlan(int epochDay, long firstInterval, int intervals) {
        this.epochDay = epochDay;
        this.firstInterval = firstInterval;
        dayStart = firstInterval * Intervals.LENGTH_MS;
        deliveries = new long[intervals][INITIAL_DELIVERIES];
        deliveryCounts = new int[intervals];
    }

    int epochDay() {
        return epochDay;
    }

    long firstInterval() {
        return firstInterval;
    }

    long dayStart() {
        return dayStart;
    }

    int intervals() {
        return deliveries.length;
    }

    int lengthMs() {
        return deliveries.length * Intervals.LENGTH_MS;
    }

    boolean holds(long interval) {
        return interval >= firstInterval && interval < firstInterval + deliveries.length;
    }

    /** Forgets all events, to be used for another user. */
    void clear() {
        rows = 0;
        Arrays.fill(deliveryCounts, 0);
    }

    /**
     * Adds an event.
     *
     * @param offset its time since the day's start, ms
     * @param ordinal its number among the user's events of the day
     * @param subject what it is about: a recipe, an advertisement, a filter
     * @return its row
     */
    int add(int offset, Actor actor, int user, EventType type, int session, int ordinal, int subject, int rank) {
        if (rows == offsets.length) {
            grow();
        }
        offsets[rows] = offset;
        actors[rows] = (byte) actor.ordinal();
        users[rows] = user;
        types[rows] = (byte) type.ordinal();
        sessions[rows] = (short) session;
        ordinals[rows] = ordinal;
        subjects[rows] = subject;
        ranks[rows] = rank;
        return rows++;
    }

    /** Adds a delivery of a row at an offset from the day's start, ms. */
    void deliver(int row, DeliveryKind kind, int clockOffset) {
        int interval = clockOffset / Intervals.LENGTH_MS;
        int count = deliveryCounts[interval]++;
        if (count == deliveries[interval].length) {
            deliveries[interval] = Arrays.copyOf(deliveries[interval], count * 2);
        }
        long withinInterval = clockOffset % Intervals.LENGTH_MS;
        deliveries[interval][count] = (withinInterval << KIND_BITS | kind.ordinal()) << ROW_BITS | row;
    }

    int rowCount() {
        return rows;
    }

    int deliveryCount(int interval) {
        return deliveryCounts[interval];
    }

    /** The deliveries of an interval in the order they were planned: originals of one user in order of time. */
    long delivery(int interval, int index) {
        return deliveries[interval][index];
    }

    /** Puts an interval's deliveries in the order of their clocks. */
    void sortByClock(int interval) {
        Arrays.sort(deliveries[interval], 0, deliveryCounts[interval]);
    }

    static int row(long delivery) {
        return (int) (delivery & ROW_MASK);
    }

    static DeliveryKind kind(long delivery) {
        return DeliveryKind.of((int) (delivery >>> ROW_BITS) & KIND_MASK);
    }

    /** When the delivery is due, ms since the interval's start. */
    static int clock(long delivery) {
        return (int) (delivery >>> (ROW_BITS + KIND_BITS));
    }

    int offset(int row) {
        return offsets[row];
    }

    /** The event's own time, ms since the epoch. */
    long time(int row) {
        return dayStart + offsets[row];
    }

    /** The interval of the event's own time, since the epoch. */
    long interval(int row) {
        return firstInterval + offsets[row] / Intervals.LENGTH_MS;
    }

    Actor actor(int row) {
        return Actor.of(actors[row]);
    }

    int user(int row) {
        return users[row];
    }

    EventType type(int row) {
        return EventType.of(types[row]);
    }

    int session(int row) {
        return sessions[row];
    }

    int ordinal(int row) {
        return ordinals[row];
    }

    int subject(int row) {
        return subjects[row];
    }

    int rank(int row) {
        return ranks[row];
    }

    private void grow() {
        int capacity = Math.multiplyExact(rows, 2);
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
