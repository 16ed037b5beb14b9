package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.generator.BulkGenerator;
import io.trialstream.generator.BulkOptions;
import io.trialstream.generator.GeneratorException;
import io.trialstream.generator.KafkaEventSink;
import io.trialstream.generator.KafkaSinkOptions;
import io.trialstream.generator.Model;
import io.trialstream.generator.Pace;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.Simulation;
import io.trialstream.generator.StreamGenerator;
import io.trialstream.generator.StreamOptions;
import io.trialstream.schemas.Topics;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code generate}: synthetic users of a recipe service, with the truth about them. */
@Command(
        name = "generate",
        description = "Generate synthetic events, and the ledger of what is true of them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class GenerateCommand {
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm");
    private static final Duration INTERVAL = Duration.ofMinutes(15);
    /** How long Ctrl-C waits for the interval in hand, so that whole intervals are left. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    @Command(name = "stream", description = "Generate into Kafka: intervals of 15 minutes, each complete or not begun.")
    int stream(
            @Option(
                            names = "--start-date",
                            required = true,
                            paramLabel = "YYYY-MM-DD-HH-MM",
                            description = "Start of the first interval, a whole quarter of an hour.")
                    String startDate,
            @Option(
                            names = "--num-intervals",
                            required = true,
                            paramLabel = "N",
                            description = "Intervals of 15 minutes of event time.")
                    int intervals,
            @Option(
                            names = "--topic",
                            paramLabel = "TOPIC",
                            description = "Into this raw topic (default: input.topic).")
                    @Nullable
                    String topic,
            @Option(
                            names = "--pace",
                            defaultValue = "max",
                            paramLabel = "realtime|max|N",
                            description = "How fast; N is events per second (default: max).")
                    String pace,
            @Option(names = "--events", paramLabel = "N", description = "Size the population to so many events in all.")
                    @Nullable
                    Long events,
            @Option(names = "--users", paramLabel = "N", description = "Size of the population (default: 68000).")
                    @Nullable
                    Integer users,
            @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Another seed, other users.")
                    long seed,
            @Option(
                            names = "--close",
                            description = "End with watermark records that close everything; nothing can follow.")
                    boolean close,
            @Option(
                            names = "--truth",
                            paramLabel = "FILE",
                            description = "Where the ledger goes (default: truth.json).")
                    @Nullable
                    Path truth,
            @Option(
                            names = "--zone",
                            paramLabel = "ZONE",
                            description = "Zone of dates and users (default: Asia/Seoul).")
                    @Nullable
                    ZoneId zone,
            @Mixin ConnectionOptions connection) {
        return run(() -> {
            Model model = model(seed, users == null ? Model.DEFAULT_USERS : users, zone);
            Instant start =
                    LocalDateTime.parse(startDate, START).atZone(model.zone()).toInstant();
            if (events != null) {
                model = Simulation.sized(model, events, start, start.plus(INTERVAL.multipliedBy(intervals)));
            }
            Path truthFile = truth == null ? Path.of(BulkGenerator.TRUTH_FILE) : truth;
            StreamOptions options =
                    new StreamOptions(model, start, intervals, Pace.parse(pace), null, close, truthFile);
            try (KafkaEventSink sink = new KafkaEventSink(sink(connection, topic))) {
                return generate(view -> StreamGenerator.run(
                        options,
                        sink,
                        progress -> view.at(progress.events(), progress.total(), "to " + progress.position()),
                        this::stopping));
            }
        });
    }

    @Command(name = "bulk", description = "Generate JSON lines, one folder a day.")
    int bulk(
            @Option(names = "--start-date", required = true, paramLabel = "YYYY-MM-DD", description = "First day.")
                    LocalDate startDate,
            @Option(
                            names = "--end-date",
                            required = true,
                            paramLabel = "YYYY-MM-DD",
                            description = "Last day, included.")
                    LocalDate endDate,
            @Option(names = "--events", required = true, paramLabel = "N", description = "About so many in all.")
                    long events,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
                    Path folder,
            @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Another seed, other users.")
                    long seed,
            @Option(names = "--overwrite", description = "Replace files that are there.") boolean overwrite) {
        return run(() -> {
            BulkOptions sized = BulkOptions.of(events, startDate, endDate, seed, folder);
            BulkOptions options = new BulkOptions(sized.model(), startDate, endDate, folder, overwrite);
            return generate(view -> BulkGenerator.run(
                    options,
                    progress -> view.at(progress.events(), progress.total(), "to " + progress.position()),
                    this::stopping));
        });
    }

    /** What makes events and tells a view of it. */
    private interface Generation {
        RunResult run(ProgressView view);
    }

    private RunResult generate(Generation generation) {
        try (ProgressView view = ProgressView.start("generate", "events", 0, err)) {
            return generation.run(view);
        }
    }

    private int run(Supplier<RunResult> generation) {
        Thread hook = new Thread(this::askToStop, "generate-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            RunResult result = generation.get();
            out.printf(
                    Locale.ROOT,
                    "%,d events in %.1f s (%,.0f/s), event time to %s%s%n",
                    result.events(),
                    result.seconds(),
                    result.eventsPerSecond(),
                    result.end(),
                    result.stopped() ? ", stopped; a run with that --start-date continues" : "");
            return 0;
        } catch (GeneratorException | IllegalArgumentException | DateTimeException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } finally {
            done.countDown();
        }
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    private void askToStop() {
        stop.countDown();
        try {
            done.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Model model(long seed, int users, @Nullable ZoneId zone) {
        Model model = Model.defaults(seed, users);
        return zone == null
                ? model
                : new Model(seed, users, zone, model.experiment(), model.clickRates(), model.faults(), model.bots());
    }

    private static KafkaSinkOptions sink(ConnectionOptions connection, @Nullable String topic) {
        Map<String, String> properties = new HashMap<>();
        connection.kafkaProperties().forEach((key, value) -> properties.put(key, String.valueOf(value)));
        return new KafkaSinkOptions(
                connection.bootstrap(),
                topic == null ? connection.run().input().topic() : topic,
                Topics.GENERATOR_TRUTH.name(),
                connection.run().registry().serde(),
                connection.serdeProperties(),
                properties);
    }
}
