package io.trialstream.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records as HTTP shows them: members in camel case, moments in ISO-8601. */
final class RecordViews {
    /** Whole numbers that are moments; everything else that is a number stays one. */
    static final Set<String> MOMENTS = Set.of(
            "Scorecard.generated_at",
            "Scorecard.watermark",
            "VariantWindow.window_start",
            "VariantWindow.window_end",
            "Session.start",
            "Session.end",
            "ExperimentVersion.start",
            "ExperimentVersion.end",
            "Phase.start");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordViews() {}

    static ObjectNode json(SpecificRecord record) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            boolean moment = MOMENTS.contains(record.getSchema().getName() + "." + field.name());
            object.set(camelCase(field.name()), moment ? moment((Long) value) : json(value));
        }
        return object;
    }

    static JsonNode moment(@Nullable Long epochMs) {
        return epochMs == null
                ? NODES.nullNode()
                : NODES.textNode(Instant.ofEpochMilli(epochMs).toString());
    }

    private static JsonNode json(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof SpecificRecord record) {
            return json(record);
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            TreeMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, entry) -> sorted.put(key.toString(), entry));
            sorted.forEach((key, entry) -> object.set(key, json(entry)));
            return object;
        }
        if (value instanceof Collection<?> items) {
            ArrayNode array = NODES.arrayNode(items.size());
            items.forEach(item -> array.add(json(item)));
            return array;
        }
        return scalar(value);
    }

    private static JsonNode scalar(Object value) {
        if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof Integer number) {
            return NODES.numberNode(number.intValue());
        }
        if (value instanceof Double number) {
            // JSON has no NaN; "no number" is null.
            return Double.isFinite(number) ? NODES.numberNode(number.doubleValue()) : NODES.nullNode();
        }
        return value instanceof Boolean truth ? NODES.booleanNode(truth) : NODES.textNode(value.toString());
    }

    static String camelCase(String snake) {
        StringBuilder camel = new StringBuilder(snake.length());
        for (int i = 0; i < snake.length(); i++) {
            boolean hump = i > 0 && snake.charAt(i - 1) == '_';
            if (snake.charAt(i) != '_') {
                camel.append(hump ? Character.toUpperCase(snake.charAt(i)) : snake.charAt(i));
            }
        }
        return camel.toString();
    }
}
