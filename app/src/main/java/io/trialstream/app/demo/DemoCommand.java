package io.trialstream.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.DataOption;
import io.trialstream.app.archive.Archive;
import io.trialstream.app.archive.Tally;
import io.trialstream.app.command.AccountingText;
import io.trialstream.app.command.ScorecardText;
import io.trialstream.app.demo.ArchiveWait.Archived;
import io.trialstream.app.demo.Settlement.Settled;
import io.trialstream.app.demo.TruthComparison.Line;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.app.terminal.Table;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.generator.stream.KafkaEventSink;
import io.trialstream.generator.stream.KafkaSinkOptions;
import io.trialstream.generator.stream.StreamGenerator;
import io.trialstream.generator.stream.StreamOptions;
import io.trialstream.platform.S3Store;
import io.trialstream.schemas.Topics;
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
    /** Longer than a transaction may stay open. */
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(60);

    /** Generously above what a busy two-core machine needs for a million events; more events get more. */
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

    /** How long the parts took, in seconds: until all answered, and from then on until all was there. */
    private record Seconds(double start, double process) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = folder();
        long begun = System.nanoTime();
        try (DemoSystem system = DemoSystem.start(directory, this::say)) {
            long started = System.nanoTime();
            Truth truth = generate(system, directory);
            Settled settled = settle(system, truth);
            TruthComparison comparison = compare(system, truth, settled);
            Archived archived = archive(system, truth);
            Seconds seconds =
                    new Seconds((started - begun) / NANOS_PER_SECOND, (System.nanoTime() - started) / NANOS_PER_SECOND);
            if (json) {
                out.println(toJson(system, truth, settled, archived, seconds));
            } else {
                print(system, settled, comparison, archived, seconds);
            }
            out.flush();
            requireRight(settled, comparison);
            requireArchived(system, archived);
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
        try (ProgressView view =
                ProgressView.start("process", "events", truth.accounting().in(), err)) {
            return new Settlement(system, DefaultExperiments.FIRST, timeout(truth))
                    .await(truth.accounting().in(), truth.watermark(), view);
        }
    }

    private static Duration timeout(Truth truth) {
        return SETTLE_TIMEOUT.plusSeconds(truth.accounting().in() / EVENTS_A_SECOND_AT_LEAST);
    }

    private Archived archive(DemoSystem system, Truth truth) {
        try (ProgressView view = ProgressView.start("archive", "records", 0, err)) {
            return new ArchiveWait(system, timeout(truth)).await(view);
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

    private static void requireArchived(DemoSystem system, Archived archived) {
        if (!archived.differences().isEmpty()) {
            String problems = system.problems();
            throw new CommandFailure("S3 does not hold what the topics do: " + archived.differences()
                    + (problems.isEmpty() ? "" : "; " + problems));
        }
    }

    private void stay(DemoSystem system) throws InterruptedException {
        say("running until Ctrl-C");
        while (true) {
            Thread.sleep(WATCH.toMillis());
            system.keepAlive();
        }
    }

    private void print(
            DemoSystem system, Settled settled, TruthComparison comparison, Archived archived, Seconds seconds) {
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
        printArchive(archived);
        out.printf(Locale.ROOT, "Started in %.1f s; %.1f s for the events.%n%n", seconds.start(), seconds.process());
        out.println("Dashboard " + system.http().base() + "/");
        out.println("Broker    " + system.bootstrap());
        out.println("Registry  " + system.registryUrl());
        out.println("S3        " + system.s3().endpoint() + ", bucket " + S3Store.BUCKET);
        out.println("Connect   " + system.connectUrl());
        out.println("Objects   " + S3Store.folder(folder()).resolve(Archive.PREFIX));
        if (!exit) {
            printWhatToTry(system);
        }
    }

    private void printArchive(Archived archived) {
        out.println("In S3, read back:");
        Table table = new Table("", "objects", "records", "in the topic", "");
        archived.archived().forEach((topic, found) -> {
            Tally expected = archived.expected().getOrDefault(topic, Tally.NONE);
            table.row(
                    topic,
                    count(found.objects()),
                    count(found.tally().records()),
                    count(expected.records()),
                    found.tally().equals(expected) ? "=" : "DIFFERS");
        });
        out.println(table);
    }

    private void printWhatToTry(DemoSystem system) {
        String option = " --data " + folder();
        String login = "AWS_ACCESS_KEY_ID=" + S3Store.ACCESS_KEY_ID + " AWS_SECRET_ACCESS_KEY="
                + S3Store.SECRET_ACCESS_KEY + " AWS_DEFAULT_REGION=" + S3Store.REGION;
        out.println();
        out.println("Try, in another terminal:");
        out.println("  ./trialstream scorecard " + DefaultExperiments.FIRST + option);
        out.println("  ./trialstream accounting" + option);
        out.println("  ./trialstream dump bot-verdicts" + option);
        out.println("  ./trialstream replay --from 2025-08-09T00:00:00Z --to 2025-08-10T00:00:00Z --diff" + option);
        out.println("  " + login + " aws --endpoint-url " + system.s3().endpoint() + " s3 ls s3://" + S3Store.BUCKET
                + "/" + Archive.PREFIX + "/" + Topics.CLEAN_EVENTS.name()
                + "/year=2025/month=08/day=09/hour=12/minute=15/");
        out.println("  kill -9 " + system.processor().pid() + "   # the stream processor: it is started again,");
        out.println("  kill -9 " + system.workerPid() + "   # and so is the Connect worker, and nothing final changes");
    }

    private Path folder() {
        return data.directory().resolve("demo");
    }

    private static ObjectNode toJson(
            DemoSystem system, Truth truth, Settled settled, Archived archived, Seconds seconds) {
        ObjectNode result = JSON.createObjectNode();
        result.set("accounting", settled.accounting());
        result.putArray("scorecards").add(settled.scorecard());
        result.set("truth", JSON.valueToTree(truth));
        ObjectNode sink = result.putObject("sink")
                .put("bucket", S3Store.BUCKET)
                .put("prefix", Archive.PREFIX)
                .put("objects", archived.objects())
                .put("records", archived.records());
        ObjectNode byTopic = sink.putObject("byTopic");
        archived.archived()
                .forEach((topic, found) -> byTopic.putObject(topic)
                        .put("objects", found.objects())
                        .put("records", found.tally().records()));
        result.putObject("endpoints")
                .put("http", system.http().base().toString())
                .put("bootstrap", system.bootstrap())
                .put("registry", system.registryUrl())
                .put("s3", system.s3().endpoint().toString())
                .put("connect", system.connectUrl().toString());
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
