package io.trialstream.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A record's key and headers as JSON: text where their bytes are UTF-8 (a header's without control characters), {@code
 * {"_raw":"<base64>"}} where they are not, null where they are absent. Either way the bytes can be had back.
 */
public final class RecordText {
    /** The member that holds bytes which are no text, in base64. */
    public static final String RAW = "_raw";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordText() {}

    /** A record's key. */
    public static JsonNode key(byte @Nullable [] key) {
        return key == null ? NODES.nullNode() : text(key, true);
    }

    /** A header's value. */
    public static JsonNode header(byte @Nullable [] value) {
        return value == null ? NODES.nullNode() : text(value, false);
    }

    /** Adds a header to an object of them; one that stands several times becomes an array, in the record's order. */
    public static void addHeader(ObjectNode headers, String name, JsonNode content) {
        JsonNode former = headers.get(name);
        if (former == null) {
            headers.set(name, content);
        } else if (former instanceof ArrayNode several) {
            several.add(content);
        } else {
            headers.set(name, NODES.arrayNode().add(former).add(content));
        }
    }

    /** Bytes as {@code {"_raw":"<base64>"}}. */
    public static ObjectNode raw(byte[] bytes) {
        return NODES.objectNode().put(RAW, Base64.getEncoder().encodeToString(bytes));
    }

    private static JsonNode text(byte[] bytes, boolean controls) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (controls || text.chars().noneMatch(Character::isISOControl)) {
                return NODES.textNode(text);
            }
        } catch (CharacterCodingException e) {
            // Not text.
        }
        return raw(bytes);
    }
}
