package io.trialstream.app;

import io.trialstream.app.command.AccountingCommand;
import io.trialstream.app.command.DumpCommand;
import io.trialstream.app.command.ExperimentCommand;
import io.trialstream.app.command.PlatformCommand;
import io.trialstream.app.command.PrepareCommand;
import io.trialstream.app.command.ScorecardCommand;
import io.trialstream.app.command.TopologyCommand;
import io.trialstream.app.command.generate.GenerateCommand;
import io.trialstream.app.config.ConfigException;
import io.trialstream.app.demo.DemoCommand;
import io.trialstream.app.load.LoadCommand;
import io.trialstream.app.replay.ReplayCommand;
import io.trialstream.app.run.RunCommand;
import io.trialstream.app.stats.StatsCommand;
import io.trialstream.platform.PlatformException;
import java.io.PrintWriter;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./trialstream COMMAND}. Exit status: 0 done, 1 failed with one line on standard error, 2 wrong usage, 3 done and found different. */
@Command(
        name = "trialstream",
        description = "A/B-test results people can trust, seconds after the events happen.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    /** Every command, one line each, in the order in which help lists them. */
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class, // the whole system on this machine
            PlatformCommand.class, // broker and registry
            PrepareCommand.class, // the same for those that somebody else runs
            GenerateCommand.class, // synthetic events
            LoadCommand.class, // somebody else's events
            RunCommand.class, // the stream processor
            ExperimentCommand.class, // definitions and controls
            ScorecardCommand.class, // what is known of an experiment
            AccountingCommand.class, // where every event went
            ReplayCommand.class, // the same events again, beside the live application
            DumpCommand.class, // what is in a topic
            TopologyCommand.class, // the topology as built
            StatsCommand.class // the statistics as a calculator
            );

    private Main() {}

    public static void main(String[] args) {
        Logging.configure(args);
        int status = execute(new PrintWriter(System.err, true), args);
        LogManager.shutdown();
        System.exit(status);
    }

    /**
     * Runs a command.
     *
     * @param err where the one-line reason of a failure goes
     * @return the exit status
     */
    static int execute(PrintWriter err, String... args) {
        CommandLine root = new CommandLine(new Main());
        COMMANDS.forEach(root::addSubcommand);
        root.setErr(err);
        root.setExecutionExceptionHandler(Main::report);
        root.setParameterExceptionHandler(Main::reportUsage);
        return root.execute(args);
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        Logger log = LoggerFactory.getLogger(Main.class);
        log.debug("{} failed", command.getCommandName(), failure);
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + reason(failure));
        return failure instanceof ConfigException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static int reportUsage(CommandLine.ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        command.getErr()
                .println("trialstream: " + firstLine(String.valueOf(failure.getMessage())) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    /** What was meant for people as it stands; anything else with its class, since its message alone may say little. */
    private static String reason(Exception failure) {
        boolean forPeople = failure instanceof CommandFailure
                || failure instanceof ConfigException
                || failure instanceof PlatformException;
        String message = failure.getMessage();
        return forPeople && message != null ? firstLine(message) : firstLine(failure.toString());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
