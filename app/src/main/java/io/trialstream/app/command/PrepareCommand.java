package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import io.trialstream.platform.ConnectRest;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.serde.CompatibilityLevel;
import io.trialstream.schemas.serde.RegistryRefusedException;
import io.trialstream.schemas.serde.RegistryUnavailableException;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prepare}: what {@code platform start} does to its own Kafka and registry, for those that somebody else runs. */
@Command(
        name = "prepare",
        description =
                "Create the topics on a Kafka that runs already, and say in its registry which schemas may follow.",
        mixinStandardHelpOptions = true)
public final class PrepareCommand implements Callable<Integer> {
    private static final CompatibilityLevel LEVEL = CompatibilityLevel.BACKWARD_TRANSITIVE;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--partitions",
            defaultValue = "" + TopicAdmin.DEFAULT_PARTITIONS,
            paramLabel = "N",
            description = "Partitions of topics keyed by unit, where they are created (default: 4).")
    private int partitions;

    @ArgGroup(exclusive = false)
    private @Nullable Sink sink;

    /** Where connectors are to run, and which. */
    private static final class Sink {
        @Option(
                names = "--connect",
                required = true,
                paramLabel = "URL",
                description = "REST interface of a Connect worker that has our plug-in.")
        private URI worker = URI.create("");

        @Option(
                names = "--connectors",
                required = true,
                paramLabel = "DIR",
                description = "Its *.json are sent to that worker as they are, such as connect-config/trialstream.")
        private Path files = Path.of("");
    }

    /** May be called again: what is there is compared, not changed. */
    @Override
    public Integer call() throws IOException {
        if (partitions < 1) {
            throw new CommandFailure("--partitions: expected at least 1, found " + partitions);
        }
        ensureTopics();
        demandCompatibility();
        if (sink != null) {
            applyConnectors(sink);
        }
        return 0;
    }

    private void ensureTopics() {
        String rawTopic = connection.run().input().topic();
        try (Admin admin = Admin.create(connection.kafkaProperties())) {
            TopicAdmin.Report report = TopicAdmin.ensure(admin, TopicAdmin.contract(rawTopic, partitions));
            report.mismatches().forEach(mismatch -> err.println("prepare: " + mismatch));
            List<String> created = report.created();
            out.println(created.isEmpty() ? "All topics are there" : "Created " + String.join(", ", created));
        }
    }

    /** Subject by subject, since the registry's own default is not ours to change. */
    private void demandCompatibility() {
        SchemaRegistryClient registry = connection.registry();
        try {
            Topics.withSchema().map(this::subject).forEach(subject -> registry.setCompatibility(subject, LEVEL));
        } catch (RegistryUnavailableException | RegistryRefusedException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        out.println("Schemas in " + connection.registryUrl() + " must be " + LEVEL);
    }

    private void applyConnectors(Sink to) throws IOException {
        ConnectRest worker = new ConnectRest(to.worker);
        for (Path file : connectorFiles(to.files)) {
            out.println("Connector " + worker.apply(Files.readString(file)) + " is as in " + file);
        }
    }

    private static List<Path> connectorFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new CommandFailure("expected *.json in " + folder + ", found none");
            }
            return found;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new CommandFailure("--connectors: expected a folder, found none at " + folder, e);
        }
    }

    private String subject(Topic topic) {
        return topic.equals(Topics.RAW) ? connection.run().input().topic() + "-value" : topic.valueSubject();
    }
}
