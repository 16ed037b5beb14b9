package io.trialstream.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.DataOption;
import io.trialstream.app.command.AccountingText;
import io.trialstream.app.command.ScorecardText;
import io.trialstream.app.demo.Settlement.Settled;
import io.trialstream.app.demo.TruthComparison.Line;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.app.terminal.Table;
import io.trialstream.generator.DefaultExperiment;
import io.trialstream.generator.GeneratorException;
import io.trialstream.generator.KafkaEventSink;
import io.trialstream.generator.KafkaSinkOptions;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.StreamGenerator;
import io.trialstream.generator.StreamOptions;
import io.trialstream.generator.Truth;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the whole system on this machine, checked against the truth. */
@Command(
        name = "demo",
        description = "Run the whole system on this machine, on generated events, and check it against the truth.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final double NANOS_PER_SECOND = 1e9;
    /** Generously above what a busy two-core machine needs for a million events; more events get more. */
    /** Longer than a transaction may stay open. */
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(10);

    private static final long EVENTS_A_SECOND_AT_LEAST = 2_000;
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "About so many over five days (default: 1000000); with few the scorecard says pending.")
    private long events = StreamOptions.DEMO_EVENTS;

    @Option(names = "--seed", paramLabel = "S", description = "Another seed, other users (default: 1).")
    private long seed = 1;

    @Option(names = "--exit", description = "End when all is accounted for and closed.")
    private boolean exit;

    @Option(names = "--json", description = "Print the result as JSON, and nothing else, to standard output.")
    private boolean json;

    @Mixin
    private DataOption data = new DataOption();

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    /** How long the parts took, in seconds. */
    private record Seconds(double start, double process) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = data.directory().resolve("demo");
        long begun = System.nanoTime();
        try (DemoSystem system = DemoSystem.start(directory, this::say)) {
            long started = System.nanoTime();
            Truth truth = generate(system, directory);
            Settled settled = settle(system, truth);
            Seconds seconds =
                    new Seconds((started - begun) / NANOS_PER_SECOND, (System.nanoTime() - started) / NANOS_PER_SECOND);
            TruthComparison comparison = compare(system, truth, settled);
            if (json) {
                out.println(toJson(system, truth, settled, seconds));
            } else {
                print(system, settled, comparison, seconds);
            }
            out.flush();
            requireRight(settled, comparison);
            if (!exit) {
                stay(system);
            }
        } catch (GeneratorException | IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        return 0;
    }

    private Truth generate(DemoSystem system, Path directory) {
        StreamOptions options = StreamOptions.demo(events, seed, directory.resolve("truth.json"));
        try (KafkaEventSink sink = new KafkaEventSink(KafkaSinkOptions.of(system.bootstrap(), system.registryUrl()));
                ProgressView view = ProgressView.start("generate", "events", events, err)) {
            RunResult result = StreamGenerator.run(
                    options,
                    sink,
                    progress -> {
                        view.at(progress.events(), progress.total(), "to " + progress.position());
                        system.keepAlive();
                    },
                    () -> false);
            return result.truth();
        }
    }

    private Settled settle(DemoSystem system, Truth truth) {
        Duration timeout = SETTLE_TIMEOUT.plusSeconds(truth.accounting().in() / EVENTS_A_SECOND_AT_LEAST);
        try (ProgressView view =
                ProgressView.start("process", "events", truth.accounting().in(), err)) {
            return new Settlement(system, DefaultExperiment.ID, timeout)
                    .await(truth.accounting().in(), truth.watermark(), view);
        }
    }

    /** What was answered need not be committed yet, and final records are read once they are: a commit later all are there. */
    private static TruthComparison compare(DemoSystem system, Truth truth, Settled settled)
            throws InterruptedException {
        long deadline = System.nanoTime() + COMMIT_TIMEOUT.toNanos();
        TruthComparison comparison = compareOnce(system, truth, settled);
        while (!comparison.differences().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(WATCH.toMillis());
            comparison = compareOnce(system, truth, settled);
        }
        return comparison;
    }

    private static TruthComparison compareOnce(DemoSystem system, Truth truth, Settled settled) {
        DemoResults results = DemoResults.read(system.topics(), system.registry());
        return new TruthComparison(truth)
                .accounting(settled.accounting())
                .scorecard(settled.scorecard())
                .windows(results.windows())
                .sessions(results.peopleSessions(), results.botSessions());
    }

    private void requireRight(Settled settled, TruthComparison comparison) {
        if (!settled.accounting().path("balanced").asBoolean()) {
            throw new CommandFailure("the accounting is not balanced: " + settled.accounting());
        }
        List<Line> differences = comparison.differences();
        if (!differences.isEmpty()) {
            throw new CommandFailure(differences.stream()
                    .map(line -> line.what() + ": expected " + line.expected() + ", found " + line.actual())
                    .collect(Collectors.joining("; ", "the results differ from the truth: ", "")));
        }
    }

    private void stay(DemoSystem system) throws InterruptedException {
        say("running until Ctrl-C");
        while (true) {
            Thread.sleep(WATCH.toMillis());
            system.keepAlive();
        }
    }

    private void print(DemoSystem system, Settled settled, TruthComparison comparison, Seconds seconds) {
        out.println();
        out.println(ScorecardText.of(settled.scorecard()));
        out.println("Where every event went:");
        out.println(AccountingText.of(settled.accounting()));
        out.println("Against the truth, which the generator knows:");
        Table table = new Table("", "found", "true", "");
        comparison
                .lines()
                .forEach(line -> table.row(
                        line.what(), count(line.actual()), count(line.expected()), line.agrees() ? "=" : "DIFFERS"));
        out.println(table);
        out.printf(Locale.ROOT, "Started in %.1f s; %.1f s for the events.%n%n", seconds.start(), seconds.process());
        out.println("HTTP      " + system.http().base());
        out.println("Broker    " + system.bootstrap());
        out.println("Registry  " + system.registryUrl());
        if (!exit) {
            String folder = " --data " + data.directory().resolve("demo");
            out.println();
            out.println("Try, in another terminal:");
            out.println("  ./trialstream scorecard " + DefaultExperiment.ID + folder);
            out.println("  ./trialstream accounting" + folder);
            out.println("  ./trialstream dump bot-verdicts" + folder);
            out.println(
                    "  kill -9 " + system.processor().pid() + "   # it is started again, and nothing final changes");
        }
    }

    private static ObjectNode toJson(DemoSystem system, Truth truth, Settled settled, Seconds seconds) {
        ObjectNode result = JSON.createObjectNode();
        result.set("accounting", settled.accounting());
        result.putArray("scorecards").add(settled.scorecard());
        result.set("truth", JSON.valueToTree(truth));
        // The sink is not there yet; its keys are part of the contract.
        result.putObject("sink")
                .putNull("bucket")
                .putNull("prefix")
                .put("objects", 0)
                .put("records", 0);
        result.putObject("endpoints")
                .put("http", system.http().base().toString())
                .put("bootstrap", system.bootstrap())
                .put("registry", system.registryUrl())
                .putNull("s3")
                .putNull("connect");
        result.putObject("seconds").put("start", seconds.start()).put("process", seconds.process());
        return result;
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void say(String message) {
        err.println("demo: " + message);
    }
}
