package io.trialstream.app.report;

import io.trialstream.app.report.BadLineException.Reason;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts over one day's file. Grows with the users of the day and their sessions; of events only {@link RecentRepeats} remembers
 * something, and that is bounded. Not thread-safe.
 */
final class DayCounts {
    /** Hours of a day. */
    static final int HOURS = 24;

    private final LocalDate day;
    private final ZoneId zone;
    private final Set<String> bots;
    private final RecentRepeats repeats = new RecentRepeats();

    private final Map<Reason, Long> bad = new EnumMap<>(Reason.class);
    private final Tally names = new Tally();
    private final long[][] hours = new long[DayOfWeek.values().length][HOURS];
    private final Map<String, UserDay> users = new HashMap<>();
    private final Set<String> botsSeen = new HashSet<>();
    private long repeated;
    private long botEvents;

    /**
     * @param day of the file
     * @param zone of hours and weekdays
     * @param bots units that are no people
     */
    DayCounts(LocalDate day, ZoneId zone, Set<String> bots) {
        this.day = day;
        this.zone = zone;
        this.bots = bots;
    }

    void add(ReportEvent event) {
        if (repeats.seen(event.unit(), event.eventId())) {
            repeated++;
        } else if (bots.contains(event.unit())) {
            botsSeen.add(event.unit());
            botEvents++;
        } else {
            ZonedDateTime local = Instant.ofEpochMilli(event.time()).atZone(zone);
            hours[local.getDayOfWeek().ordinal()][local.getHour()]++;
            names.add(event.name(), 1);
            users.computeIfAbsent(event.unit(), unit -> new UserDay(event)).add(event);
        }
    }

    void addBad(Reason reason) {
        bad.merge(reason, 1L, Long::sum);
    }

    LocalDate day() {
        return day;
    }

    Map<Reason, Long> bad() {
        return Collections.unmodifiableMap(bad);
    }

    /** People's events by name. */
    Tally names() {
        return names;
    }

    /** People's events by weekday, Monday first, and hour. */
    long[] hoursOf(DayOfWeek weekday) {
        return hours[weekday.ordinal()].clone();
    }

    /** By unit. */
    Map<String, UserDay> users() {
        return Collections.unmodifiableMap(users);
    }

    Set<String> botsSeen() {
        return Collections.unmodifiableSet(botsSeen);
    }

    long repeated() {
        return repeated;
    }

    long botEvents() {
        return botEvents;
    }
}
