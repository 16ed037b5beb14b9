package io.trialstream.app.relay;

import io.trialstream.schemas.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out definitions that a later one of the same batch replaces, so that carrying a batch a second time does not bring an
 * old definition back for a moment. All other facts are sets, and every one counts.
 */
final class LatestFacts {
    private LatestFacts() {}

    static List<ConsumerRecord<byte[], byte[]>> of(Iterable<ConsumerRecord<byte[], byte[]>> batch) {
        Deque<ConsumerRecord<byte[], byte[]>> newestFirst = new ArrayDeque<>();
        batch.forEach(newestFirst::addFirst);
        Deque<ConsumerRecord<byte[], byte[]>> kept = new ArrayDeque<>();
        Set<@Nullable ByteBuffer> seen = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> fact : newestFirst) {
            byte @Nullable [] key = fact.key();
            boolean replaceable = fact.topic().equals(Topics.DEFINITIONS.name());
            if (!replaceable || seen.add(key == null ? null : ByteBuffer.wrap(key))) {
                kept.addFirst(fact);
            }
        }
        return new ArrayList<>(kept);
    }
}
