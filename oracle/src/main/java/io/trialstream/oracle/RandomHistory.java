package io.trialstream.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.oracle.OracleSettings.Bots;
import io.trialstream.oracle.OracleSettings.Time;
import io.trialstream.oracle.OracleSettings.WatermarkFrom;
import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Seeded histories of a raw topic: few units, small bounds and times aimed at edges (windows, grace, session gaps,
 * the memory of ids, the end of verdicts), so that a short history reaches what a long real one seldom does. It knows
 * the watermark (by the oracle's own class) to aim by, never to decide what is right.
 */
public final class RandomHistory {
    /** User agents of histories, by what {@link #deviceClass} says of them; each is a real client's. */
    private static final Map<String, String> AGENTS = Map.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "desktop",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "mobile");

    private static final String CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final String[] NAMES = {
        "view_page",
        "view_page",
        "view_page",
        "view_page",
        "ad_impression",
        "ad_impression",
        "ad_impression",
        "ad_impression",
        "ad_click",
        "ad_click",
        "click_recipe",
        "click_bookmark",
        "heartbeat",
        "app_crash",
        "purchase"
    };

    private final Random random;
    private final OracleSettings settings;
    private final Time time;
    private final boolean live;
    private final List<String> units = new ArrayList<>();
    private final List<RawRecord> records = new ArrayList<>();
    private final List<UserEvent> sent = new ArrayList<>();
    private final Map<String, Long> lastTimes = new HashMap<>();
    /** Times that matter to a unit: verdicts end, horizons close. */
    private final List<Appointment> appointments = new ArrayList<>();

    private final List<Pending> pendingFacts = new ArrayList<>();
    private final List<PartitionWatermark> watermarks = new ArrayList<>();
    private final List<Set<String>> writers = new ArrayList<>();
    private final long[] offsets;
    private final RandomFacts facts;
    /** A partition that no watermark record comes to; -1 where there is none. */
    private final int silent;

    private int ids;
    private long now;
    private long ingest;
    private long newest;

    private record Appointment(String unit, long at, boolean crawler) {}

    private record Pending(int partition, RawRecord.Body fact) {}

    /**
     * How long a history is.
     *
     * @param settings by whose bounds it aims
     * @param actions steps, of one to some dozens of records each
     * @param units users in it
     */
    public record Options(OracleSettings settings, int actions, int units) {
        /** {@link RandomHistory#settings} of the seed, 120 actions and 3 to 10 units. */
        public static Options of(long seed) {
            return new Options(RandomHistory.settings(seed), 120, 3 + new Random(seed ^ 0x51L).nextInt(8));
        }
    }

    private RandomHistory(long seed, Options options) {
        this.random = new Random(seed);
        this.settings = options.settings();
        this.time = settings.time();
        this.live = random.nextBoolean();
        this.offsets = new long[settings.partitions()];
        this.now = 1_754_611_200_000L + random.nextInt((int) DAY); // 2025-08-08
        this.ingest = live ? now : now + 400 * DAY;
        this.newest = time.oldestEvent();
        for (int p = 0; p < settings.partitions(); p++) {
            watermarks.add(new PartitionWatermark(time));
            writers.add(new LinkedHashSet<>());
        }
        for (int u = 0; u < options.units(); u++) {
            units.add((u % 3 == 2 ? "anon-" : "user-") + random.nextInt(10_000));
        }
        this.facts = new RandomFacts(random, time, now);
        this.silent = random.nextInt(6) == 0 ? random.nextInt(settings.partitions()) : -1;
    }

    /** Settings that differ by seed: bounds small enough for short histories, times on both sides of the defaults. */
    public static OracleSettings settings(long seed) {
        Random r = new Random(seed * 31 + 7);
        Time time = new Time(
                pick(r, 15, 15, 15, 5, 30) * 60_000,
                pick(r, 10, 10, 10, 0, 1, 25) * 60_000,
                pick(r, 30, 30, 30, 10) * 60_000,
                5 * 60_000,
                946_684_800_000L,
                r.nextInt(4) == 0 ? WatermarkFrom.RECORDS : WatermarkFrom.EVENTS,
                pick(r, 60, 60, 20, 360) * 60_000,
                pick(r, 24, 24, 24, 6) * HOUR);
        OracleSettings defaults = OracleSettings.defaults(1 + r.nextInt(4));
        Bots bots = new Bots(
                pick(r, 3, 6, 6, 10, 300),
                pick(r, 12, 20, 10_000),
                (int) pick(r, 3, 3, 5, 10),
                pick(r, 10, 10, 50),
                defaults.bots().automaticEvents(),
                agent -> agent.contains("Googlebot"));
        return new OracleSettings(
                defaults.partitions(),
                time,
                bots,
                defaults.sessionEvents(),
                List.of(
                        MetricDefinition.ratio("ad_ctr", Set.of("ad_click"), Set.of("ad_impression")),
                        MetricDefinition.mean("recipes_saved", Set.of("click_bookmark"), null),
                        MetricDefinition.mean("spend", Set.of("purchase"), "price"),
                        MetricDefinition.share("crash_rate", Set.of("app_crash"))),
                RandomHistory::deviceClass);
    }

    /** The device class of the user agents that histories use. */
    public static String deviceClass(String userAgent) {
        return AGENTS.getOrDefault(userAgent, "other");
    }

    /** The history of a seed, at its own settings. */
    public static List<RawRecord> of(long seed) {
        return of(seed, Options.of(seed));
    }

    /** The records, in the order they were appended over all partitions; offsets count from 0 in each. */
    public static List<RawRecord> of(long seed, Options options) {
        return new RandomHistory(seed, options).run(options.actions());
    }

    private List<RawRecord> run(int actions) {
        facts.initial().forEach(this::relayEverywhere);
        if (random.nextInt(5) > 0) {
            flushFacts(Integer.MAX_VALUE);
        }
        int closing = random.nextInt(5);
        for (int i = 0; i < actions; i++) {
            act();
            flushFacts(random.nextInt(3));
        }
        flushFacts(Integer.MAX_VALUE);
        for (int p = 0; p < settings.partitions() && closing > 0; p++) {
            close(p, closing == 1);
        }
        return records;
    }

    private void act() {
        advance();
        int die = random.nextInt(100);
        if (die < 42) {
            visit(unit(), 1 + random.nextInt(5));
        } else if (die < 50) {
            sessionEdge(unit());
        } else if (die < 54) {
            everyone();
        } else if (die < 57) {
            burst(suspect());
        } else if (die < 59) {
            busy(suspect());
        } else if (die < 60) {
            crawl(suspect(), now);
        } else if (die < 67) {
            keepAppointment();
        } else if (die < 73) {
            resend();
        } else if (die < 77) {
            fault(unit());
        } else if (die < 91) {
            fact();
        } else {
            marker(random.nextInt(settings.partitions()));
        }
    }

    /** Mostly little time passes; now and then hours, seldom a day. */
    private void advance() {
        int die = random.nextInt(100);
        long w = time.window();
        long most = die < 40 ? 20_000 : die < 70 ? w / 2 : die < 90 ? 3 * w : die < 98 ? 8 * w : 26 * HOUR;
        now += random.nextLong(most);
        if (die >= 98 && random.nextBoolean()) {
            everyone();
        }
    }

    private String unit() {
        int i = Math.min(random.nextInt(units.size()), random.nextInt(units.size()));
        return units.get(i);
    }

    /** One of the latter half of the units: the others misbehave by accident alone. */
    private String suspect() {
        int half = units.size() / 2;
        return units.get(half + random.nextInt(units.size() - half));
    }

    // ---- events

    private void visit(String unit, int events) {
        for (int i = 0; i < events; i++) {
            send(unit, event(unit, lagged(partition(unit))));
            now += random.nextInt(4) == 0 ? random.nextLong(time.window() / 3) : random.nextInt(30_000);
        }
    }

    /** Now, or somewhat before, or at an edge of the oldest open window of the partition. */
    private long lagged(int partition) {
        int die = random.nextInt(100);
        long watermark = watermarks.get(partition).value();
        if (die < 70 || watermark == PartitionWatermark.NONE) {
            return now;
        }
        long oldest = time.oldestOpenWindow(watermark);
        return switch ((die - 70) / 5) {
            case 0, 1 -> now - random.nextLong(time.window() + time.grace());
            case 2 -> oldest + random.nextLong(time.window());
            case 3 -> oldest;
            case 4 -> oldest - 1;
            default -> now - random.nextLong(2 * DAY);
        };
    }

    /** An event exactly one gap after the unit's last, one millisecond more, or in between two sessions. */
    private void sessionEdge(String unit) {
        Long last = lastTimes.get(unit);
        if (last == null) {
            visit(unit, 1);
            return;
        }
        long later = last + time.gap() + random.nextInt(3) - 1;
        now = Math.max(now, later);
        send(unit, event(unit, later));
        if (random.nextInt(3) == 0) { // what was apart is bridged
            send(unit, event(unit, later - time.gap() / 2));
        }
    }

    private void everyone() {
        for (String unit : units) {
            send(unit, event(unit, now));
            now += random.nextInt(2_000);
        }
    }

    /** Acts at gaps on both sides of what is short. */
    private void burst(String unit) {
        long t = now;
        int length = settings.bots().burstGaps() + 1 + random.nextInt(4);
        for (int i = 0; i < length; i++) {
            send(unit, event(unit, "click_recipe", t));
            t += random.nextInt(6) == 0
                    ? settings.bots().burstBelow()
                    : random.nextLong(settings.bots().burstBelow());
        }
        appoint(unit, t + DAY);
        now = Math.max(now, t);
    }

    /** As many events within a minute, or an hour, as the bound allows, and some more. */
    private void busy(String unit) {
        boolean automatic = random.nextInt(3) == 0;
        boolean hour = settings.bots().perMinute() > 20 || random.nextBoolean();
        long bound = hour ? settings.bots().perHour() : settings.bots().perMinute();
        long events = Math.min(40, automatic ? 10 * bound + 1 : bound + random.nextInt(3));
        long span = hour ? HOUR : 60_000;
        long start = Math.floorDiv(now, span) * span + span;
        for (int i = 0; i < events; i++) {
            String name = automatic ? "heartbeat" : NAMES[random.nextInt(4)];
            now = start + span * i / events;
            send(unit, event(unit, name, now));
        }
        appoint(unit, now + DAY);
    }

    private void crawl(String unit, long t) {
        UserEvent event = event(unit, t);
        event.getContext().put("user_agent", CRAWLER);
        send(unit, event);
        appoint(unit, t + DAY);
        appointments.add(new Appointment(unit, t + HOUR + random.nextInt(3) - 1, true));
    }

    private void appoint(String unit, long at) {
        appointments.add(new Appointment(unit, at + random.nextInt(3) - 1, random.nextInt(4) == 0));
    }

    /** Something of a unit exactly when a verdict ends, may be extended, or a horizon closes. */
    private void keepAppointment() {
        appointments.removeIf(a -> a.at() < now - time.grace());
        if (appointments.isEmpty()) {
            visit(unit(), 1);
            return;
        }
        Appointment appointment = appointments.remove(random.nextInt(appointments.size()));
        now = Math.max(now, appointment.at());
        if (appointment.crawler()) {
            crawl(appointment.unit(), appointment.at());
        } else {
            send(appointment.unit(), event(appointment.unit(), appointment.at()));
            visit(appointment.unit(), 2);
        }
    }

    /** A copy: the same bytes, or the same id at another time, or at the edge of the memory. */
    private void resend() {
        if (sent.isEmpty()) {
            return;
        }
        boolean recent = random.nextInt(3) > 0;
        int from = recent ? Math.max(0, sent.size() - 12) : 0;
        UserEvent original = sent.get(from + random.nextInt(sent.size() - from));
        String unit = original.getUserId() != null && !original.getUserId().isEmpty()
                ? original.getUserId()
                : original.getAnonymousId();
        int die = random.nextInt(4);
        if (die == 0) {
            long edge = original.getTimestamp().toEpochMilli() + time.memory() - random.nextInt(2);
            if (edge > now - time.grace()) {
                now = Math.max(now, edge);
                ingest = Math.max(ingest, live ? now : ingest);
                appendMarker(partition(unit), PartitionWatermark.RESERVED_WRITER, Long.toString(edge));
            }
        }
        Instant stamp = die == 3 ? original.getTimestamp() : Instant.ofEpochMilli(now);
        send(unit, UserEvent.newBuilder(original).setTimestamp(stamp).build());
    }

    // ---- faults

    private void fault(String unit) {
        UserEvent event = event(unit, now);
        int right = partition(unit);
        byte[] key = unit.getBytes(UTF_8);
        switch (random.nextInt(12)) {
            case 0 -> append(right, key, new RawRecord.Bad("no-value"));
            case 1 -> append(right, key, new RawRecord.Bad("undecodable"));
            case 2 -> append(right, key, new RawRecord.Bad("unknown-schema"));
            case 3 -> append(right, key, of(UserEvent.newBuilder(event).setEventId("")));
            case 4 -> append(right, key, of(UserEvent.newBuilder(event).setEventName("")));
            case 5 -> append(right, random.nextBoolean() ? null : new byte[0], new RawRecord.Event(event));
            case 6 ->
                append(right, key, of(UserEvent.newBuilder(event).setUserId("").setAnonymousId(null)));
            case 7 -> append(right, key, of(UserEvent.newBuilder(event).setUserId("somebody-else")));
            case 8 -> append((right + 1) % settings.partitions(), key, new RawRecord.Event(event));
            case 9 -> {
                long edge = tick() + time.skew() + random.nextInt(2);
                appendNow(right, key, of(UserEvent.newBuilder(event).setTimestamp(Instant.ofEpochMilli(edge))));
            }
            case 10 -> {
                Instant edge = Instant.ofEpochMilli(time.oldestEvent() - random.nextInt(2));
                append(right, key, of(UserEvent.newBuilder(event).setTimestamp(edge)));
            }
            default -> { // a clock a day ahead: believed at once by no partition, and only in old data not refused
                Instant ahead = Instant.ofEpochMilli(now + DAY);
                append(right, key, of(UserEvent.newBuilder(event).setTimestamp(ahead)));
            }
        }
    }

    private static RawRecord.Event of(UserEvent.Builder builder) {
        return new RawRecord.Event(builder.build());
    }

    // ---- markers

    private void marker(int partition) {
        long watermark = watermarks.get(partition).value();
        String writer = new String[] {"", "", "w1", "w2", PartitionWatermark.RESERVED_WRITER}[random.nextInt(5)];
        long edge = time.windowStart(now) + time.grace() - random.nextInt(2);
        switch (random.nextInt(12)) {
            case 0 ->
                appendMarker(
                        partition, writer, new String[] {"", "soon", "+1", "99999999999999999999"}[random.nextInt(4)]);
            case 1 -> appendMarker(partition, writer, Long.toString(now + 500 * DAY));
            case 2 -> appendMarker(partition, writer, Long.toString(time.oldestEvent() - 1));
            case 3 -> {
                if (random.nextInt(12) == 0) {
                    for (int i = 0; i <= PartitionWatermark.MAX_WRITERS; i++) {
                        appendMarker(partition, "many-" + i, Long.toString(now));
                    }
                }
            }
            case 4, 5 -> appendMarker(partition, writer, Long.toString(now));
            case 6 -> appendMarker(partition, writer, Long.toString(now - random.nextLong(DAY)));
            case 7 -> {
                if (watermark != PartitionWatermark.NONE) {
                    long close = time.oldestOpenWindow(watermark) + time.window() + time.grace();
                    appendMarker(partition, writer, Long.toString(close - random.nextInt(2)));
                }
            }
            default -> {
                for (int p = 0; p < settings.partitions(); p++) {
                    appendMarker(p, writer, Long.toString(edge));
                }
            }
        }
    }

    /** The end of the data: a watermark that closes every window and session, from every writer or the reserved one. */
    private void close(int partition, boolean byReserved) {
        String value = Long.toString(newest + time.window() + time.grace() + time.gap());
        Set<String> all = writers.get(partition);
        if (byReserved || all.isEmpty() || all.size() > 3) {
            appendMarker(partition, PartitionWatermark.RESERVED_WRITER, value);
        } else {
            List.copyOf(all).forEach(writer -> appendMarker(partition, writer, value));
        }
    }

    // ---- facts

    private void fact() {
        int die = random.nextInt(10);
        if (die < 7) {
            String unit = unit();
            int partition = partition(unit);
            long watermark = watermarks.get(partition).value();
            long oldest = watermark == PartitionWatermark.NONE ? now : time.oldestOpenWindow(watermark);
            RawRecord.Body assignment = facts.assignment(unit, now, oldest);
            if (random.nextBoolean()) {
                append(partition, markerKey(assignment), assignment);
            } else {
                pendingFacts.add(new Pending(partition, assignment));
            }
        } else if (die < 9) {
            relayEverywhere(facts.control(now));
        } else {
            relayEverywhere(facts.update(now));
        }
    }

    private void relayEverywhere(RawRecord.Body fact) {
        for (int p = 0; p < settings.partitions(); p++) {
            pendingFacts.add(new Pending(p, fact));
        }
    }

    private void flushFacts(int most) {
        for (int i = 0; i < most && !pendingFacts.isEmpty(); i++) {
            Pending next = pendingFacts.remove(0);
            append(next.partition(), markerKey(next.fact()), next.fact());
        }
    }

    /** An assignment's marker has the unit as its key. */
    private static byte @Nullable [] markerKey(RawRecord.Body fact) {
        return fact instanceof RawRecord.AssignmentFact assignment
                ? assignment.unit().getBytes(UTF_8)
                : null;
    }

    // ---- records

    private UserEvent event(String unit, long t) {
        return event(unit, NAMES[random.nextInt(NAMES.length)], t);
    }

    private UserEvent event(String unit, String name, long t) {
        Map<String, String> context = new TreeMap<>();
        Map<String, String> properties = new TreeMap<>();
        switch (random.nextInt(6)) {
            case 0 -> context.put("page", "page-" + random.nextInt(4));
            case 1 -> properties.put("page_name", "page-" + random.nextInt(4));
            case 2 -> properties.put("path", "/page-" + random.nextInt(4));
            case 3 -> context.put("page", "");
            default -> {}
        }
        if (random.nextInt(3) == 0) {
            List<String> agents = AGENTS.keySet().stream().sorted().toList();
            context.put("user_agent", random.nextInt(5) == 0 ? "" : agents.get(random.nextInt(agents.size())));
        }
        if (name.equals("purchase") && random.nextInt(6) > 0) {
            properties.put("price", new String[] {"12", "3.50", "-2.5", "free", "1e9"}[random.nextInt(5)]);
        }
        boolean anonymous = unit.startsWith("anon-");
        return UserEvent.newBuilder()
                .setEventId("e" + ids++)
                .setEventName(name)
                .setUserId(anonymous ? (random.nextBoolean() ? null : "") : unit)
                .setAnonymousId(anonymous ? unit : null)
                .setTimestamp(Instant.ofEpochMilli(t))
                .setContext(context)
                .setEventProperties(properties)
                .build();
    }

    private void send(String unit, UserEvent event) {
        append(partition(unit), unit.getBytes(UTF_8), new RawRecord.Event(event));
        sent.add(event);
        lastTimes.put(unit, event.getTimestamp().toEpochMilli());
        if (random.nextInt(20) == 0) {
            appoint(unit, event.getTimestamp().toEpochMilli() + facts.horizon());
        }
    }

    private int partition(String unit) {
        return Utils.toPositive(Utils.murmur2(unit.getBytes(UTF_8))) % settings.partitions();
    }

    private void appendMarker(int partition, String writer, String value) {
        if (partition == silent) {
            return;
        }
        long at = tick();
        if (watermarks.get(partition).marker(writer, value, at) == null
                && !writer.equals(PartitionWatermark.RESERVED_WRITER)) {
            writers.get(partition).add(writer);
        }
        appendNow(partition, null, new RawRecord.Watermark(writer, value));
    }

    private void append(int partition, byte @Nullable [] key, RawRecord.Body body) {
        tick();
        appendNow(partition, key, body);
    }

    /** The broker's clock moves on: with the events, or a year later with a replay of them. */
    private long tick() {
        ingest = Math.max(ingest, live ? now : 0) + random.nextInt(50);
        return ingest;
    }

    private void appendNow(int partition, byte @Nullable [] key, RawRecord.Body body) {
        records.add(new RawRecord(partition, offsets[partition]++, key, ingest, body));
        if (body instanceof RawRecord.Event event && key != null) {
            long t = event.event().getTimestamp().toEpochMilli();
            if (t <= ingest + time.skew() && t >= time.oldestEvent()) {
                newest = Math.max(newest, t);
                watermarks.get(partition).event(new String(key, UTF_8), t);
            }
        }
    }

    private static long pick(Random random, long... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
