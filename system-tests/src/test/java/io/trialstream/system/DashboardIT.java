package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.kafka.ClientProperties;
import io.trialstream.platform.Endpoints;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topics;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard in Chromium, in front of a real processor: it changes as events come, without being touched, asks nobody else for
 * anything, logs nothing, and says so when the processor is gone.
 *
 * <p>What it must show is counted here, from the events that are sent; statistics are those of the HTTP interface.
 */
@Timeout(600)
class DashboardIT {
    private static final Instant START = Instant.parse("2025-08-10T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CARD = "/api/v1/experiments/banner/scorecard";
    private static final int PARTITIONS = 2;
    private static final int FIRST_PEOPLE = 40;
    private static final int PEOPLE = 1_340;
    private static final int CONTROL_ONLY = 700;
    private static final String DESKTOP = "desktop";
    private static final String PHONE = "phone";
    private static final List<String> PAGES = List.of(DESKTOP, PHONE);

    private static final String DEFINITION = """
            id: banner
            version: 1
            owner: growth
            start: 2025-08-09T00:00:00Z
            end: 2025-08-22T00:00:00Z
            baseline: control
            exposure: { events: [ad_impression] }
            assignment: { rule: md5 }
            variants: [ { id: control, weight: 50 }, { id: treatment, weight: 50 } ]
            phases: [ { id: p1, start: 2025-08-09T00:00:00Z, percent: 100 } ]
            metrics: [ ad_ctr ]
            primary: ad_ctr
            """;

    @TempDir
    static Path folder;

    private static LocalPlatform platform;

    /** By arm. */
    private final Map<String, Integer> users = new TreeMap<>(Map.of("control", 0, "treatment", 0));

    private final Map<String, Integer> clicks = new TreeMap<>(Map.of("control", 0, "treatment", 0));

    private int events;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(PlatformOptions.in(folder).anyPorts());
        try (Admin admin = Admin.create(ClientProperties.admin(platform.bootstrap(), Map.of()))) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(Topics.RAW.name(), PARTITIONS));
        }
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void changesAsEventsComeAndSaysWhenItCannot() throws Exception {
        try (Browser browser = Browser.start(folder, "the dashboard in a browser")) {
            String listen;
            load("first", people(0, FIRST_PEOPLE, START));
            try (RunProcess run = RunProcess.start(folder)) {
                run.awaitReady();
                String url = Endpoints.read(folder).http().orElseThrow();
                listen = url.replace("http://", "");
                browser.open(DESKTOP, url + "/", 1280, 900, false);
                browser.open(PHONE, url + "/", 360, 740, false);
                beforeAnyExperiment(browser);
                whenThereIsEnoughToTrust(browser, run);
                whenWindowsAreFinal(browser, run);
                whenASampleRatioMismatchIsSeen(browser, run);
                whenThereIsAnotherExperiment(browser);
                looksAsItShould(browser, url);
                Browser.Noted noted = browser.noted();
                assertThat(noted.console()).isEmpty();
                assertThat(noted.pageErrors()).isEmpty();
                assertThat(noted.requests()).hasSizeGreaterThan(20).allMatch(address -> address.startsWith(url + "/"));
            }
            whenTheProcessorIsKilled(browser);
            try (RunProcess again = RunProcess.startAt(listen, folder)) {
                again.awaitReady();
                whenItIsBack(browser);
                assertThat(browser.noted().pageErrors()).isEmpty();
                assertThat(again.stop()).isZero();
            }
        }
    }

    private void beforeAnyExperiment(Browser browser) throws Exception {
        for (String page : PAGES) {
            JsonNode seen = browser.await(page, field("accounting.in", events));
            assertThat(seen.path("connection").asText()).isEqualTo("Live");
            assertThat(seen.path("nothing").asText()).contains("./trialstream experiment apply");
            assertThat(seen.path("balances").valueStream().map(JsonNode::asText))
                    .containsExactly("✓Balanced: every event is in exactly one place.");
        }
        Path file = Files.writeString(folder.resolve("experiment.yaml"), DEFINITION);
        succeed("experiment", "apply", file.toString());
        for (String page : PAGES) {
            // The people's window is still open: they count for a definition that comes after them.
            JsonNode seen = browser.await(page, this::showsAllEvents);
            assertThat(shown(seen, "experiment")).isEqualTo("banner");
            assertThat(seen.path("nothing").asText()).isEmpty();
            assertThat(shown(seen, "verdict")).isEqualTo("Pending");
            assertThat(seen.path("checks").path("burn-in").asText()).isEqualTo("not yet");
            checkArms(seen);
        }
    }

    /** Some come twice, one is a crawler, one has a clock that is years behind. */
    private void whenThereIsEnoughToTrust(Browser browser, RunProcess run) throws Exception {
        List<String> lines = people(FIRST_PEOPLE, PEOPLE, START.plusSeconds(60));
        List<String> twice = lines.subList(0, 40);
        lines.addAll(twice);
        for (int i = 0; i < 3; i++) {
            lines.add(line(
                    "crawler",
                    "crawl-" + i,
                    "ad_impression",
                    START,
                    "Googlebot/2.1 (+http://www.google.com/bot.html)"));
        }
        lines.add(line("ancient", "ancient", "view_page", Instant.parse("1990-01-01T00:00:00Z"), "Firefox"));
        load("people", lines);

        JsonNode card = run.await(CARD, data -> verdict(data).equals("trusted") && armsAreComplete(data));
        for (String page : PAGES) {
            JsonNode seen = browser.await(page, now -> shown(now, "verdict").equals("Trusted") && showsAllEvents(now));
            assertThat(seen.path("checks").valueStream().map(JsonNode::asText)).containsOnly("passed");
            assertThat(shown(seen, "accounting.invalid")).isEqualTo("1");
            assertThat(shown(seen, "reason.invalid.ancient-timestamp")).isEqualTo("1");
            assertThat(shown(seen, "accounting.duplicate")).isEqualTo("40");
            assertThat(shown(seen, "accounting.bot")).isEqualTo("3");
            assertThat(shown(seen, "reason.bot.user-agent")).isEqualTo("3");
            assertThat(shown(seen, "accounting.kept")).isEqualTo(whole(events - 44));
            checkArms(seen);
            checkEffect(seen, card);
            assertThat(seen.path("windows")).isEmpty();
        }
    }

    private boolean armsAreComplete(JsonNode card) {
        return card.path("variants").valueStream().allMatch(one -> {
            String arm = one.path("variant").asText();
            return one.path("users").asInt() == users.get(arm)
                    && one.path("metrics").path("ad_ctr").path("numerator").asInt() == clicks.get(arm);
        });
    }

    /** The totals and the scorecard come one after the other. */
    private boolean showsAllEvents(JsonNode page) {
        return field("accounting.in", events).test(page)
                && users.keySet().stream()
                        .allMatch(arm ->
                                field("arms." + arm + ".users", users.get(arm)).test(page)
                                        && field("arms." + arm + ".ad_ctr.numerator", clicks.get(arm))
                                                .test(page));
    }

    private void checkArms(JsonNode seen) {
        for (String arm : users.keySet()) {
            assertThat(shown(seen, "arms." + arm + ".users")).isEqualTo(whole(users.get(arm)));
            assertThat(shown(seen, "arms." + arm + ".ad_ctr.numerator")).isEqualTo(whole(clicks.get(arm)));
            assertThat(shown(seen, "arms." + arm + ".ad_ctr.denominator")).isEqualTo(whole(users.get(arm)));
            assertThat(shown(seen, "arms." + arm + ".ad_ctr.value"))
                    .isEqualTo(String.format(Locale.ROOT, "%.3f %%", 100.0 * clicks.get(arm) / users.get(arm)));
        }
    }

    private static void checkEffect(JsonNode seen, JsonNode card) {
        JsonNode comparison = card.path("comparisons").path(0);
        JsonNode lift = comparison.path("relative");
        assertThat(shown(seen, "relative")).isEqualTo(percent(lift.path("estimate")));
        assertThat(shown(seen, "relative-interval"))
                .isEqualTo(
                        "relative, 95 % interval " + percent(lift.path("low")) + " to " + percent(lift.path("high")));
        assertThat(lift.path("low").asDouble()).isPositive();
        assertThat(shown(seen, "zero")).isEqualTo("The interval excludes zero.");
        assertThat(shown(seen, "basis"))
                .isEqualTo("Running basis: describes what is there so far; no stopping guarantee.");
    }

    private void whenWindowsAreFinal(Browser browser, RunProcess run) throws Exception {
        load(
                "closing",
                List.of(line("person-0", "closing", "view_page", START.plusSeconds(120), "Firefox")),
                "--close");
        String window = "2025-08-10T00:00:00.000Z";
        JsonNode windows = run.await("/api/v1/experiments/banner/windows", data -> data.size() == 2);
        for (String page : PAGES) {
            JsonNode seen = browser.await(page, now -> now.path("windows").has(window));
            assertThat(seen.path("chart").asText()).contains("1 final window of 15 min");
            for (JsonNode one : windows) {
                String arm = one.path("variant").asText();
                assertThat(one.path("users").asInt()).isEqualTo(users.get(arm));
                assertThat(seen.path("windows").path(window).path(arm).asText())
                        .isEqualTo(String.format(
                                Locale.ROOT,
                                "%.3f %% (%,d / %,d)",
                                100.0 * clicks.get(arm) / users.get(arm),
                                clicks.get(arm),
                                users.get(arm)));
            }
        }
        assertThat(browser.hoverOverTheChart(DESKTOP)).contains("2025-08-10 00:00 – 00:15", "control", "treatment");
    }

    /** All whom the hash rule would have put elsewhere have got lost on their way; and one event comes late. */
    private void whenASampleRatioMismatchIsSeen(Browser browser, RunProcess run) throws Exception {
        List<String> lines = new ArrayList<>();
        Instant time = START.plus(Duration.ofHours(2));
        IntStream.range(PEOPLE, Integer.MAX_VALUE)
                .mapToObj(i -> "person-" + i)
                .filter(unit -> arm(unit).equals("control"))
                .limit(CONTROL_ONLY)
                .forEach(unit -> {
                    users.merge("control", 1, Integer::sum);
                    lines.add(line(unit, unit + "-1", "ad_impression", time, "Firefox"));
                });
        lines.add(line("person-1", "late", "ad_click", START, "Firefox"));
        load("mismatch", lines);

        run.await(CARD, data -> verdict(data).equals("untrusted") && armsAreComplete(data));
        for (String page : PAGES) {
            JsonNode seen =
                    browser.await(page, now -> shown(now, "verdict").equals("Untrusted") && showsAllEvents(now));
            assertThat(seen.path("checks").path("srm").asText()).isEqualTo("failed");
            assertThat(seen.path("title").asText()).isEqualTo("banner: untrusted – Trialstream");
            assertThat(shown(seen, "reason.late.window-closed")).isEqualTo("1");
            checkArms(seen);
            assertThat(seen.path("mark").asText()).as("never reloaded").isEqualTo(page);
        }
    }

    private static void whenThereIsAnotherExperiment(Browser browser) throws Exception {
        Path file = Files.writeString(
                folder.resolve("other.yaml"), DEFINITION.replace("id: banner", "id: another"), StandardCharsets.UTF_8);
        succeed("experiment", "apply", file.toString());
        JsonNode seen = browser.await(DESKTOP, now -> now.path("experiments").size() == 2);
        assertThat(shown(seen, "experiment")).as("stays with what is looked at").isEqualTo("banner");
        assertThat(seen.path("experiments").valueStream().map(JsonNode::asText)).containsExactly("another", "banner");
        browser.choose(DESKTOP, "experiment", "another");
        JsonNode other = browser.await(DESKTOP, now -> shown(now, "experiment").equals("another"));
        assertThat(other.path("windows")).isEmpty();
        assertThat(other.path("chart").asText()).contains("No window is final yet");
        browser.choose(DESKTOP, "experiment", "banner");
        browser.await(DESKTOP, now -> !now.path("windows").isEmpty());
    }

    private static void looksAsItShould(Browser browser, String url) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target", "dashboard"));
        browser.open("dark", url + "/#banner", 1280, 900, true);
        JsonNode seen = browser.await("dark", now -> !now.path("windows").isEmpty());
        assertThat(shown(seen, "experiment")).as("the one in the address").isEqualTo("banner");
        for (String page : List.of(DESKTOP, PHONE, "dark")) {
            assertThat(browser.fits(page))
                    .as(page + " is as wide as its window")
                    .isTrue();
            assertThat(browser.accessibilityViolations(page)).as(page).isEmpty();
            browser.shoot(page, pictures.resolve(page + ".png"));
        }
    }

    private void whenTheProcessorIsKilled(Browser browser) throws Exception {
        for (String page : PAGES) {
            browser.await(
                    page,
                    now -> now.path("connection").asText().equals("Reconnecting")
                            || now.path("connection").asText().equals("Stale"));
            JsonNode seen =
                    browser.await(page, now -> now.path("connection").asText().equals("Stale"));
            assertThat(seen.path("connectionTime").asText()).matches("since \\d\\d:\\d\\d:\\d\\d");
            assertThat(seen.path("notice").asText())
                    .isEqualTo("Not connected: the stream processor does not answer. Trying again.");
            assertThat(shown(seen, "accounting.in")).as("what was known stays").isEqualTo(whole(events));
        }
        assertThat(browser.noted().pageErrors()).isEmpty();
    }

    private void whenItIsBack(Browser browser) throws Exception {
        for (String page : PAGES) {
            JsonNode seen = browser.await(
                    page,
                    now -> now.path("connection").asText().equals("Live")
                            && field("accounting.in", events).test(now));
            assertThat(seen.path("notice").asText()).isEmpty();
        }
        browser.noted();
        load("more", List.of(line("person-2", "one-more", "view_page", START.plus(Duration.ofHours(3)), "Firefox")));
        for (String page : PAGES) {
            JsonNode seen = browser.await(page, field("accounting.in", events));
            assertThat(shown(seen, "verdict")).isEqualTo("Untrusted");
            assertThat(seen.path("windows").size()).isPositive();
            assertThat(seen.path("mark").asText()).as("never reloaded").isEqualTo(page);
        }
        assertThat(browser.noted().console()).isEmpty();
    }

    /** Each sees an advertisement; a third clicks it, two thirds where the treatment is. */
    private List<String> people(int from, int to, Instant time) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String unit = "person-" + i;
            String arm = arm(unit);
            users.merge(arm, 1, Integer::sum);
            lines.add(line(unit, unit + "-1", "ad_impression", time, "Firefox"));
            if (i % 3 == 0 || (arm.equals("treatment") && i % 3 == 1)) {
                clicks.merge(arm, 1, Integer::sum);
                lines.add(line(unit, unit + "-2", "ad_click", time.plusSeconds(5), "Firefox"));
            }
        }
        return lines;
    }

    private static String line(String unit, String id, String name, Instant time, String agent) {
        return String.format(
                "{\"event_id\":\"%s\",\"event_name\":\"%s\",\"user_id\":\"%s\",\"timestamp\":\"%s\","
                        + "\"context\":{\"user_agent\":\"%s\"}}",
                id, name, unit, time, agent);
    }

    /** The hash rule of the contract, written down once more. */
    private static String arm(String unit) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest(("banner:" + unit).getBytes(StandardCharsets.UTF_8));
            BigInteger hash = new BigInteger(1, Arrays.copyOf(digest, 8));
            return hash.mod(BigInteger.valueOf(10_000)).intValue() < 5_000 ? "control" : "treatment";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void load(String name, List<String> lines, String... more) throws Exception {
        Path file = Files.write(folder.resolve(name + ".jsonl"), lines);
        events += lines.size();
        List<String> arguments = new ArrayList<>(List.of("load", file.toString(), "--format", "jsonl", "--force"));
        arguments.addAll(List.of(more));
        succeed(arguments.toArray(String[]::new));
    }

    private static void succeed(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        Cli.Ended ended = Cli.run(folder, PATIENCE, all.toArray(String[]::new));
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    private static Predicate<JsonNode> field(String name, int value) {
        return page -> shown(page, name).equals(whole(value));
    }

    private static String shown(JsonNode page, String field) {
        return page.path("fields").path(field).asText();
    }

    private static String verdict(JsonNode card) {
        return card.path("trust").path("verdict").asText();
    }

    private static String whole(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String percent(JsonNode value) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * value.asDouble()).replace('-', '−');
    }
}
