package io.trialstream.app.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trialstream.app.load.RejectedRowException.Reason;
import io.trialstream.schemas.UserEvent;
import org.jspecify.annotations.Nullable;

/** JSON lines: an object a line. A column {@code a.b} is the member {@code a.b}, or else the member b of a. */
final class JsonRowParser implements RowParser {
    /** Numbers keep every digit they came with; what follows the value is an error, not left unread. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final ObjectReader JSON = MAPPER.readerFor(JsonNode.class);

    private final EventAssembler assembler;

    JsonRowParser(EventAssembler assembler) {
        this.assembler = assembler;
    }

    @Override
    public UserEvent parse(Row row) throws RejectedRowException {
        JsonNode object;
        try {
            object = JSON.readValue(row.text());
        } catch (JsonProcessingException e) {
            throw new RejectedRowException(Reason.MALFORMED_JSON, e.getOriginalMessage());
        }
        if (!object.isObject()) {
            throw new RejectedRowException(Reason.MALFORMED_JSON, "expected an object, found " + object.getNodeType());
        }
        return assembler.assemble(row, column -> text(find(object, column)));
    }

    private static JsonNode find(JsonNode object, String column) {
        JsonNode direct = object.path(column);
        int dot = column.indexOf('.');
        if (!direct.isMissingNode() || dot < 0) {
            return direct;
        }
        return find(object.path(column.substring(0, dot)), column.substring(dot + 1));
    }

    private static @Nullable String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.isEmpty() ? null : text;
    }
}
