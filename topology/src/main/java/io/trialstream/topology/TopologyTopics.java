package io.trialstream.topology;

import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import java.util.List;
import java.util.stream.Stream;

/** The topics that are an application's own: what it writes, and what Kafka Streams makes for it and never deletes. */
public final class TopologyTopics {
    /** What is written, under the names of the contract. */
    public static final List<Topic> OUTPUTS = List.of(
            Topics.CLEAN_EVENTS,
            Topics.REJECTED_EVENTS,
            Topics.LATE_EVENTS,
            Topics.BOT_VERDICTS,
            Topics.SESSIONS,
            Topics.VARIANT_CTR,
            Topics.SCORECARDS);

    /** Names the repartition between units and merge. */
    static final String REPORTS = "partition-reports";

    private TopologyTopics() {}

    /** The topic through which the units' reports reach the merge. */
    public static String reports(String applicationId) {
        return applicationId + "-" + REPORTS + "-repartition";
    }

    /** The topic that a store can be restored from. @param store one of {@link Stores} */
    public static String changelog(String applicationId, String store) {
        return applicationId + "-" + store + "-changelog";
    }

    /** All that Kafka Streams makes. */
    public static List<String> internal(String applicationId) {
        return Stream.concat(
                        Stores.ALL.stream().map(store -> changelog(applicationId, store)),
                        Stream.of(reports(applicationId)))
                .toList();
    }
}
