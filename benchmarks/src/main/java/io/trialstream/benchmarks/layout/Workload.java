package io.trialstream.benchmarks.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * A seeded stream of events: sessions of {@value #SESSION_EVENTS} events begin evenly in time, each of a random user; one
 * event in a hundred is sent again within the next {@value #RESEND_WITHIN} events. The day before is made user by user, so
 * that a run can start from the state of a day without reading a day in order.
 */
final class Workload {
    /** Start of the stream: 2025-09-01T00:00:00Z. */
    static final long START = 1_756_684_800_000L;

    static final long DAY_MS = 86_400_000L;
    static final int SESSION_EVENTS = 10;
    static final int SESSIONS_A_DAY = 2;
    static final int EVENTS_A_DAY = SESSION_EVENTS * SESSIONS_A_DAY;
    static final int RESEND_PERCENT = 1;
    static final int RESEND_WITHIN = 1_000;

    private static final int GAP_MIN_MS = 2_000;
    private static final int GAP_MAX_MS = 58_000;
    private static final int PAGES = 5_000;

    private final int users;
    private final long seed;

    Workload(int users, long seed) {
        this.users = users;
        this.seed = seed;
    }

    static String user(int number) {
        return "user-" + number;
    }

    /** Events a second of the whole population at live pace. */
    double liveRate() {
        return users * (double) EVENTS_A_DAY / (DAY_MS / 1_000.0);
    }

    /** Each user's last 24 h before {@link #START}, in order of time. */
    void history(BiConsumer<String, List<Event>> to) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5EED);
        for (int user = 0; user < users; user++) {
            List<Event> day = new ArrayList<>(EVENTS_A_DAY);
            for (int s = 0; s < SESSIONS_A_DAY; s++) {
                long time = START - 1 - random.nextLong(DAY_MS);
                for (int e = 0; e < SESSION_EVENTS && time < START; e++) {
                    day.add(event(time, random));
                    time += random.nextInt(GAP_MIN_MS, GAP_MAX_MS);
                }
            }
            day.sort(Comparator.comparingLong(Event::time));
            to.accept(user(user), day);
        }
    }

    private record Open(int user, long next, int left) {}

    /** The first {@code count} events from {@link #START} on, in order of time, resends among them. */
    void stream(long count, BiConsumer<String, Event> to) {
        SplittableRandom random = new SplittableRandom(seed);
        PriorityQueue<Open> open = new PriorityQueue<>(Comparator.comparingLong(Open::next));
        double between = DAY_MS / (double) ((long) users * SESSIONS_A_DAY);
        double nextSession = START;
        Open[] sentBy = new Open[RESEND_WITHIN];
        Event[] sent = new Event[RESEND_WITHIN];
        for (long n = 0; n < count; ) {
            while (open.isEmpty() || nextSession <= open.peek().next()) {
                open.add(new Open(random.nextInt(users), (long) nextSession, SESSION_EVENTS));
                nextSession += between;
            }
            Open session = open.remove();
            Event event = event(session.next(), random);
            to.accept(user(session.user()), event);
            int slot = (int) (n % RESEND_WITHIN);
            sentBy[slot] = session;
            sent[slot] = event;
            n++;
            if (session.left() > 1) {
                long next = session.next() + random.nextInt(GAP_MIN_MS, GAP_MAX_MS);
                open.add(new Open(session.user(), next, session.left() - 1));
            }
            int again = random.nextInt(RESEND_WITHIN);
            if (n < count && random.nextInt(100) < RESEND_PERCENT && sent[again] != null) {
                to.accept(user(sentBy[again].user()), sent[again]);
                n++;
            }
        }
    }

    /** {@code count} events of one user, evenly over {@code lengthMs} from {@code from}. */
    List<Event> heavy(int count, long from, long lengthMs) {
        SplittableRandom random = new SplittableRandom(seed ^ from);
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(from + lengthMs * i / count, random));
        }
        return events;
    }

    private static Event event(long time, SplittableRandom random) {
        Id id = new Id(random.nextLong(), random.nextLong());
        return new Event(time, id, random.nextInt(Event.NAMES), random.nextInt(PAGES));
    }
}
