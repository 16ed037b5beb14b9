package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.DataOption;
import io.trialstream.app.terminal.Table;
import io.trialstream.platform.Connectors;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.PlatformStatus;
import io.trialstream.platform.PlatformStatus.ConnectorStatus;
import io.trialstream.platform.S3Store;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code platform}: broker, registry, S3 store and Connect worker on this machine, in the background. */
@Command(
        name = "platform",
        description = "Start, stop and ask after broker, schema registry, S3 store and Connect worker on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class PlatformCommand {
    private static final double MILLIS_PER_SECOND = 1000;
    /** Connect gives out tasks in seconds; a busy machine takes longer. */
    private static final Duration CONNECTORS_TIMEOUT = Duration.ofSeconds(60);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @Command(name = "start", description = "Start them in the background, with topics and connectors; data is kept.")
    int start(
            @Option(names = "--brokers", defaultValue = "1", description = "Brokers, 1 to 3 (default: 1).") int brokers,
            @Option(
                            names = "--partitions",
                            defaultValue = "" + TopicAdmin.DEFAULT_PARTITIONS,
                            description = "Partitions of topics keyed by unit, where they are created (default: 4).")
                    int partitions,
            @Mixin DataOption data) {
        PlatformOptions options = options(data, brokers).detach();
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            createTopics(platform.bootstrap(), partitions);
            Connectors.start(platform.connect());
            Connectors.awaitWell(options.directory(), CONNECTORS_TIMEOUT);
            for (Map.Entry<String, Duration> part : platform.startTimes().entrySet()) {
                out.printf(
                        Locale.ROOT,
                        "%s answered after %.1f s%n",
                        part.getKey(),
                        part.getValue().toMillis() / MILLIS_PER_SECOND);
            }
            out.println("Broker    " + platform.bootstrap());
            out.println("Registry  " + platform.registry());
            out.println("S3        " + platform.s3().endpoint() + ", bucket " + S3Store.BUCKET + ", keys "
                    + S3Store.ACCESS_KEY_ID + " and " + S3Store.SECRET_ACCESS_KEY + ", files in "
                    + S3Store.folder(options.directory()));
            out.println("Connect   " + platform.connect().base());
            out.println("Addresses are in " + options.directory().resolve("endpoints.json")
                    + "; ./trialstream platform stop ends it");
        }
        return 0;
    }

    @Command(name = "stop", description = "Stop them; data is kept.")
    int stop(@Mixin DataOption data) {
        boolean stopped = LocalPlatform.stop(data.directory(), err::println);
        out.println(stopped ? "Stopped" : "Nothing was running in " + data.directory());
        return 0;
    }

    @Command(name = "status", description = "Say what runs; exit status 1 where something does not answer.")
    int status(@Mixin DataOption data) {
        PlatformStatus status = PlatformStatus.of(data.directory());
        if (status.parts().isEmpty()) {
            throw new CommandFailure("nothing is running in " + data.directory());
        }
        Table table = new Table("part", "pid", "address", "state");
        status.parts()
                .forEach(part -> table.row(
                        part.name(),
                        String.valueOf(part.pid()),
                        part.address(),
                        part.state().toString().toLowerCase(Locale.ROOT)
                                + (part.detail().isEmpty() ? "" : ": " + part.detail())));
        out.print(table);
        if (!status.connectors().isEmpty()) {
            Table connectors = new Table("connector", "tasks", "state");
            status.connectors()
                    .forEach(connector ->
                            connectors.row(connector.name(), String.valueOf(connector.tasks()), state(connector)));
            out.println();
            out.print(connectors);
        }
        return status.healthy() ? 0 : 1;
    }

    /** What Connect says of a connector, unless we know better. */
    private static String state(ConnectorStatus connector) {
        return connector.well() ? "well" : "not working: " + connector.detail();
    }

    private PlatformOptions options(DataOption data, int brokers) {
        try {
            return PlatformOptions.in(data.directory())
                    .withConnect()
                    .brokers(brokers)
                    .messages(err::println);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--" + e.getMessage(), e);
        }
    }

    private void createTopics(String bootstrap, int partitions) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(Topics.RAW.name(), partitions))
                    .mismatches()
                    .forEach(mismatch -> err.println("platform: " + mismatch));
        }
    }
}
