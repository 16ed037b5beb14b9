package io.trialstream.benchmarks.throughput;

import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The peers' workload as {@link UserEvent}s: the same seed and the same draws in the same order as their loader, so that event
 * n here is event n there. One day of sessions of 20 events, one in 2,000 a bot's with 200; one event in a hundred is sent
 * again within 2,000.
 */
final class PeerEvents {
    /** Start of the day, epoch ms. */
    static final long START = 1_760_000_000_000L - 1_760_000_000_000L % 86_400_000L;

    private static final long SEED = 42;
    private static final int SESSION_EVENTS = 20;
    private static final int BOT_EVENTS = 200;
    private static final int RESEND_WITHIN = 2_000;
    private static final String USER_AGENT =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";

    private final Random random = new Random(SEED);
    private final int users;

    PeerEvents(int users) {
        this.users = users;
    }

    /** A session under way; the only mutable part of the peers' queue is its time and how many events are left. */
    private record Session(long time, long user, int left, long stepMs, long number) {
        Session next() {
            return new Session(time + stepMs, user, left - 1, stepMs, number);
        }
    }

    /** The first {@code count} events, resends included, in the order in which they are sent. */
    void forEach(int count, Consumer<UserEvent> to) {
        PriorityQueue<Session> open = new PriorityQueue<>(Comparator.comparingLong(Session::time));
        double between = 86_400_000.0 / (count / (double) SESSION_EVENTS);
        double nextSession = START;
        long sessions = 0;
        @Nullable UserEvent[] recent = new UserEvent[RESEND_WITHIN];
        for (int sent = 0; sent < count; ) {
            while (open.isEmpty() || nextSession <= open.peek().time()) {
                open.add(session((long) nextSession, sessions++));
                nextSession += between;
            }
            Session session = open.remove();
            UserEvent event = event(session);
            to.accept(event);
            sent++;
            recent[sent % RESEND_WITHIN] = event;
            if (session.left() > 1) {
                open.add(session.next());
            }
            if (sent < count && random.nextInt(100) == 0) {
                UserEvent again = recent[random.nextInt(RESEND_WITHIN)];
                if (again != null) {
                    to.accept(again);
                    sent++;
                }
            }
        }
    }

    private Session session(long time, long number) {
        boolean bot = number % 2000 == 7;
        long user = bot ? users + number : random.nextInt(users);
        return new Session(
                time, user, bot ? BOT_EVENTS : SESSION_EVENTS, bot ? 100 : 10_000 + random.nextInt(40_000), number);
    }

    private UserEvent event(Session session) {
        long user = session.user();
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        String name = name(random.nextInt(100));
        Map<String, String> context = new LinkedHashMap<>();
        context.put("ip", "10." + (user & 255) + "." + (user >> 8 & 255) + ".7");
        context.put("locale", "en-US");
        context.put("user_agent", USER_AGENT);
        context.put("page", "/product/" + random.nextInt(5000));
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("experiment", "exp-" + random.nextInt(4));
        properties.put("ad_id", "ad-" + random.nextInt(1000));
        properties.put("position", Integer.toString(random.nextInt(20)));
        return UserEvent.newBuilder()
                .setEventId(id)
                .setEventName(name)
                .setUserId("user-" + user)
                .setAnonymousId(new UUID(user * 0x9E3779B97F4A7C15L, user).toString())
                .setSessionId("sess-" + session.number())
                .setTimestamp(Instant.ofEpochMilli(session.time()))
                .setContext(context)
                .setEventProperties(properties)
                .build();
    }

    private static String name(int percentile) {
        if (percentile < 50) {
            return "page_view";
        }
        if (percentile < 80) {
            return "ad_impression";
        }
        if (percentile < 85) {
            return "ad_click";
        }
        return percentile < 95 ? "scroll" : "add_to_cart";
    }
}
