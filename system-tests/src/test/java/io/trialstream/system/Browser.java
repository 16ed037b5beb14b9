package io.trialstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.system.interop.NodeProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** A real Chromium without a window, driven by {@code src/test/js/browser.js}. */
final class Browser implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final List<Path> CHROMIUM = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path errors;
    private final Writer commands;
    private final BufferedReader answers;

    private Browser(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Skips the test, saying why, where there is no Chromium, Node.js or npm.
     *
     * @param folder for its output
     * @param purpose what is not tested then
     */
    static Browser start(Path folder, String purpose) throws IOException {
        List<Path> installed = CHROMIUM.stream().filter(Files::isExecutable).toList();
        Assumptions.assumeFalse(
                installed.isEmpty(), "none of " + CHROMIUM + " is there: " + purpose + " is NOT tested");
        NodeProgram.install(purpose);
        Path errors = Files.createTempFile(folder, "browser", ".err");
        return new Browser(
                NodeProgram.start("browser.js", List.of(installed.get(0).toString()), errors), errors);
    }

    /** Opens a page in a window of its own. */
    void open(String page, String url, int width, int height, boolean dark) throws Exception {
        ask(command("open", page)
                .put("url", url)
                .put("width", width)
                .put("height", height)
                .put("dark", dark));
    }

    /** What a reader of the page sees now. */
    JsonNode read(String page) throws Exception {
        return ask(command("read", page));
    }

    /**
     * Reads the page again and again, without doing anything to it, until it shows what is awaited.
     *
     * @throws AssertionError with what it showed last, when too much time passes
     */
    JsonNode await(String page, Predicate<JsonNode> awaited) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode seen = read(page);
        while (!awaited.test(seen)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "the page " + page + " never showed what was awaited; last: " + seen.toPrettyString());
            }
            process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            seen = read(page);
        }
        return seen;
    }

    /** Whether nothing has to be scrolled sideways. */
    boolean fits(String page) throws Exception {
        JsonNode widths = ask(command("widths", page));
        return widths.path(0).asInt() <= widths.path(1).asInt();
    }

    /** Selects an option of a list. */
    void choose(String page, String id, String value) throws Exception {
        ask(command("choose", page).put("id", id).put("value", value));
    }

    /** Puts the pointer on the middle of the chart; what the tooltip says. */
    String hoverOverTheChart(String page) throws Exception {
        return ask(command("hover", page)).asText();
    }

    /** By description of each chart of a report, whether anything is drawn in it. */
    JsonNode charts(String page) throws Exception {
        return ask(command("charts", page));
    }

    /** The names and numbers at the head of a report. */
    JsonNode facts(String page) throws Exception {
        return ask(command("facts", page));
    }

    /** Opens all that is folded. */
    void unfold(String page) throws Exception {
        ask(command("unfold", page));
    }

    /** The whole page as a picture. */
    void shoot(String page, Path png) throws Exception {
        ask(command("shoot", page).put("path", png.toAbsolutePath().toString()));
    }

    /** What axe-core finds wrong with the page's accessibility. */
    List<String> accessibilityViolations(String page) throws Exception {
        return texts(ask(command("axe", page)));
    }

    /**
     * What all pages have logged, thrown and asked for since the last call.
     *
     * @param console the browser's console
     * @param pageErrors exceptions nobody caught
     * @param requests every address asked for, by whatever in the page
     */
    record Noted(List<String> console, List<String> pageErrors, List<String> requests) {}

    Noted noted() throws Exception {
        JsonNode noted = ask(command("noted", ""));
        return new Noted(texts(noted.path("console")), texts(noted.path("pageErrors")), texts(noted.path("requests")));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static ObjectNode command(String command, String page) {
        return JSON.createObjectNode().put("command", command).put("page", page);
    }

    private JsonNode ask(ObjectNode command) throws Exception {
        commands.write(command + "\n");
        commands.flush();
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::readLine);
        JsonNode answer;
        try {
            answer = JSON.readTree(line.get(ANSWER.toSeconds(), TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new AssertionError("the browser did not answer " + command + "\n" + Files.readString(errors), e);
        }
        if (answer.has("error")) {
            throw new AssertionError(command + ": " + answer.path("error").asText());
        }
        return answer.path("ok");
    }

    private String readLine() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new AssertionError("the browser has ended\n" + Files.readString(errors));
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** End of its input is its end; the browser goes with it. */
    @Override
    public void close() throws Exception {
        commands.close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
