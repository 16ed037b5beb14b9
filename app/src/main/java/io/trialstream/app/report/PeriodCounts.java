package io.trialstream.app.report;

import io.trialstream.app.report.BadLineException.Reason;
import io.trialstream.app.report.ReportData.Shares;
import io.trialstream.app.report.ReportData.Spread;
import io.trialstream.app.report.ReportData.Step;
import io.trialstream.app.report.ReportData.Totals;
import io.trialstream.app.report.ReportData.UserDays;
import io.trialstream.app.report.ReportData.Weekday;
import io.trialstream.topology.enrich.UserAgents;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds up days, in their order. Grows with the number of users ({@link Person}) and with nothing else. Not thread-safe. */
final class PeriodCounts {
    /** Events a user and day with a count of their own: twice what the busiest segment makes. */
    static final int USER_DAY_MAX = 100;

    /** Events and minutes of a session with a count of their own. */
    static final int SESSION_MAX = 60;

    private static final DayOfWeek[] WEEKDAYS = DayOfWeek.values();

    private final ZoneId zone;
    private final TruthRates truth;
    private final boolean botsKnown;
    private final UserAgents agents = new UserAgents();

    private final Map<Reason, Long> bad = new EnumMap<>(Reason.class);
    private final Tally names = new Tally();
    private final long[][] hours = new long[WEEKDAYS.length][DayCounts.HOURS];
    private final int[] days = new int[WEEKDAYS.length];
    private final long[] userDays = new long[WEEKDAYS.length];
    private final Map<String, Segment> segments = new TreeMap<>();
    private final Histogram sessionEvents = new Histogram(SESSION_MAX);
    private final Histogram sessionMinutes = new Histogram(SESSION_MAX);
    private final long[] stepSessions = new long[FunnelStep.values().length];
    private final Map<String, Person> people = new HashMap<>();
    private final Set<String> bots = new HashSet<>();
    private @Nullable LocalDate firstDay;
    private @Nullable LocalDate lastDay;
    private long repeats;
    private long botEvents;

    /** Events a user and day of one activity segment. */
    private record Segment(Histogram all, Histogram weekdays, Histogram weekends) {
        Segment() {
            this(new Histogram(USER_DAY_MAX), new Histogram(USER_DAY_MAX), new Histogram(USER_DAY_MAX));
        }
    }

    /**
     * @param zone as the days' counts have it
     * @param truth rates to stand beside the measured ones
     */
    PeriodCounts(ZoneId zone, TruthRates truth) {
        this.zone = zone;
        this.truth = truth;
        botsKnown = truth != TruthRates.NONE;
    }

    /** Adds a day that comes after those before. */
    void add(DayCounts day) {
        firstDay = firstDay == null ? day.day() : firstDay;
        lastDay = day.day();
        DayOfWeek weekday = day.day().getDayOfWeek();
        days[weekday.ordinal()]++;
        userDays[weekday.ordinal()] += day.users().size();
        for (DayOfWeek each : WEEKDAYS) {
            long[] added = day.hoursOf(each);
            Arrays.setAll(hours[each.ordinal()], hour -> hours[each.ordinal()][hour] + added[hour]);
        }
        day.bad().forEach((reason, count) -> bad.merge(reason, count, Long::sum));
        names.addAll(day.names());
        repeats += day.repeated();
        botEvents += day.botEvents();
        bots.addAll(day.botsSeen());
        day.users().forEach((unit, user) -> addUser(unit, user, weekday));
    }

    private void addUser(String unit, UserDay user, DayOfWeek weekday) {
        String activity = user.profile().activity();
        boolean room = segments.containsKey(activity) || segments.size() < Tally.NAMES_MAX;
        Segment segment = segments.computeIfAbsent(room ? activity : Tally.OTHERS, any -> new Segment());
        segment.all().add(user.events());
        (weekday.compareTo(DayOfWeek.SATURDAY) < 0 ? segment.weekdays() : segment.weekends()).add(user.events());
        people.computeIfAbsent(unit, any -> new Person(user, deviceOf(user))).add(user, this::addSession);
    }

    private String deviceOf(UserDay user) {
        UserAgents.Agent agent = agents.agent(user.userAgent());
        return agent.deviceClass() + ", " + agent.os();
    }

    private void addSession(Visit session) {
        sessionEvents.add(session.events());
        sessionMinutes.add(session.minutes());
        for (FunnelStep step : FunnelStep.values()) {
            stepSessions[step.ordinal()] += (session.steps() & step.bit()) == 0 ? 0 : 1;
        }
    }

    /**
     * Ends the sessions that are open, and tells all numbers.
     *
     * @throws IllegalStateException where no day was added
     */
    ReportData result() {
        if (firstDay == null || lastDay == null) {
            throw new IllegalStateException("expected a day at least");
        }
        people.values().forEach(person -> person.close(this::addSession));
        return new ReportData(
                zone.getId(),
                firstDay.toString(),
                lastDay.toString(),
                totals(),
                names.counts(),
                List.of(hours),
                weekdays(),
                segments.entrySet().stream()
                        .map(segment -> userDays(segment.getKey(), segment.getValue()))
                        .toList(),
                spread(sessionEvents),
                spread(sessionMinutes),
                Arrays.stream(FunnelStep.values())
                        .map(step -> new Step(step.eventName(), stepSessions[step.ordinal()]))
                        .toList(),
                shares(),
                experiments());
    }

    private Totals totals() {
        long events = names.total();
        long badLines = bad.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Long> reasons = new LinkedHashMap<>();
        bad.forEach((reason, count) -> reasons.put(reason.text(), count));
        return new Totals(
                Arrays.stream(days).sum(),
                badLines + repeats + botEvents + events,
                events,
                people.size(),
                Arrays.stream(userDays).sum(),
                sessionEvents.count(),
                repeats,
                reasons,
                botsKnown ? (long) bots.size() : null,
                botEvents);
    }

    private List<Weekday> weekdays() {
        List<Weekday> result = new ArrayList<>();
        for (DayOfWeek weekday : WEEKDAYS) {
            int i = weekday.ordinal();
            String name = weekday.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            result.add(new Weekday(name, days[i], Arrays.stream(hours[i]).sum(), userDays[i]));
        }
        return result;
    }

    private static UserDays userDays(String name, Segment segment) {
        return new UserDays(
                name,
                spread(segment.all()),
                segment.weekdays().mean(),
                segment.weekends().mean());
    }

    private static Spread spread(Histogram histogram) {
        return new Spread(histogram.count(), histogram.mean(), histogram.counts(), histogram.over());
    }

    private List<Shares> shares() {
        return List.of(
                share("Demographics", person -> person.profile().demographic()),
                share("Activity segments", person -> person.profile().activity()),
                share("Cooking styles", person -> person.profile().style()),
                share("Devices", Person::device),
                share("Places (time zone)", Person::zone));
    }

    private Shares share(String title, Function<Person, String> property) {
        Tally tally = new Tally();
        people.values().forEach(person -> tally.add(property.apply(person), 1));
        return new Shares(title, tally.counts());
    }

    private List<ReportData.Experiment> experiments() {
        Set<String> ids = new TreeSet<>();
        people.values().forEach(person -> ids.addAll(person.experiments()));
        return ids.stream()
                .limit(UserDay.EXPERIMENTS_MAX)
                .map(id -> new ClickRates(id, people.values(), truth).result())
                .toList();
    }
}
