package io.trialstream.app.replay;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.run.StartChecks;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologyTopics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The application that a replay is compared with, seen from outside: whether there is anything of it, and how far it has come. */
final class LiveApplication {
    /** Without progress for so long, what is still to be judged is left out of the comparison. */
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RunConfig config;
    private final Cluster cluster;
    private final Finality finality;

    LiveApplication(RunConfig config, Cluster cluster, Finality finality) {
        this.config = config;
        this.cluster = cluster;
        this.finality = finality;
    }

    /** @throws CommandFailure where there is nothing to compare with, or it could not be compared */
    void check(FinalsReader finals, Span span) {
        new StartChecks(cluster.admin(), config).rawPartitions();
        String id = config.applicationId();
        requireTopics(
                List.of(
                        FinalKind.WINDOW.topic().name(),
                        FinalKind.SESSION.topic().name()),
                "run has never been started there");
        requireTopics(
                List.of(TopologyTopics.changelog(id, Stores.MERGE), TopologyTopics.reports(id)),
                "application.id " + id + " has never run there; another one is named by --set application.id=ID");
        String raw = config.input().topic();
        if (cluster.committed(id).keySet().stream().map(TopicPartition::topic).noneMatch(raw::equals)) {
            throw new CommandFailure("application.id " + id + " has never judged a record of " + raw
                    + ", so there is nothing to compare");
        }
        if (finalThrough() == null && !running()) {
            throw new CommandFailure("application.id " + id
                    + " has nothing final yet, and does not run, so there is nothing to compare");
        }
        requireSameWindows(finals, span);
    }

    private void requireTopics(List<String> topics, String why) {
        if (!cluster.existing(topics).containsAll(topics)) {
            throw new CommandFailure("expected the topics " + String.join(", ", topics) + " at "
                    + config.kafka().bootstrap() + ", found " + cluster.existing(topics) + ": " + why
                    + ", so there is nothing to compare");
        }
    }

    /** Windows are told apart by their start; of another length they would be compared with what they are not. */
    private void requireSameWindows(FinalsReader finals, Span span) {
        Duration expected = config.time().rules().window();
        finals.read(FinalKind.WINDOW, FinalKind.WINDOW.topic().name(), (key, start, value, window) -> {
            Duration found = Duration.ofMillis(window.getWindowEnd() - window.getWindowStart());
            if (span.fromMs() <= start && start < span.toMs() && !found.equals(expected)) {
                throw new CommandFailure("time.window: expected that of the live application to compare with, " + found
                        + " (" + key + "), found " + expected + "; leave out --diff, or set time.window");
            }
        });
    }

    /** How far its windows are final, epoch ms; null before the first. */
    @Nullable
    Long finalThrough() {
        return finality.of(config.applicationId());
    }

    /** Whether processes of it are at work. */
    boolean running() {
        return cluster.hasMembers(config.applicationId());
    }

    /**
     * Waits while it is at work on records that the replay has judged, for five minutes at most.
     *
     * @return whether it has judged them all
     */
    boolean awaitCaughtUp(Consumption consumption) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long stalledAt = System.nanoTime() + STALL_TIMEOUT.toNanos();
        long doneBefore = -1;
        while (!consumption.look(false)) {
            if (consumption.done() != doneBefore) {
                doneBefore = consumption.done();
                stalledAt = System.nanoTime() + STALL_TIMEOUT.toNanos();
            }
            long now = System.nanoTime();
            if (now > deadline || now > stalledAt || !running()) {
                return false;
            }
            Cluster.pause();
        }
        return true;
    }
}
