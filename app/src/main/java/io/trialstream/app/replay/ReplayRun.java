package io.trialstream.app.replay;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.MetricsFile;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.query.StoreMovingException;
import io.trialstream.app.run.StateLock;
import io.trialstream.app.run.StreamProcessor;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.platform.TopicAdmin.TopicSpec;
import io.trialstream.schemas.Topic;
import io.trialstream.topology.TopologyTopics;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.settings.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The second application: the topology of {@code run} over the same raw topic, from its beginning, with topics, state and a
 * consumer group of its own. Without relay, idle rulings and HTTP: it reads what was ruled, and writes to nobody's topic but its own. Closed by
 * whoever comes first, the command or a shutdown hook.
 */
final class ReplayRun implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Without any record judged for so long none will be. */
    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);

    private final RunConfig config;
    private final ReplayName name;
    private final Cluster cluster;
    private final Replays replays;
    private final Path directory;
    private final boolean keep;
    private @Nullable StateLock lock;
    private @Nullable StreamProcessor processor;
    private boolean closed;

    /**
     * @param live configuration by which the live application would be started, with what the replay changes
     * @param keep whether what it made stays when it is closed
     */
    ReplayRun(RunConfig live, ReplayName name, Cluster cluster, Replays replays, Path dataDir, boolean keep) {
        this.name = name;
        this.cluster = cluster;
        this.replays = replays;
        this.keep = keep;
        directory = name.directory(dataDir);
        config = live.as(name.applicationId(), directory.resolve("state"));
    }

    /**
     * Makes its topics and begins.
     *
     * @param partitions of the raw topic
     * @throws CommandFailure where something of its name is there, or the registry is away
     */
    synchronized void start(int partitions) {
        if (closed) {
            throw new CommandFailure("the replay was told to end before it began");
        }
        replays.requireFree(name);
        TopologySettings settings = config.topology(partitions, MetricsFile.read(config.metricsFile()))
                // What nobody will read is not written: it is most of the bytes, and no result depends on it.
                .with(new TopologySettings.Outputs(name.topicPrefix(), keep && config.cleanEvents()));
        StreamProcessor.Plan plan = StreamProcessor.Plan.of(config, settings);
        lock = StateLock.take(directory, name.applicationId());
        TopicAdmin.ensure(cluster.admin(), outputs(partitions));
        StreamProcessor working =
                StreamProcessor.create(config, plan, config.http().listen());
        processor = working;
        working.start();
    }

    /** As the contract has them, under names of its own. */
    private List<TopicSpec> outputs(int partitions) {
        List<String> written = TopologyTopics.OUTPUTS.stream().map(Topic::name).collect(Collectors.toList());
        return TopicAdmin.contract(config.input().topic(), partitions).stream()
                .filter(spec -> written.contains(spec.name()))
                .map(spec -> new TopicSpec(name.topicPrefix() + spec.name(), spec.partitions(), spec.settings()))
                .toList();
    }

    /**
     * Works until all records are judged and merged, or windows are final to {@code enough}, and commits that.
     *
     * @param enough epoch ms
     * @throws CommandFailure where it gives up, or nothing is judged for two minutes
     */
    void process(Consumption consumption, long enough, ProgressView view) throws InterruptedException {
        StreamProcessor working = working();
        long doneBefore = -1;
        long changedAt = System.nanoTime();
        boolean far = false;
        while (true) {
            Optional<String> failure = working.awaitFailure(LOOK);
            if (failure.isPresent()) {
                throw new CommandFailure("the replay failed: " + failure.get());
            }
            Long through = finalThrough(working);
            far |= through != null && through >= enough;
            if (consumption.look(far)) {
                view.at(consumption.done(), consumption.total(), finality(through));
                return;
            }
            view.at(consumption.done(), consumption.total(), finality(through));
            if (consumption.done() != doneBefore) {
                doneBefore = consumption.done();
                changedAt = System.nanoTime();
            } else if (System.nanoTime() - changedAt > STALL_TIMEOUT.toNanos()) {
                throw new CommandFailure("the replay stands still: no record was judged for "
                        + STALL_TIMEOUT.toSeconds() + " s, at " + doneBefore + " of " + consumption.total()
                        + "; logs/replay.log in the data folder may say why");
            }
        }
    }

    private synchronized StreamProcessor working() {
        StreamProcessor working = processor;
        if (working == null) {
            throw new IllegalStateException("expected start() before process()");
        }
        return working;
    }

    private static @Nullable Long finalThrough(StreamProcessor working) {
        try {
            return working.queries().askMerge(MergeQueries::finalThrough);
        } catch (StoreMovingException e) {
            return null;
        }
    }

    private static String finality(@Nullable Long through) {
        return through == null ? "nothing final yet" : "final to " + Instant.ofEpochMilli(through);
    }

    /** Whether there is anything of it to be kept. */
    synchronized boolean begun() {
        return lock != null;
    }

    /** Ends the processing; what was written can still be read. */
    synchronized void stop() {
        StreamProcessor working = processor;
        if (working != null) {
            working.close();
        }
    }

    /** Ends the processing, and removes what is not to be kept. Again: nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop();
        StateLock held = lock;
        if (held != null) {
            if (!keep) {
                replays.remove(name);
            }
            held.close();
        }
    }
}
