package io.trialstream.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code accounting}: where every event went. */
@Command(
        name = "accounting",
        description = "Show where every event went, as a running instance says.",
        mixinStandardHelpOptions = true)
public final class AccountingCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() {
        JsonNode accounting = connection.http().get("accounting", "accounting", PATIENCE);
        out.print(json ? accounting + "\n" : AccountingText.of(accounting));
        out.flush();
        return 0;
    }
}
