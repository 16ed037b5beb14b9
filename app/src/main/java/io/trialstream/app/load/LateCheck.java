package io.trialstream.app.load;

import io.trialstream.schemas.UserEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** How much of a file would be late, because event time has gone on without it. */
final class LateCheck {
    private LateCheck() {}

    /**
     * Reads the whole file.
     *
     * @param watermarks by partition, epoch ms; a partition without one has none yet
     * @param partitions of the raw topic
     * @return events whose window is closed on their partition (docs/semantics.md §4)
     */
    static long lateEvents(
            EventFile file, Map<Integer, Long> watermarks, int partitions, Duration window, Duration grace)
            throws IOException {
        long late = 0;
        @Nullable Row row;
        while ((row = file.next()) != null) {
            try {
                UserEvent event = file.parse(row);
                Long watermark = watermarks.get(partition(event, partitions));
                long time = event.getTimestamp().toEpochMilli();
                long windowEnd = Math.floorDiv(time, window.toMillis()) * window.toMillis() + window.toMillis();
                if (watermark != null && watermark >= windowEnd + grace.toMillis()) {
                    late++;
                }
            } catch (RejectedRowException e) {
                // No event, so not late; the load itself counts it.
            }
        }
        return late;
    }

    /** As Kafka's Java producer places a key. */
    private static int partition(UserEvent event, int partitions) {
        byte[] key = RawTopicSender.unit(event).getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
