package io.trialstream.app.replay;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.ConnectionOptions;
import io.trialstream.app.command.TopicReader;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.run.StartChecks;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.VariantWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A replay from its checks to its result, in the order in which things are done. */
final class Replayer implements AutoCloseable {
    /** On top of the time after which the brokers end a transaction whose owner is gone. */
    private static final Duration TRANSACTION_MARGIN = Duration.ofSeconds(30);

    private final RunConfig config;
    private final RunConfig withoutSettings;
    private final ReplayName name;
    private final boolean keep;
    private final Span span;
    private final Consumer<String> messages;
    private final Cluster cluster;
    private final ReplayRun run;
    private final Thread hook;
    private final LiveApplication live;
    private final Finality finality;
    private final FinalsReader finals;
    private final List<String> notes = new ArrayList<>();
    private Map<TopicPartition, Long> begins = Map.of();
    private Map<TopicPartition, Long> ends = Map.of();

    /**
     * @param connection to the system, and the configuration with what the replay changes
     * @param keep whether topics and state stay
     * @param messages told in plain words what is going on
     */
    Replayer(ConnectionOptions connection, ReplayName name, boolean keep, Span span, Consumer<String> messages) {
        this.config = connection.run();
        this.withoutSettings = connection.runWithoutSettings();
        this.name = name;
        this.keep = keep;
        this.span = span;
        this.messages = messages;
        cluster = new Cluster(config.kafka());
        TopicReader topics = new TopicReader(connection.kafkaProperties());
        Duration patience = config.streams().transactionTimeout().plus(TRANSACTION_MARGIN);
        finality = new Finality(topics, cluster, patience);
        finals = new FinalsReader(topics, cluster, connection.registry(), patience);
        live = new LiveApplication(config, cluster, finality);
        run = new ReplayRun(
                config,
                name,
                cluster,
                new Replays(cluster, connection.directory(), config.input().topic()),
                connection.directory(),
                keep);
        hook = new Thread(run::close, "trialstream-replay-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Processes, and compares what is final in both.
     *
     * @throws CommandFailure where there is nothing to compare, or either fails
     */
    DiffReport compare() throws InterruptedException {
        live.check(finals, span);
        process();
        long replayFinal = requireFinal("replay", finality.of(name.applicationId()));
        long liveFinal = requireFinal("live application", awaitLive(replayFinal));
        long through = Math.min(liveFinal, replayFinal);
        long windowsTo = Math.min(span.toMs(), through);
        long sessionsTo = Math.min(span.toMs(), through - gapMs());
        if (windowsTo <= span.fromMs()) {
            throw new CommandFailure("nothing from " + span.from() + " on is final on both sides: live to "
                    + Instant.ofEpochMilli(liveFinal) + ", replay to " + Instant.ofEpochMilli(replayFinal));
        }
        FinalsDiff<VariantWindow> windows = compare(FinalKind.WINDOW, windowsTo);
        FinalsDiff<Session> sessions = compare(FinalKind.SESSION, sessionsTo);
        return new DiffReport(
                span,
                Instant.ofEpochMilli(windowsTo),
                Instant.ofEpochMilli(sessionsTo),
                Instant.ofEpochMilli(liveFinal),
                Instant.ofEpochMilli(replayFinal),
                windows.counts(),
                sessions.counts(),
                Stream.concat(windows.examples().stream(), sessions.examples().stream())
                        .toList(),
                List.copyOf(notes));
    }

    private <R extends SpecificRecord> FinalsDiff<R> compare(FinalKind<R> kind, long to) {
        return finals.compare(kind, kind.topic().name(), name.topic(kind.topic()), span.fromMs(), to);
    }

    /**
     * Processes the raw topic to its present end, or until all of the span is final.
     *
     * @throws CommandFailure where it cannot
     */
    void process() throws InterruptedException {
        int partitions = new StartChecks(
                        cluster.admin(),
                        config.as(name.applicationId(), config.streams().stateDir()))
                .rawPartitions();
        String raw = config.input().topic();
        begins = cluster.begins(raw);
        ends = cluster.ends(raw, IsolationLevel.READ_COMMITTED);
        noteWhatIsMissing(raw);
        run.start(partitions);
        Consumption consumption = new Consumption(cluster, name.applicationId(), begins, ends);
        messages.accept("reading " + raw + " from its beginning into " + name.topicPrefix() + "*");
        try (ProgressView view = ProgressView.start("replay", "records", consumption.total(), System.err)) {
            run.process(consumption, enough(), view);
        } finally {
            run.stop();
        }
    }

    /** Windows have to be final so far for all of the span to be: its sessions close last. */
    private long enough() {
        return span.to() == null ? Long.MAX_VALUE : span.toMs() + gapMs();
    }

    /**
     * A session is final once no event within the gap can come, by the rules of both. The live application's are taken to be
     * those that this command was told, less what it sets for the replay.
     */
    private long gapMs() {
        return Math.max(
                config.sessions().gap().toMillis(),
                withoutSettings.sessions().gap().toMillis());
    }

    /** How far the live application is final, once it has judged what the replay has, where it is at work on that. */
    private @Nullable Long awaitLive(long replayFinal) {
        Long through = live.finalThrough();
        long wanted = Math.min(enough(), replayFinal);
        if ((through == null || through < wanted) && live.running()) {
            messages.accept("waiting for the live application, which is behind");
            Consumption consumption = new Consumption(cluster, config.applicationId(), begins, ends);
            if (!live.awaitCaughtUp(consumption)) {
                notes.add("The live application is behind: it has judged " + consumption.done() + " of "
                        + consumption.total() + " records. What it has not, is not compared.");
            }
            through = live.finalThrough();
        }
        return through;
    }

    private static long requireFinal(String whose, @Nullable Long through) {
        if (through == null) {
            throw new CommandFailure("the " + whose + " has nothing final yet, so there is nothing to compare");
        }
        return through;
    }

    private void noteWhatIsMissing(String raw) {
        begins.entrySet().stream()
                .filter(begin -> begin.getValue() > 0)
                .findFirst()
                .ifPresent(begin -> note(raw + " no longer holds its first records (partition "
                        + begin.getKey().partition() + " begins at offset " + begin.getValue()
                        + "): what depends on them comes out differently."));
        if (!config.input().markers()) {
            note("input.markers is off: facts do not stand in the raw topic, so the replay does not know them.");
        }
    }

    private void note(String text) {
        notes.add(text);
        messages.accept(text);
    }

    @Override
    public void close() {
        try {
            run.close();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is at work, or was: it does the same.
        } finally {
            cluster.close();
        }
        if (keep && run.begun()) {
            messages.accept("kept as " + name.name() + "; ./trialstream replay discard " + name.name() + " removes it");
        }
    }
}
