package io.trialstream.app.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.command.ConnectionOptions;
import io.trialstream.app.command.Times;
import io.trialstream.app.config.RunConfig;
import io.trialstream.topology.TopologyTopics;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: the same events again, beside the live application, and what comes out differently. */
@Command(
        name = "replay",
        description = "Process the raw topic again beside the live application, and compare what is final."
                + " What --set changes is tried on the same events. Exit status 3 where finals differ.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]")
public final class ReplayCommand implements Callable<Integer> {
    /** Finals differ. */
    private static final int DIFFERENT = 3;

    @Option(
            names = "--from",
            paramLabel = "T",
            description =
                    "Event time, start of a window (default: the first). State is warmed by all that lies before.")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "T",
            description = "Event time, exclusive, start of a window (default: as far as there is anything final).")
    private @Nullable String to;

    @Option(names = "--zone", paramLabel = "ZONE", description = "For times without an offset (default: UTC).")
    private ZoneId zone = ZoneOffset.UTC;

    @Option(
            names = "--source",
            paramLabel = "topic|s3",
            description = "Where the raw events are read (default: topic; s3 is not there yet).")
    private String source = "topic";

    @Option(
            names = "--into",
            paramLabel = "NAME",
            description = "Keep what comes out in topics replay-NAME-…, until discarded.")
    private @Nullable String into;

    @Option(names = "--diff", description = "Compare final windows and sessions with the live application's.")
    private boolean diff;

    @Option(names = "--json", description = "Print the result as JSON, and nothing else, to standard output.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @Override
    public Integer call() throws InterruptedException {
        if (source.equals("s3")) {
            throw usage("--source s3: not there yet; the raw topic is read");
        }
        if (!source.equals("topic")) {
            throw usage("--source: expected topic or s3, found '" + source + "'");
        }
        if (!diff && into == null) {
            throw usage("expected --diff, --into NAME, or both: else nothing is compared and nothing kept");
        }
        connection.bootstrap();
        connection.registryUrl();
        RunConfig config = connection.run();
        Span span = span(config);
        ReplayName name = name(config);
        try (Replayer replayer = new Replayer(connection, name, into != null, span, this::say)) {
            if (diff) {
                return print(replayer.compare());
            }
            replayer.process();
            return print(name, span);
        }
    }

    @Command(name = "discard", description = "Remove a replay's topics, consumer group and folder.")
    int discard(
            @Parameters(paramLabel = "NAME", description = "As given with --into.") String name,
            @Mixin ConnectionOptions at) {
        at.bootstrap();
        RunConfig config = at.run();
        try (Cluster cluster = new Cluster(config.kafka())) {
            List<String> removed = new Replays(
                            cluster, at.directory(), config.input().topic())
                    .discard(named(config.applicationId(), name));
            removed.forEach(what -> out.println("removed " + what));
            if (removed.isEmpty()) {
                out.println("there is nothing of a replay " + name);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "list", description = "Print the names of the replays there are.")
    int list(@Mixin ConnectionOptions at) {
        at.bootstrap();
        RunConfig config = at.run();
        try (Cluster cluster = new Cluster(config.kafka())) {
            new Replays(cluster, at.directory(), config.input().topic()).names().forEach(out::println);
        }
        return CommandLine.ExitCode.OK;
    }

    private Span span(RunConfig config) {
        try {
            return Span.of(
                    time("--from", from),
                    time("--to", to),
                    config.time().rules().window());
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Instant time(String flag, @Nullable String text) {
        try {
            return text == null ? null : Times.parse(text, zone);
        } catch (DateTimeException e) {
            throw usage(flag + ": " + e.getMessage());
        }
    }

    private ReplayName name(RunConfig config) {
        String given = into;
        return given == null
                ? ReplayName.temporary(
                        config.applicationId(),
                        Instant.now(),
                        ProcessHandle.current().pid())
                : named(config.applicationId(), given);
    }

    private ReplayName named(String liveId, String name) {
        try {
            return new ReplayName(liveId, name);
        } catch (IllegalArgumentException e) {
            throw usage("NAME: " + e.getMessage());
        }
    }

    private int print(DiffReport report) {
        out.print(json ? report.toJson() + "\n" : report.toText());
        out.flush();
        return report.differ() ? DIFFERENT : CommandLine.ExitCode.OK;
    }

    /** What was made, where nothing was compared. */
    private int print(ReplayName name, Span span) {
        if (json) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            result.put("name", name.name());
            result.put("from", span.from() == null ? null : span.from().toString());
            result.put("to", span.to() == null ? null : span.to().toString());
            ArrayNode topics = result.putArray("topics");
            TopologyTopics.OUTPUTS.forEach(topic -> topics.add(name.topic(topic)));
            out.println(result);
        } else {
            out.println("Final windows and sessions are in " + name.topic(FinalKind.WINDOW.topic()) + " and "
                    + name.topic(FinalKind.SESSION.topic()) + ".");
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private ParameterException usage(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }

    private void say(String message) {
        err.println("replay: " + message);
    }
}
