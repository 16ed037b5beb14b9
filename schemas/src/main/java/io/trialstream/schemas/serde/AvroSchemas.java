package io.trialstream.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Schemas as the contract has them, without what Java's code generator adds. */
final class AvroSchemas {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AvroSchemas() {}

    /**
     * The schema's JSON text without {@code avro.java.string}, which generated classes put on every string: what is
     * registered is the same whoever registers it first, the contract file or a Java process.
     */
    static String contractText(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            dropJavaStrings(tree);
            return new Schema.Parser().parse(tree.toString()).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is no JSON: " + schema, e);
        }
    }

    private static void dropJavaStrings(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(GenericData.STRING_PROP);
        }
        node.forEach(AvroSchemas::dropJavaStrings);
    }
}
