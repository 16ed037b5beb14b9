package io.trialstream.generator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as a client sends it.
 *
 * @param eventId empty only where that is the fault
 * @param userId absent for a visitor who is not logged in
 * @param timestamp event time, ms since the epoch
 * @param context in a fixed order; a member that is not a string is its compact JSON text
 * @param properties likewise
 */
public record GeneratedEvent(
        String eventId,
        String eventName,
        @Nullable String userId,
        String anonymousId,
        String sessionId,
        long timestamp,
        Map<String, String> context,
        Map<String, String> properties) {

    /** The unit: user id, else anonymous id. */
    public String unit() {
        return userId == null ? anonymousId : userId;
    }

    GeneratedEvent withEventId(String otherId) {
        return new GeneratedEvent(otherId, eventName, userId, anonymousId, sessionId, timestamp, context, properties);
    }

    GeneratedEvent withTimestamp(long otherTimestamp) {
        return new GeneratedEvent(
                eventId, eventName, userId, anonymousId, sessionId, otherTimestamp, context, properties);
    }
}
