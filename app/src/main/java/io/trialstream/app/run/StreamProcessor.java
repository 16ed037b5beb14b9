package io.trialstream.app.run;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.query.StreamsQueries;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.TrialstreamTopology;
import io.trialstream.topology.settings.TopologySettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topology at work in this process: how Kafka Streams is told what to do, what happens when a thread dies, and how it
 * stops. The live application and a replay are each one of these.
 */
public final class StreamProcessor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamProcessor.class);

    private final Duration closeTimeout;
    private final KafkaStreams streams;
    private final StreamsQueries queries;
    private final FailurePolicy failures;
    private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();

    private StreamProcessor(RunConfig config, Plan plan, HostPort self) {
        closeTimeout = config.streams().closeTimeout();
        failures = new FailurePolicy(config.streams().threadReplacements(), System::nanoTime);
        streams = new KafkaStreams(plan.topology(), new StreamsConfig(StreamsProperties.of(config, self)));
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener(this::stateChanged);
        queries = new StreamsQueries(streams, plan.records(), self);
    }

    /**
     * What will be processed and how, before it is known where this process is reached.
     *
     * @param records how records are read and written
     */
    public record Plan(Topology topology, TopologySerdes records) {
        /**
         * Asks the registry, and builds the topology.
         *
         * @throws CommandFailure where the registry is away or refuses a schema
         */
        public static Plan of(RunConfig config, TopologySettings settings) {
            RecordSerdes serdes = new RecordSerdes(config.registry());
            serdes.check();
            TopologySerdes records = serdes.topology();
            // The address is not known yet, and shapes nothing in the topology.
            return new Plan(
                    TrialstreamTopology.build(
                            settings,
                            records,
                            StreamsProperties.of(config, config.http().listen())),
                    records);
        }
    }

    /**
     * Makes it ready; {@link #start} has to follow.
     *
     * @param self where other instances reach this one
     */
    public static StreamProcessor create(RunConfig config, Plan plan, HostPort self) {
        return new StreamProcessor(config, plan, self);
    }

    /** Begins, or goes on where it was stopped. Returns at once. */
    public void start() {
        streams.start();
    }

    /** For those who watch it. */
    KafkaStreams streams() {
        return streams;
    }

    /** What it can be asked. */
    public StreamsQueries queries() {
        return queries;
    }

    /** Whether it is at work, and neither starting nor moving tasks. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /**
     * Waits until it has given up.
     *
     * @return empty when it still works after {@code patience}; else why it does not
     */
    public Optional<String> awaitFailure(Duration patience) throws InterruptedException {
        try {
            return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end is never completed with an exception", e);
        }
    }

    private void stateChanged(KafkaStreams.State now, KafkaStreams.State before) {
        log.info("The stream processor is {} (was {})", now, before);
        if (now == KafkaStreams.State.ERROR) {
            end.complete(Optional.of(failures.reason().orElse("the stream processor ended in state ERROR")));
        }
    }

    /**
     * Commits what is done and leaves the group, so that others take over at once and a restart does not wait for a session to
     * expire. Again: nothing.
     */
    @Override
    public void close() {
        boolean clean = streams.close(CloseOptions.timeout(closeTimeout)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!clean) {
            log.warn(
                    "The stream processor did not stop within {}; its open transactions will be aborted", closeTimeout);
        }
    }
}
