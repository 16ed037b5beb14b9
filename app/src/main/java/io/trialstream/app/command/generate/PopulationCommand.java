package io.trialstream.app.command.generate;

import io.trialstream.generator.model.PopulationFile;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code generate population}: the documented defaults, to be changed. */
@Command(
        name = "population",
        description = "Print the population file with the defaults: how users behave, what goes wrong, who is a bot.",
        mixinStandardHelpOptions = true)
public final class PopulationCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(PopulationFile.defaultText());
        out.flush();
    }
}
