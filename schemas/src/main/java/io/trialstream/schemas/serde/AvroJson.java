package io.trialstream.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.schemas.AlertKind;
import io.trialstream.schemas.UserEvent;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON, and user events out of JSON, in the form of the contract: member names are the Avro fields', a
 * {@code timestamp} is ISO-8601 with milliseconds and offset, and an event's {@code context} and {@code
 * event_properties} are JSON objects <em>written as strings</em>.
 *
 * <p>A value of those two maps is a string. Where the client sent anything else, the value is its compact JSON text:
 * {@code {"page":{"name":"main"},"x":3}} is {@code page → {"name":"main"}, x → 3}. On the way out a value that is the
 * text of a JSON object or array becomes that again; {@code 3} stays the string {@code "3"}, since nothing tells it from
 * one.
 *
 * <p>Thread-safe.
 */
public final class AvroJson {
    /** Numbers keep every digit they came with; what follows the value is an error, not left unread. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final String ALERT_KIND = AlertKind.getClassSchema().getFullName();
    private static final int SHOWN_CHARS_MAX = 80;

    private final ZoneId zone;

    /** Timestamps in UTC. */
    public AvroJson() {
        this(ZoneOffset.UTC);
    }

    /** Timestamps with the offset that {@code zone} has at that moment. */
    public AvroJson(ZoneId zone) {
        this.zone = zone;
    }

    /** The record as a JSON object; members in the schema's order, entries of maps by key. */
    public ObjectNode toJson(SpecificRecord record) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            boolean asText = record instanceof UserEvent && value instanceof Map;
            object.set(field.name(), asText ? NODES.textNode(mapText((Map<?, ?>) value)) : valueToJson(value));
        }
        return object;
    }

    private JsonNode valueToJson(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        } else if (value instanceof SpecificRecord record) {
            return toJson(record);
        } else if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            sorted(map).forEach((key, entry) -> object.set(key, valueToJson(entry)));
            return object;
        } else if (value instanceof Collection<?> items) {
            ArrayNode array = NODES.arrayNode(items.size());
            items.forEach(item -> array.add(valueToJson(item)));
            return array;
        }
        return scalarToJson(value);
    }

    private JsonNode scalarToJson(Object value) {
        if (value instanceof Instant instant) {
            return NODES.textNode(timestampText(instant, zone));
        } else if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        } else if (value instanceof Integer number) {
            return NODES.numberNode(number.intValue());
        } else if (value instanceof Double number) {
            return NODES.numberNode(number.doubleValue());
        } else if (value instanceof Float number) {
            return NODES.numberNode(number.floatValue());
        } else if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        } else if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return NODES.textNode(Base64.getEncoder().encodeToString(copy));
        } else if (value instanceof GenericEnumSymbol<?> symbol) {
            return NODES.textNode(symbolText(symbol.getSchema().getFullName(), symbol.toString()));
        }
        return NODES.textNode(value.toString());
    }

    /** A moment as the contract writes it: ISO-8601 with milliseconds and the offset that {@code zone} has then. */
    public static String timestampText(Instant instant, ZoneId zone) {
        return TIMESTAMP.format(instant.atZone(zone));
    }

    /**
     * An enum's symbol in the contract's spelling, which has hyphens where Avro's names allow none.
     *
     * @param enumName the full name of its type
     */
    public static String symbolText(String enumName, String symbol) {
        return enumName.equals(ALERT_KIND) && symbol.equals(AlertKind.filter_bias.name()) ? "filter-bias" : symbol;
    }

    private static TreeMap<String, Object> sorted(Map<?, ?> map) {
        TreeMap<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(key.toString(), value));
        return sorted;
    }

    /**
     * A map of strings as an event's maps are written: the compact text of a JSON object, entries by key, where a value
     * that is the text of a JSON object or array stands as that.
     */
    public static String mapText(Map<?, ?> map) {
        ObjectNode object = NODES.objectNode();
        sorted(map).forEach((key, value) -> object.set(key, entryToJson((String) value)));
        return object.toString();
    }

    /** Only what comes back as the same text: anything else that looks like JSON stays a string. */
    private static JsonNode entryToJson(String value) {
        if (value.startsWith("{") || value.startsWith("[")) {
            try {
                JsonNode parsed = JSON.readTree(value);
                if (parsed.toString().equals(value)) {
                    return parsed;
                }
            } catch (JsonProcessingException e) {
                // A string that merely begins like JSON.
            }
        }
        return NODES.textNode(value);
    }

    /**
     * A user event out of JSON text.
     *
     * @throws InvalidJsonException if the text is no JSON object, or as at {@link #userEvent(JsonNode)}
     */
    public static UserEvent userEvent(String text) throws InvalidJsonException {
        return userEvent(parse("the event", text));
    }

    /**
     * A user event out of a JSON object. {@code context} and {@code event_properties} may be objects, or strings that
     * hold one, or absent; {@code event_id}, {@code event_name} and {@code timestamp} must be there; members it does not
     * know are ignored.
     *
     * @throws InvalidJsonException if a member is missing, of another type, or a timestamp without offset
     */
    public static UserEvent userEvent(JsonNode event) throws InvalidJsonException {
        if (!event.isObject()) {
            throw invalid("the event", "a JSON object", event);
        }
        return UserEvent.newBuilder()
                .setEventId(requiredText(event, "event_id"))
                .setEventName(requiredText(event, "event_name"))
                .setUserId(optionalText(event, "user_id"))
                .setAnonymousId(optionalText(event, "anonymous_id"))
                .setSessionId(optionalText(event, "session_id"))
                .setTimestamp(timestamp(event))
                .setContext(map(event, "context"))
                .setEventProperties(map(event, "event_properties"))
                .build();
    }

    private static String requiredText(JsonNode event, String field) throws InvalidJsonException {
        String text = optionalText(event, field);
        if (text == null) {
            throw invalid(field, "a string", event.path(field));
        }
        return text;
    }

    private static @Nullable String optionalText(JsonNode event, String field) throws InvalidJsonException {
        JsonNode value = event.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field, "a string", value);
        }
        return value.textValue();
    }

    private static Instant timestamp(JsonNode event) throws InvalidJsonException {
        String text = requiredText(event, "timestamp");
        try {
            return Instant.ofEpochMilli(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw invalid(
                    "timestamp", "ISO-8601 with offset, as 2025-09-01T14:23:45.123+09:00", event.path("timestamp"));
        }
    }

    private static Map<String, String> map(JsonNode event, String field) throws InvalidJsonException {
        JsonNode value = event.path(field);
        if (value.isTextual()) {
            value = value.textValue().isBlank() ? NODES.nullNode() : parse(field, value.textValue());
        }
        Map<String, String> map = new TreeMap<>();
        if (value.isMissingNode() || value.isNull()) {
            return map;
        }
        if (!value.isObject()) {
            throw invalid(field, "a JSON object, or a string that holds one", value);
        }
        value.properties().forEach(member -> {
            JsonNode content = member.getValue();
            map.put(member.getKey(), content.isTextual() ? content.textValue() : content.toString());
        });
        return map;
    }

    private static JsonNode parse(String field, String text) throws InvalidJsonException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(field, "JSON", shorten(text) + " (" + e.getOriginalMessage() + ")");
        }
    }

    private static InvalidJsonException invalid(String field, String expected, JsonNode actual) {
        String shown = actual.isMissingNode() ? "nothing" : shorten(actual.toString());
        return new InvalidJsonException(field, expected, shown);
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    }
}
