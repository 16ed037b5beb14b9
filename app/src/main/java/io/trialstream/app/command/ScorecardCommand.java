package io.trialstream.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.terminal.Terminal;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code scorecard}: all that is known of one experiment. */
@Command(
        name = "scorecard",
        description = "Show an experiment's scorecard, as a running instance says.",
        mixinStandardHelpOptions = true)
public final class ScorecardCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    private static final String CLEAR_SCREEN = "\u001B[H\u001B[2J";

    @Parameters(paramLabel = "ID", description = "The experiment.")
    private String id = "";

    @Option(names = "--json", description = "As JSON; with --watch a line a change.")
    private boolean json;

    @Option(names = "--watch", description = "Show it again whenever it changes, until Ctrl-C.")
    private boolean watch;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws InterruptedException {
        HttpApi http = connection.http();
        JsonNode shown = fetch(http);
        show(shown);
        while (watch) {
            Thread.sleep(WATCH_INTERVAL.toMillis());
            JsonNode card = fetch(http);
            if (!card.equals(shown)) {
                show(card);
                shown = card;
            }
        }
        return 0;
    }

    private JsonNode fetch(HttpApi http) {
        String path =
                "experiments/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
        return http.get(path + "/scorecard", "experiment " + id, PATIENCE);
    }

    private void show(JsonNode card) {
        if (watch && !json && Terminal.interactive()) {
            out.print(CLEAR_SCREEN);
        }
        out.print(json ? card + "\n" : ScorecardText.of(card));
        out.flush();
    }
}
