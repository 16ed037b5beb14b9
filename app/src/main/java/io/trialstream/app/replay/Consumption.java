package io.trialstream.app.replay;

import io.trialstream.topology.TopologyTopics;
import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How much of the raw topic an application has judged for good: what it has committed, up to ends that were captured once.
 * Not thread-safe.
 */
final class Consumption {
    private final Cluster cluster;
    private final String applicationId;
    private final Map<TopicPartition, Long> begins;
    private final Map<TopicPartition, Long> ends;
    private long done;
    private @Nullable Map<TopicPartition, Long> reportsEnds;

    /**
     * @param begins first offsets of the raw partitions
     * @param ends behind the last records that are wanted
     */
    Consumption(
            Cluster cluster, String applicationId, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        this.cluster = cluster;
        this.applicationId = applicationId;
        this.begins = begins;
        this.ends = ends;
    }

    /** Records there are in all. */
    long total() {
        return sum(ends);
    }

    /** Records done, as of the last look. */
    long done() {
        return done;
    }

    /**
     * Asks the brokers.
     *
     * @param enough whether what is judged by now will do, though it be not all
     * @return whether all is judged, or enough, and what the partitions reported of it is merged
     */
    boolean look(boolean enough) {
        Map<TopicPartition, Long> committed = cluster.committed(applicationId);
        done = sum(committed);
        if (done < total() && !enough) {
            return false;
        }
        Map<TopicPartition, Long> reports = reportsEnds;
        if (reports == null) {
            // Committed with the records that they tell of; and the merge, which has come far enough, reads committed
            // ones.
            reports = cluster.ends(TopologyTopics.reports(applicationId), IsolationLevel.READ_UNCOMMITTED);
            reportsEnds = reports;
        }
        return Cluster.covers(committed, reports);
    }

    private long sum(Map<TopicPartition, Long> reached) {
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    long begin = begins.getOrDefault(end.getKey(), 0L);
                    long at = Math.min(end.getValue(), reached.getOrDefault(end.getKey(), begin));
                    return Math.max(0, at - begin);
                })
                .sum();
    }
}
