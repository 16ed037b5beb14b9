package io.trialstream.app.run;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.DataOption;
import io.trialstream.app.config.Config;
import io.trialstream.app.config.ConfigLoader;
import io.trialstream.app.config.Keys;
import io.trialstream.app.config.MetricsFile;
import io.trialstream.app.config.RunConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: the stream processor with its HTTP server, in the foreground. */
@Command(
        name = "run",
        description = "Run the stream processor with its HTTP server, in the foreground.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration, YAML; docs/configuration.md lists the keys.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one key, over file and environment; repeatable.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Brokers (kafka.bootstrap).")
    private @Nullable String bootstrap;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry (registry.url).")
    private @Nullable String registry;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where HTTP is served (http.listen).")
    private @Nullable String listen;

    @Option(
            names = "--print-config",
            description = "Print what is in force and where it comes from, secrets masked, and end.")
    private boolean printConfig;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Config config = new ConfigLoader()
                .endpoints(data.directory())
                .file(file)
                .environment(System.getenv())
                .flags(values)
                .flag("--bootstrap", Keys.BOOTSTRAP, bootstrap)
                .flag("--registry", Keys.REGISTRY_URL, registry)
                .flag("--listen", Keys.LISTEN, listen)
                .load();
        RunConfig run = RunConfig.of(config, data.directory());
        if (printConfig) {
            MetricsFile.read(run.metricsFile());
            spec.commandLine().getOut().print(config.toYaml());
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        return serve(run);
    }

    /** Until it fails, or the process is told to stop (SIGTERM, Ctrl-C), which is how a service is done. */
    private int serve(RunConfig run) throws InterruptedException {
        TrialstreamService service = TrialstreamService.start(run, data.directory());
        Thread hook = new Thread(() -> stopOrderly(service), "trialstream-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        spec.commandLine().getErr().println("trialstream run: HTTP at " + service.http() + "; Ctrl-C stops");
        Optional<String> failure = Optional.empty();
        while (failure.isEmpty()) {
            failure = service.awaitFailure(PATIENCE);
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        service.close();
        throw new CommandFailure(failure.get());
    }

    /** Ends with status 0, where the JVM would say 143 although all was done as asked. */
    private static void stopOrderly(TrialstreamService service) {
        log.info("Stopping");
        service.close();
        log.info("Stopped");
        LogManager.shutdown();
        Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
    }
}
