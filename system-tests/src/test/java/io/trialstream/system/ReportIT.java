package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of {@code generate report} in Chromium, opened as a file: it asks nobody for anything, logs nothing, draws all its charts,
 * and can be read in light and dark, on a desk and in a hand. What it counts is compared with the truth ledger.
 */
@Timeout(300)
class ReportIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> PAGES = List.of("desktop", "dark", "phone");

    /** Hours, weekdays, session lengths (2), rates (arms, cells and 3 dimensions), segments, funnel, names and 5 shares. */
    private static final int CHARTS = 17;

    @TempDir
    Path folder;

    @Test
    void isWholeInOneFile() throws Exception {
        Path data = folder.resolve("data");
        Path report = folder.resolve("report.html");
        Path pictures = Files.createDirectories(Path.of("target", "report"));
        try (Browser browser = Browser.start(folder, "the report in a browser")) {
            succeed(
                    "generate",
                    "bulk",
                    "--start-date",
                    "2025-08-05",
                    "--end-date",
                    "2025-08-12",
                    "--events",
                    "20000",
                    "--out",
                    data.toString());
            succeed("generate", "report", data.toString(), "--out", report.toString());
            String url = report.toUri().toString();
            browser.open("desktop", url, 1280, 900, false);
            browser.open("dark", url, 1280, 900, true);
            browser.open("phone", url, 360, 740, false);
            for (String page : PAGES) {
                assertThat(browser.charts(page)).hasSize(CHARTS).allMatch(JsonNode::booleanValue);
                browser.shoot(page, pictures.resolve(page + ".png"));
                browser.unfold(page);
                looksAsItShould(browser, page);
            }
            countsAreTheLedgers(browser.facts("desktop"), data.resolve("truth.json"));
            Browser.Noted noted = browser.noted();
            assertThat(noted.console()).isEmpty();
            assertThat(noted.pageErrors()).isEmpty();
            assertThat(noted.requests()).hasSize(PAGES.size()).containsOnly(url);
        }
    }

    private static void looksAsItShould(Browser browser, String page) throws Exception {
        assertThat(browser.fits(page)).as(page + " is as wide as its window").isTrue();
        assertThat(browser.accessibilityViolations(page)).as(page).isEmpty();
    }

    private static void countsAreTheLedgers(JsonNode facts, Path ledger) throws Exception {
        JsonNode truth = new ObjectMapper().readTree(ledger.toFile());
        JsonNode accounting = truth.path("accounting");
        long sessions = truth.at("/sessions/people").asLong()
                + truth.at("/sessions/open").asLong();
        assertThat(facts.path("People’s events").asText()).isEqualTo(whole(accounting.path("kept")));
        assertThat(facts.path("Repeats, left out").asText()).isEqualTo(whole(accounting.path("duplicate")));
        assertThat(facts.path("Bots, left out").asText()).endsWith("(" + whole(accounting.path("bot")) + " events)");
        assertThat(facts.path("Sessions").asText()).isEqualTo(String.format(Locale.ROOT, "%,d", sessions));
        assertThat(facts.path("Lines that are no events").asText()).isEqualTo("0");
    }

    private static String whole(JsonNode number) {
        return String.format(Locale.ROOT, "%,d", number.asLong());
    }

    private void succeed(String... arguments) throws Exception {
        Cli.Ended ended = Cli.run(folder, PATIENCE, arguments);
        assertThat(ended.status()).as(ended.err()).isZero();
    }
}
