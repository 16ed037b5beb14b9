package io.trialstream.app.replay;

import io.trialstream.app.command.TopicReader;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologyTopics;
import io.trialstream.topology.query.CommittedFinality;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far applications are final, as they have committed it; whether they run or not. */
final class Finality {
    private final TopicReader topics;
    private final Cluster cluster;
    private final Duration transactionPatience;

    /** @param transactionPatience how long an open transaction may hide records */
    Finality(TopicReader topics, Cluster cluster, Duration transactionPatience) {
        this.topics = topics;
        this.cluster = cluster;
        this.transactionPatience = transactionPatience;
    }

    /** End of the newest final window, epoch ms; null before the first. */
    @Nullable
    Long of(String applicationId) {
        String changelog = TopologyTopics.changelog(applicationId, Stores.MERGE);
        cluster.awaitCommitted(changelog, transactionPatience);
        CommittedFinality finality = new CommittedFinality();
        topics.read(changelog, null, record -> finality.accept(record.partition(), record.key(), record.value()));
        return finality.through();
    }
}
