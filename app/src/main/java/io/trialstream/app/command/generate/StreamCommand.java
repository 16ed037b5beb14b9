package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.ConnectionOptions;
import io.trialstream.generator.BulkGenerator;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.RunResult.Pacing;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.model.Faults.QuietPartition;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.stream.KafkaEventSink;
import io.trialstream.generator.stream.KafkaSinkOptions;
import io.trialstream.generator.stream.Pace;
import io.trialstream.generator.stream.StreamGenerator;
import io.trialstream.generator.stream.StreamOptions;
import io.trialstream.schemas.Topics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code generate stream}: events into Kafka. */
@Command(
        name = "stream",
        description = "Generate into Kafka: intervals of 15 minutes, each complete before the next begins.",
        mixinStandardHelpOptions = true)
public final class StreamCommand implements Callable<Integer> {
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm");
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--start-date",
            required = true,
            paramLabel = "YYYY-MM-DD-HH-MM",
            description = "Start of the first interval, a whole quarter of an hour.")
    private String startDate = "";

    @Option(
            names = "--num-intervals",
            required = true,
            paramLabel = "N",
            description = "Intervals of 15 minutes of event time.")
    private int intervals;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Into this raw topic (default: input.topic).")
    private @Nullable String topic;

    @Option(
            names = "--pace",
            defaultValue = "max",
            paramLabel = "realtime|max|N",
            description = "How fast; N is events per second (default: max).")
    private String pace = "max";

    @Option(
            names = "--resume",
            description = "Pass over intervals that an earlier run completed, and send what is missing.")
    private boolean resume;

    @Option(names = "--events", paramLabel = "N", description = "Size the population to so many events in all.")
    private @Nullable Long events;

    @Option(names = "--close", description = "End with watermark records that close everything; nothing can follow.")
    private boolean close;

    @Option(
            names = "--truth",
            defaultValue = BulkGenerator.TRUTH_FILE,
            paramLabel = "FILE",
            description = "Where the ledger goes (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path truth;

    @Mixin
    private ModelOptions who = new ModelOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Generation generation = new Generation(out);
        RunResult result = generation.run(listener -> {
            StreamOptions options = options();
            try (KafkaEventSink sink = new KafkaEventSink(sinkOptions(options.model()))) {
                requireFits(options.model().faults().quiet(), sink);
                return StreamGenerator.run(options, sink, listener, generation::stopping);
            }
        });
        generation.print(result);
        print(result.pacing(), out);
        return 0;
    }

    private StreamOptions options() {
        Model model = who.model();
        Instant start =
                LocalDateTime.parse(startDate, START).atZone(model.zone()).toInstant();
        StreamOptions options = StreamOptions.of(model, start, intervals);
        if (events != null) {
            Sizing.Sized sized = who.sized(model, events, start, options.end());
            options = options.sized(sized);
        }
        return options.withPace(Pace.parse(pace))
                .withResume(resume)
                .withCloseAtEnd(close)
                .withThreads(who.threads())
                .withTruthFile(truth);
    }

    private KafkaSinkOptions sinkOptions(Model model) {
        Map<String, String> properties = new HashMap<>();
        connection.kafkaProperties().forEach((key, value) -> properties.put(key, String.valueOf(value)));
        QuietPartition quiet = model.faults().quiet();
        return new KafkaSinkOptions(
                connection.bootstrap(),
                topic == null ? connection.run().input().topic() : topic,
                Topics.GENERATOR_TRUTH.name(),
                connection.run().registry().serde(),
                connection.serdeProperties(),
                properties,
                quiet.partition() < 0 || quiet.watermarks() ? Set.of() : Set.of(quiet.partition()));
    }

    private static void requireFits(QuietPartition quiet, KafkaEventSink sink) {
        if (quiet.partition() >= 0 && quiet.of() != sink.partitions()) {
            throw new CommandFailure("quiet-partition is one of " + quiet.of() + ", expected of " + sink.partitions()
                    + ", the topic's number of partitions");
        }
    }

    private static void print(Pacing pacing, PrintWriter out) {
        if (pacing.asked() > 0) {
            out.printf(
                    Locale.ROOT,
                    "pace %s: asked for %,.2f %s, reached %,.2f; at most %,d ms behind%n",
                    pacing.held() ? "held" : "NOT held",
                    pacing.asked(),
                    pacing.unit(),
                    pacing.reached(),
                    pacing.worstBehindMs());
            out.flush();
        }
    }
}
