package io.trialstream.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.app.report.ReportData.Rate;
import io.trialstream.app.report.ReportData.Row;
import io.trialstream.app.report.ReportData.Step;
import io.trialstream.app.report.ReportData.TrueArm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A handful of lines on a Friday and a Saturday, with every number worked out by hand. */
class ReportTest {
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final String ANN = "FEMALE_30S POWER_USER DESSERT_FOCUSED";
    private static final String CAT = "MALE_20S ACTIVE_EXPLORER QUICK_CONVENIENT";
    private static final String CONTROL = "control";
    private static final String TREATMENT = "treatment";
    private static final String TRUTH = """
            { "bots": { "user-agent": { "units": [ "crawler", "unseen" ] } },
              "experiments": [ { "id": "BANNER", "variants": [ {
                "variant": "control", "clickRate": 0.018, "users": 3, "impressions": 7, "clicks": 2,
                "cells": [ { "demographic": "FEMALE_30S", "activity": "POWER_USER", "style": "DESSERT_FOCUSED",
                             "clickRate": 0.021 } ] } ] } ] }
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        day(
                "2025-08-08",
                // Two sessions, since 35 minutes lie between the third and the fourth; the third goes on after
                // midnight.
                line("ann", "1", "view_page", "2025-08-08T10:00:00+09:00", ANN, ""),
                line("ann", "2", "search_recipe", "2025-08-08T10:10:00+09:00", ANN, ""),
                line("ann", "3", "view_recipe_list", "2025-08-08T10:35:00+09:00", ANN, ""),
                line("ann", "4", "click_recipe", "2025-08-08T11:10:00+09:00", ANN, ""),
                line("ann", "5", "view_page", "2025-08-08T23:50:00+09:00", ANN, ""),
                // Repeats: the same bytes, and the same id with another time. Another user's same id is none.
                line("ann", "1", "view_page", "2025-08-08T10:00:00+09:00", ANN, ""),
                line("ann", "2", "search_recipe", "2025-08-08T12:00:00+09:00", ANN, ""),
                line("cat", "1", "ad_impression", "2025-08-08T12:00:00+09:00", CAT, CONTROL),
                line("cat", "2", "ad_impression", "2025-08-08T12:00:01+09:00", CAT, CONTROL),
                "",
                "not JSON",
                "[]",
                "{\"event_name\":\"view_page\",\"user_id\":\"ann\",\"timestamp\":\"2025-08-08T10:00:00+09:00\"}",
                "{\"event_id\":\"x\",\"event_name\":\"view_page\",\"user_id\":\"ann\",\"timestamp\":\"2025-08-08 10:00\"}",
                "{\"event_id\":\"x\",\"event_name\":\"view_page\",\"user_id\":\"ann\",\"timestamp\":\"2025-08-08T10:00:00Z\",\"context\":\"{oops\"}",
                line("ann", "9", "view_page", "2025-08-08T10:00:00+09:00", ANN, "") + " {}",
                line("crawler", "1", "view_page", "2025-08-08T10:00:00+09:00", CAT, ""));
        day(
                "2025-08-09",
                line("ann", "6", "click_like", "2025-08-09T00:10:00+09:00", ANN, ""),
                // 05:30 in Seoul; nobody knows who.
                "{\"event_id\":\"1\",\"event_name\":\"view_page\",\"anonymous_id\":\"bob\",\"timestamp\":\"2025-08-08T20:30:00Z\"}",
                line("ann", "7", "ad_impression", "2025-08-09T09:00:00+09:00", ANN, CONTROL),
                line("ann", "8", "ad_click", "2025-08-09T09:00:10+09:00", ANN, CONTROL),
                line("ann", "9", "ad_impression", "2025-08-09T09:00:20+09:00", ANN, CONTROL),
                line("ann", "10", "ad_impression", "2025-08-09T09:00:30+09:00", ANN, CONTROL),
                line("ann", "11", "ad_impression", "2025-08-09T09:00:40+09:00", ANN, CONTROL),
                line("dan", "1", "ad_impression", "2025-08-09T09:00:00+09:00", CAT, TREATMENT),
                line("eve", "1", "ad_impression", "2025-08-09T09:00:00+09:00", CAT, TREATMENT),
                line("eve", "2", "ad_impression", "2025-08-09T09:01:00+09:00", CAT, CONTROL),
                line("crawler", "2", "view_page", "2025-08-09T10:00:00+09:00", CAT, ""));
        Files.createDirectories(folder.resolve("2025-08-10"));
        Files.createDirectories(folder.resolve("notes"));
    }

    @Test
    void countsWhatIsThere() throws Exception {
        Files.writeString(folder.resolve("truth.json"), TRUTH);
        ReportData data = counted();
        assertThat(data.firstDay()).isEqualTo("2025-08-08");
        assertThat(data.lastDay()).isEqualTo("2025-08-09");
        assertThat(data.totals().days()).isEqualTo(2);
        assertThat(data.totals().lines()).isEqualTo(16 + 11);
        assertThat(data.totals().bad())
                .containsExactly(
                        entry("not a JSON object", 4L),
                        entry("event_id, event_name, timestamp or unit missing", 1L),
                        entry("timestamp is not ISO-8601 with offset", 1L));
        assertThat(data.totals().repeats()).isEqualTo(2);
        assertThat(data.totals().events()).isEqualTo(7 + 10);
        assertThat(data.totals().users()).isEqualTo(5);
        assertThat(data.totals().userDays()).isEqualTo(2 + 4);
        assertThat(data.names()).containsEntry("view_page", 3L).containsEntry("ad_impression", 9L);
    }

    @Test
    void botsAreKnownByTheTruthAlone() throws Exception {
        assertThat(counted().totals().botUsers()).isNull();
        assertThat(counted().names()).containsEntry("view_page", 5L);
        Files.writeString(folder.resolve("truth.json"), TRUTH);
        assertThat(counted().totals().botUsers()).isEqualTo(1);
        assertThat(counted().totals().botEvents()).isEqualTo(2);
    }

    @Test
    void hoursAndWeekdaysAreThoseOfTheZone() throws Exception {
        Files.writeString(folder.resolve("truth.json"), TRUTH);
        ReportData data = counted();
        assertThat(data.hours().get(4))
                .containsSequence(3, 1, 2)
                .startsWith(0, 0, 0)
                .endsWith(1);
        assertThat(data.hours().get(5)[5]).isEqualTo(1);
        assertThat(data.hours().get(5)[9]).isEqualTo(8);
        assertThat(data.weekdays().get(4)).isEqualTo(new ReportData.Weekday("Friday", 1, 7, 2));
        assertThat(data.weekdays().get(5)).isEqualTo(new ReportData.Weekday("Saturday", 1, 10, 4));
        ReportData utc = new Report(folder, ZoneId.of("UTC")).count((bytes, total) -> {});
        assertThat(utc.hours().get(4)[20]).isEqualTo(1);
    }

    @Test
    void sessionsEndWithThirtyMinutesOfInactivityAndNotAtMidnight() throws Exception {
        Files.writeString(folder.resolve("truth.json"), TRUTH);
        ReportData data = counted();
        // Of ann 3 events in 35 min, 1, 2 in 20 min, 5 in 40 s; of the others one each, of 2, 1, 1 and 2 events.
        assertThat(data.totals().sessions()).isEqualTo(8);
        assertThat(data.sessionEvents().counts()).startsWith(0, 3, 3, 1, 0, 1, 0);
        assertThat(data.sessionMinutes().counts()[35]).isEqualTo(1);
        assertThat(data.sessionMinutes().counts()[20]).isEqualTo(1);
        assertThat(data.sessionMinutes().counts()[1]).isEqualTo(1);
        assertThat(data.sessionMinutes().counts()[0]).isEqualTo(5);
        assertThat(data.funnel())
                .containsExactly(
                        new Step("view_page", 3),
                        new Step("search_recipe", 1),
                        new Step("view_recipe_list", 1),
                        new Step("click_recipe", 1),
                        new Step("click_bookmark", 0),
                        new Step("click_like", 1),
                        new Step("write_comment", 0));
    }

    @Test
    void usersAndTheirDaysAreToldBySegment() throws Exception {
        Files.writeString(folder.resolve("truth.json"), TRUTH);
        ReportData data = counted();
        ReportData.UserDays power = data.userDays().get(1);
        assertThat(power.segment()).isEqualTo("POWER_USER");
        assertThat(power.meanWeekday()).isEqualTo(5);
        assertThat(power.meanWeekend()).isEqualTo(6);
        assertThat(power.spread().counts()).startsWith(0, 0, 0, 0, 0, 1, 1);
        Map<String, Long> demographics = data.shares().get(0).users();
        assertThat(demographics).containsOnly(entry("FEMALE_30S", 1L), entry("MALE_20S", 3L), entry("unknown", 1L));
        assertThat(data.shares().get(3).users()).containsOnly(entry("mobile, ios", 4L), entry("other, other", 1L));
        assertThat(data.shares().get(4).users()).containsOnly(entry("Asia/Tokyo", 4L), entry("unknown", 1L));
    }

    /**
     * Control: ann 1 of 4, cat 0 of 2. R = 1/6; V = 2·(36·1 − 2·6·4 + 20)/6⁴ = 1/81; t of one degree of freedom 12.7062. Treatment:
     * dan alone has no interval. Eve has seen both arms and is in neither.
     */
    @Test
    void clickRatesAreOverUsers() throws Exception {
        Files.writeString(folder.resolve("truth.json"), TRUTH);
        ReportData.Experiment banner = counted().experiments().get(0);
        assertThat(banner.id()).isEqualTo("BANNER");
        assertThat(banner.mixedUsers()).isEqualTo(1);
        Rate control = banner.arms().get(0);
        assertThat(List.of(control.users(), control.impressions(), control.clicks()))
                .containsExactly(2L, 6L, 1L);
        assertThat(control.ctr()).isEqualTo(1 / 6.0, within(1e-12));
        assertThat(control.low()).isEqualTo(1 / 6.0 - 12.7062 / 9, within(1e-4));
        assertThat(control.high()).isEqualTo(1 / 6.0 + 12.7062 / 9, within(1e-4));
        assertThat(control.trueRate()).isEqualTo(.018);
        assertThat(control.truth()).isEqualTo(new TrueArm(.018, 3, 7, 2));
        assertThat(banner.arms().get(1)).isEqualTo(new Rate(TREATMENT, 1, 1, 0, 0.0, null, null, null, null));
    }

    @Test
    void clickRatesAreToldByCellAndDimension() throws Exception {
        Files.writeString(folder.resolve("truth.json"), TRUTH);
        ReportData.Experiment banner = counted().experiments().get(0);
        assertThat(banner.groups()).extracting(ReportData.Group::title).hasSize(4);
        List<Row> cells = banner.groups().get(0).rows();
        assertThat(cells)
                .extracting(Row::label)
                .hasSize(3)
                .first()
                .isEqualTo("FEMALE_30S × POWER_USER × DESSERT_FOCUSED");
        assertThat(cells.get(0).arms()).containsExactly(new Rate(CONTROL, 1, 4, 1, .25, null, null, .021, null));
        assertThat(cells.get(2).arms()).isEmpty();
        assertThat(banner.groups().get(1).rows()).extracting(Row::label).containsExactly("FEMALE_30S", "MALE_20S");
    }

    @Test
    void aFolderWithoutDaysIsSaid() {
        Path empty = folder.resolve("notes");
        assertThatThrownBy(() -> new Report(empty, SEOUL).page((bytes, total) -> {}))
                .hasMessage(empty + ": expected folders such as 2025-08-08 with an events.jsonl, found none");
    }

    @Test
    void thePageHoldsAllAndNothingInItCanEndTheScript() throws Exception {
        day("2025-08-10", line("</script><b>", "1", "</script><!--", "2025-08-10T10:00:00+09:00", ANN, ""));
        String page = new Report(folder, SEOUL)
                .page((bytes, total) -> assertThat(bytes).isBetween(0L, total));
        assertThat(page).contains("\\u003c/script>\\u003c!--").contains("uPlot").doesNotContain("</script><");
        assertThat(page.split("</script>", -1)).hasSize(4);
        assertThat(page).doesNotContain("src=", "@import", "/*data*/", "/*report.js*/", "/*report.css*/", "/*uPlot");
    }

    private ReportData counted() throws Exception {
        return new Report(folder, SEOUL).count((bytes, total) -> {});
    }

    private void day(String day, String... lines) throws IOException {
        Path file = folder.resolve(day).resolve("events.jsonl");
        Files.createDirectories(folder.resolve(day));
        Files.write(file, List.of(lines));
    }

    private static String line(String unit, String id, String name, String time, String profile, String arm) {
        String[] who = profile.split(" ");
        String properties = arm.isEmpty()
                ? "{}"
                : "{\\\"ab_test_group\\\":\\\"" + arm
                        + "\\\",\\\"ab_test_scenario\\\":\\\"BANNER\\\",\\\"targeting_tags\\\":[\\\"a\\\"]}";
        return String.format(
                "{\"event_name\":\"%s\",\"event_id\":\"%s\",\"user_id\":\"%s\",\"anonymous_id\":\"anon\",\"timestamp\":\"%s\","
                        + "\"context\":\"{\\\"page\\\":{\\\"name\\\":\\\"main\\\"},\\\"user_segment\\\":\\\"%s\\\","
                        + "\\\"activity_level\\\":\\\"%s\\\",\\\"cooking_style\\\":\\\"%s\\\",\\\"zone\\\":\\\"Asia/Tokyo\\\","
                        + "\\\"user_agent\\\":\\\"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)\\\"}\","
                        + "\"event_properties\":\"%s\"}",
                name, id, unit, time, who[0], who[1], who[2], properties);
    }
}
