package io.trialstream.app.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All numbers of the page; docs/report.md defines each of them.
 *
 * @param zone of hours and weekdays
 * @param firstDay ISO-8601
 * @param lastDay ISO-8601, included
 * @param hours people's events by weekday, Monday first, and hour
 * @param weekdays Monday first
 * @param userDays by activity segment
 * @param sessionMinutes whole minutes from the first to the last event
 */
record ReportData(
        String zone,
        String firstDay,
        String lastDay,
        Totals totals,
        Map<String, Long> names,
        List<long[]> hours,
        List<Weekday> weekdays,
        List<UserDays> userDays,
        Spread sessionEvents,
        Spread sessionMinutes,
        List<Step> funnel,
        List<Shares> shares,
        List<Experiment> experiments) {

    /**
     * @param lines that are not empty
     * @param bad lines that are no events, by reason
     * @param repeats events of a unit and an id that the day had already
     * @param botUsers null where no truth says who they are
     */
    record Totals(
            int days,
            long lines,
            long events,
            long users,
            long userDays,
            long sessions,
            long repeats,
            Map<String, Long> bad,
            @Nullable Long botUsers,
            long botEvents) {}

    /** @param days of that weekday in the period */
    record Weekday(String name, int days, long events, long userDays) {}

    /** Events a user and day: @param means on Monday to Friday, and at weekends */
    record UserDays(String segment, Spread spread, double meanWeekday, double meanWeekend) {}

    /** @param counts by whole number from 0; @param over how many lie above */
    record Spread(long count, double mean, long[] counts, long over) {}

    /** @param sessions that hold at least one event of the name */
    record Step(String event, long sessions) {}

    /** Users by a property. */
    record Shares(String title, Map<String, Long> users) {}

    /** @param mixedUsers whose events name different arms: they are in no rate */
    record Experiment(String id, long mixedUsers, List<Rate> arms, List<Group> groups) {}

    /** @param rows by the property's value */
    record Group(String title, List<Row> rows) {}

    /** The rates of some users by arm. */
    record Row(String label, List<Rate> arms) {}

    /**
     * Clicks by impressions of the users of an arm.
     *
     * @param ctr null without impressions
     * @param low of the 95 % interval over users; null where there is none
     * @param trueRate that clicks were drawn with; null where it is not known
     * @param truth of a whole arm; null where it is not known
     */
    record Rate(
            String arm,
            long users,
            long impressions,
            long clicks,
            @Nullable Double ctr,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double trueRate,
            @Nullable TrueArm truth) {}

    /** What the ledger says of an arm. */
    record TrueArm(@Nullable Double clickRate, long users, long impressions, long clicks) {}
}
