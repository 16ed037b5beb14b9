package io.trialstream.app.load;

import io.trialstream.app.load.RejectedRowException.Reason;
import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events as a mapping file says. */
final class MappedAssembler implements EventAssembler {
    private final Mapping mapping;
    private final LineIds ids;

    MappedAssembler(Mapping mapping, LineIds ids) {
        this.mapping = mapping;
        this.ids = ids;
    }

    @Override
    public UserEvent assemble(Row row, Columns columns) throws RejectedRowException {
        Instant timestamp = mapping.timestampFormat()
                .parse(required(mapping.timestamp(), Reason.BAD_TIMESTAMP, "timestamp", row, columns));
        @Nullable String userId = optional(mapping.userId(), row, columns);
        @Nullable String anonymousId = optional(mapping.anonymousId(), row, columns);
        if (userId == null && anonymousId == null) {
            throw new RejectedRowException(Reason.MISSING_UNIT, "neither user_id nor anonymous_id has a value");
        }
        return new UserEvent(
                required(mapping.eventId(), Reason.MISSING_EVENT_ID, "event_id", row, columns),
                required(mapping.eventName(), Reason.MISSING_EVENT_NAME, "event_name", row, columns),
                userId,
                anonymousId,
                optional(mapping.sessionId(), row, columns),
                timestamp,
                all(mapping.context(), row, columns),
                all(mapping.eventProperties(), row, columns));
    }

    private String required(Target target, Reason reason, String key, Row row, Columns columns)
            throws RejectedRowException {
        String value = optional(target, row, columns);
        if (value == null) {
            throw new RejectedRowException(
                    reason,
                    key + " has no value: one of these columns is empty: " + String.join(", ", target.columns()));
        }
        return value;
    }

    private @Nullable String optional(@Nullable Target target, Row row, Columns columns) {
        String value = target == null ? null : target.read(row, columns, ids);
        return value == null || value.isEmpty() ? null : value;
    }

    private Map<String, String> all(Map<String, Target> targets, Row row, Columns columns) {
        Map<String, String> values = new HashMap<>();
        targets.forEach((key, target) -> {
            String value = optional(target, row, columns);
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }
}
