package io.trialstream.app.demo;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.Folders;
import io.trialstream.app.command.HttpApi;
import io.trialstream.app.command.TopicReader;
import io.trialstream.app.command.experiment.Experiments;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.platform.Connectors;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.S3Store;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * Broker, registry, S3 store and Connect worker, topics, connectors, the default experiment and the stream processor in an
 * emptied folder, in this order; ended in the reverse one, also when this JVM is told to end.
 */
public final class DemoSystem implements AutoCloseable {
    /** Enough for four tasks with their caches; state itself is off the heap. */
    private static final int PROCESSOR_HEAP_MEBIBYTES = 448;

    /** A processor that ends again and again is broken, not killed. */
    private static final int RESTARTS_MAX = 3;

    /** The same of the Connect worker, which is killed more often: to see that what it writes stays the same. */
    private static final int WORKER_RESTARTS_MAX = 10;

    private static final String WORKER = "connect";

    private final Path directory;
    private final Consumer<String> messages;
    private final LocalPlatform platform;
    private final Map<String, Object> kafka;
    private final SchemaRegistryClient registry;
    private volatile ProcessorProcess processor;
    private volatile HttpApi http;
    private volatile boolean closing;
    private int restarts;
    private int workerRestarts;

    private DemoSystem(Path directory, PlatformOptions options, Consumer<String> messages) {
        this.directory = directory;
        this.messages = messages;
        empty(directory, messages);
        platform = LocalPlatform.start(options.messages(messages));
        try {
            kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrap());
            registry = SchemaRegistryClient.of(platform.registry());
            createTopics();
            applyExperiment();
            Connectors.start(platform.connect());
            processor = launch();
            platform.beforeStop(this::stopProcessor);
            http = processor.awaitReady();
            messages.accept("stream processor " + processor.pid() + " answers at " + http.base());
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    /**
     * Starts everything.
     *
     * @param directory emptied first; absolute
     * @param messages told in plain words what is going on
     * @throws CommandFailure where a part does not come up; those that did are ended
     */
    public static DemoSystem start(Path directory, Consumer<String> messages) {
        return new DemoSystem(directory, PlatformOptions.in(directory).withConnect(), messages);
    }

    /** Kafka's bootstrap servers. */
    public String bootstrap() {
        return platform.bootstrap();
    }

    /** Base URL of the schema registry. */
    public String registryUrl() {
        return platform.registry();
    }

    /** The S3 store. */
    public S3Store s3() {
        return platform.s3();
    }

    /** Base URL of the Connect worker's REST interface. */
    public URI connectUrl() {
        return platform.connect().base();
    }

    /** The Connect worker's pid; another after a restart. */
    public long workerPid() {
        return Objects.requireNonNull(platform.pids().get(WORKER), "the worker was launched");
    }

    /** What is not well with the parts and the connectors, for people; empty where all is. */
    public String problems() {
        return platform.status().problems();
    }

    /** A client of the registry. */
    public SchemaRegistryClient registry() {
        return registry;
    }

    /** The stream processor's HTTP interface; another address after a restart. */
    public HttpApi http() {
        return http;
    }

    /** The stream processor; another process after a restart. */
    public ProcessorProcess processor() {
        return processor;
    }

    /** Reads topics of the system. */
    public TopicReader topics() {
        return new TopicReader(kafka);
    }

    /**
     * Starts the stream processor and the Connect worker again where somebody killed them.
     *
     * @throws CommandFailure where one ends too often
     */
    public void keepAlive() {
        if (!closing && !processor.alive()) {
            restartProcessor();
        }
        if (!closing && !platform.alive(WORKER)) {
            restartWorker();
        }
    }

    private void restartWorker() {
        if (workerRestarts == WORKER_RESTARTS_MAX) {
            throw new CommandFailure("the Connect worker has ended " + (workerRestarts + 1) + " times; its log is "
                    + directory.resolve("logs").resolve("connect.log"));
        }
        workerRestarts++;
        messages.accept("the Connect worker " + workerPid() + " has ended; starting it again");
        platform.restart(WORKER);
    }

    private void restartProcessor() {
        if (restarts == RESTARTS_MAX) {
            processor.requireAlive();
        }
        restarts++;
        messages.accept("the stream processor " + processor.pid() + " has ended; starting it again");
        processor = launch();
        http = processor.awaitReady();
        messages.accept("stream processor " + processor.pid() + " answers at " + http.base());
    }

    @Override
    public void close() {
        // Runs stopProcessor first.
        platform.close();
    }

    private ProcessorProcess launch() {
        return ProcessorProcess.launch(directory, PROCESSOR_HEAP_MEBIBYTES, List.of());
    }

    private void stopProcessor() {
        closing = true;
        processor.stop();
    }

    private void createTopics() {
        try (Admin admin = Admin.create(kafka)) {
            List<String> mismatches = TopicAdmin.ensure(
                            admin, TopicAdmin.contract(Topics.RAW.name(), TopicAdmin.DEFAULT_PARTITIONS))
                    .mismatches();
            if (!mismatches.isEmpty()) {
                throw new CommandFailure("topics are not as they should be: " + String.join("; ", mismatches));
            }
        }
    }

    private void applyExperiment() {
        try (Experiments experiments = new Experiments(kafka, registry, Topics.RAW.name())) {
            experiments.apply(DefaultExperiments.first());
        }
    }

    /** What an earlier demo left: processes first, then files. */
    private static void empty(Path directory, Consumer<String> messages) {
        if (!Files.exists(directory)) {
            return;
        }
        // First, since it refuses where another demo is running on the folder.
        LocalPlatform.stop(directory, messages);
        if (ProcessorProcess.endOrphan(directory)) {
            messages.accept("ended the stream processor that an earlier demo left behind");
        }
        Folders.delete(directory);
    }
}
