package io.trialstream.app.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.trialstream.app.load.RejectedRowException.Reason;
import io.trialstream.schemas.UserEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events whose fields already bear the names of {@code UserEvent}, as {@code generate bulk} writes them: no mapping is
 * needed. {@code context} and {@code event_properties} are JSON objects, or strings that hold one; a member that is not
 * a string becomes its compact JSON text.
 */
final class ContractAssembler implements EventAssembler {
    private static final ObjectReader JSON = JsonRowParser.MAPPER.readerFor(JsonNode.class);

    private final TimestampFormat times;

    ContractAssembler(TimestampFormat times) {
        this.times = times;
    }

    @Override
    public UserEvent assemble(Row row, Columns columns) throws RejectedRowException {
        Instant timestamp = times.parse(required(columns, "timestamp", Reason.BAD_TIMESTAMP));
        @Nullable String userId = columns.get("user_id");
        @Nullable String anonymousId = columns.get("anonymous_id");
        if (userId == null && anonymousId == null) {
            throw new RejectedRowException(Reason.MISSING_UNIT, "neither user_id nor anonymous_id has a value");
        }
        return new UserEvent(
                required(columns, "event_id", Reason.MISSING_EVENT_ID),
                required(columns, "event_name", Reason.MISSING_EVENT_NAME),
                userId,
                anonymousId,
                columns.get("session_id"),
                timestamp,
                members(columns, "context"),
                members(columns, "event_properties"));
    }

    private static String required(Columns columns, String name, Reason reason) throws RejectedRowException {
        String value = columns.get(name);
        if (value == null) {
            throw new RejectedRowException(reason, name + " has no value");
        }
        return value;
    }

    private static Map<String, String> members(Columns columns, String name) throws RejectedRowException {
        Map<String, String> members = new HashMap<>();
        String text = columns.get(name);
        if (text == null) {
            return members;
        }
        JsonNode object;
        try {
            object = JSON.readValue(text);
        } catch (JsonProcessingException e) {
            throw notAnObject(name, e.getOriginalMessage());
        }
        if (!object.isObject()) {
            throw notAnObject(name, object.getNodeType().toString());
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            members.put(member.getKey(), value.isTextual() ? value.textValue() : value.toString());
        }
        return members;
    }

    private static RejectedRowException notAnObject(String name, String found) {
        return new RejectedRowException(Reason.BAD_VALUE, name + ": expected a JSON object, found: " + found);
    }
}
