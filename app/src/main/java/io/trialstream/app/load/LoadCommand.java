package io.trialstream.app.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.ConnectionOptions;
import io.trialstream.app.command.HttpApi;
import io.trialstream.app.command.RawTopic;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.yaml.YamlException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code load}: somebody else's events from a file into the raw topic. */
@Command(
        name = "load",
        description = "Load events from a file: CSV, JSON lines or an access log, gzipped or not.",
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(paramLabel = "FILE", description = "The file; gzip is recognized.")
    private Path file = Path.of("");

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            converter = Format.Converter.class,
            description = "csv (with a header line), jsonl, or access-log (common or combined).")
    private Format format = Format.CSV;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description =
                    "Which column becomes what, YAML; docs/loading.md. Without it fields bear the contract's names.")
    private @Nullable Path mappingFile;

    @Option(
            names = "--close",
            description = "End with watermark records, so that every window and session of the file becomes final.")
    private boolean close;

    @Option(names = "--occurrence", description = "Tell equal rows apart where ids are hashes of the row.")
    private boolean occurrence;

    @Option(names = "--force", description = "Load even what will be late.")
    private boolean force;

    @Option(names = "--zone", paramLabel = "ZONE", description = "For times without a zone (default: UTC).")
    private ZoneId zone = ZoneOffset.UTC;

    @Option(names = "--json", description = "Print the report as JSON, and nothing else, to standard output.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    private final PrintStream err = System.err;

    @Override
    public Integer call() throws IOException {
        EventFile.Source source = new EventFile.Source(file, format, mapping(), zone, occurrence);
        RunConfig run = connection.run();
        Map<String, Object> kafka = connection.kafkaProperties();
        int partitions = RawTopic.partitions(kafka, run.input().topic());
        if (!force) {
            refuseLate(source, run, partitions);
        }
        try (Serde<UserEvent> serde = AvroSerde.of(UserEvent.class, connection.registry());
                RawTopicSender sender =
                        new RawTopicSender(kafka, run.input().topic(), partitions, serde.serializer())) {
            LoadReport report = load(source, run, sender);
            @Nullable Long closedAt = close ? close(report, run, sender) : null;
            print(report, closedAt);
        } catch (SerializationException e) {
            throw new CommandFailure("events cannot be written: " + e.getMessage(), e);
        }
        return 0;
    }

    private @Nullable Mapping mapping() throws IOException {
        Path named = mappingFile;
        if (named == null) {
            return null;
        }
        if (format == Format.ACCESS_LOG) {
            throw new CommandFailure("--mapping: an access log needs none");
        }
        try {
            return Mapping.parse(named.toString(), Files.readString(named), zone);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("--mapping: expected a file, found none at " + named, e);
        } catch (YamlException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private LoadReport load(EventFile.Source source, RunConfig run, RawTopicSender sender) throws IOException {
        Instant now = Instant.now();
        try (EventFile events = EventFile.open(source);
                RejectFile rejects = new RejectFile(
                        connection.directory().resolve("rejects"), source.file(), now, events.headerRow());
                ProgressView progress = ProgressView.start("load", "bytes", Files.size(source.file()), err)) {
            return new Loader(
                            events,
                            sender,
                            rejects,
                            progress,
                            now,
                            run.time().rules().maxClockSkew())
                    .run();
        }
    }

    /** Moves event time past every window and session of the file. @return to where; null where it held no event */
    private static @Nullable Long close(LoadReport report, RunConfig run, RawTopicSender sender) {
        Long newest = report.newest();
        if (newest == null) {
            return null;
        }
        long end = newest
                + run.time().rules().window().toMillis()
                + run.time().rules().grace().toMillis()
                + run.sessions().gap().toMillis();
        sender.watermark(end);
        return end;
    }

    /** Refuses a file of which something is late already. */
    private void refuseLate(EventFile.Source source, RunConfig run, int partitions) throws IOException {
        Optional<Map<Integer, Long>> watermarks = watermarks();
        if (watermarks.isEmpty()) {
            err.println("load: no running instance answers, so whether the file is older than what was processed is"
                    + " not checked");
            return;
        }
        if (watermarks.get().isEmpty()) {
            return;
        }
        try (EventFile events = EventFile.open(source)) {
            long late = LateCheck.lateEvents(
                    events,
                    watermarks.get(),
                    partitions,
                    run.time().rules().window(),
                    run.time().rules().grace());
            if (late > 0) {
                throw new CommandFailure(source.file() + ": " + late + " events are older than what was processed and"
                        + " would only be counted as late; --force loads them all the same");
            }
        }
    }

    /** Watermarks by partition as the running instance has them; empty where none answers. */
    private Optional<Map<Integer, Long>> watermarks() {
        Optional<HttpApi> http = connection.findHttp();
        if (http.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode accounting = http.get().get("accounting", "accounting", PATIENCE);
            Map<Integer, Long> watermarks = new HashMap<>();
            for (JsonNode partition : accounting.path("partitions")) {
                JsonNode watermark = partition.path("watermark");
                if (!watermark.isNull() && !watermark.isMissingNode()) {
                    watermarks.put(partition.path("partition").asInt(), epochMillis(watermark));
                }
            }
            return Optional.of(watermarks);
        } catch (CommandFailure e) {
            return Optional.empty();
        }
    }

    private static long epochMillis(JsonNode time) {
        return time.isNumber() ? time.asLong() : Instant.parse(time.asText()).toEpochMilli();
    }

    @SuppressWarnings("SystemOut") // What a command answers goes to standard output.
    private void print(LoadReport report, @Nullable Long closedAt) {
        if (json) {
            System.out.println(report.toJson());
            return;
        }
        System.out.printf(
                "%,d rows read, %,d events sent, %,d rows rejected%n", report.read(), report.sent(), report.rejected());
        report.byReason().forEach((reason, count) -> System.out.printf("  %-20s %,d%n", reason, count));
        if (report.rejectFile() != null) {
            System.out.println("Rejected rows, byte for byte: " + report.rejectFile());
        }
        if (closedAt != null) {
            System.out.println("Closed with watermark records at " + Instant.ofEpochMilli(closedAt));
        } else if (close) {
            System.out.println("No event was sent, so there is nothing to close");
        }
    }
}
