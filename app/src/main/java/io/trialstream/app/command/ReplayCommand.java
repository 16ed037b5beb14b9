package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code replay}: announced in the contract, and not built. */
@Command(name = "replay", description = "Not there yet: reprocess a span beside the live application, and compare.")
public final class ReplayCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CommandFailure("not there yet; CHANGELOG.md says what is");
    }
}
