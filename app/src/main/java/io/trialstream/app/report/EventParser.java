package io.trialstream.app.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.trialstream.app.report.BadLineException.Reason;
import io.trialstream.app.report.ReportEvent.Exposure;
import io.trialstream.app.report.ReportEvent.Profile;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line in the contract's format. {@code context} and {@code event_properties} are JSON in a string, or JSON objects; in
 * both, members that are not strings are passed over. Not thread-safe.
 */
final class EventParser {
    private static final JsonFactory JSON = new JsonFactory();

    private @Nullable String eventId;
    private @Nullable String name;
    private @Nullable String userId;
    private @Nullable String anonymousId;
    private @Nullable String timestamp;
    private @Nullable String demographic;
    private @Nullable String activity;
    private @Nullable String style;
    private @Nullable String userAgent;
    private @Nullable String zone;
    private @Nullable String arm;
    private @Nullable String experiment;

    /** What takes a member of an object. */
    private interface Members {
        void take(String name, JsonParser value) throws IOException;
    }

    /** @throws BadLineException where the line is no event */
    ReportEvent parse(byte[] bytes, int offset, int length) throws BadLineException {
        forget();
        try (JsonParser line = JSON.createParser(bytes, offset, length)) {
            object(line, this::takeField);
            if (line.nextToken() != null) {
                throw new BadLineException(Reason.NOT_JSON);
            }
        } catch (IOException e) {
            throw new BadLineException(Reason.NOT_JSON);
        }
        return event();
    }

    private void forget() {
        eventId = null;
        name = null;
        userId = null;
        anonymousId = null;
        timestamp = null;
        demographic = null;
        activity = null;
        style = null;
        userAgent = null;
        zone = null;
        arm = null;
        experiment = null;
    }

    private static void object(JsonParser json, Members members) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new NotAnObjectException(json);
        }
        objectBody(json, members);
    }

    private static void objectBody(JsonParser json, Members members) throws IOException {
        for (String member = json.nextFieldName(); member != null; member = json.nextFieldName()) {
            json.nextToken();
            members.take(member, json);
            json.skipChildren();
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new NotAnObjectException(json);
        }
    }

    private void takeField(String field, JsonParser value) throws IOException {
        switch (field) {
            case "event_id" -> eventId = text(value);
            case "event_name" -> name = text(value);
            case "user_id" -> userId = text(value);
            case "anonymous_id" -> anonymousId = text(value);
            case "timestamp" -> timestamp = text(value);
            case "context" -> nested(value, this::takeContext);
            case "event_properties" -> nested(value, this::takeProperty);
            default -> {}
        }
    }

    private static void nested(JsonParser value, Members members) throws IOException {
        if (value.currentToken() == JsonToken.START_OBJECT) {
            objectBody(value, members);
        } else if (value.currentToken() == JsonToken.VALUE_STRING) {
            // The outer parser stands still meanwhile, so its characters need no copy.
            try (JsonParser inner =
                    JSON.createParser(value.getTextCharacters(), value.getTextOffset(), value.getTextLength())) {
                object(inner, members);
            }
        }
    }

    private void takeContext(String member, JsonParser value) throws IOException {
        switch (member) {
            case "user_segment" -> demographic = text(value);
            case "activity_level" -> activity = text(value);
            case "cooking_style" -> style = text(value);
            case "user_agent" -> userAgent = text(value);
            case "zone" -> zone = text(value);
            default -> {}
        }
    }

    private void takeProperty(String member, JsonParser value) throws IOException {
        switch (member) {
            case "ab_test_group" -> arm = text(value);
            case "ab_test_scenario" -> experiment = text(value);
            default -> {}
        }
    }

    /** Null for what is no string or empty. */
    private static @Nullable String text(JsonParser value) throws IOException {
        return value.currentToken() == JsonToken.VALUE_STRING && value.getTextLength() > 0 ? value.getText() : null;
    }

    private ReportEvent event() throws BadLineException {
        String unit = userId == null ? anonymousId : userId;
        if (eventId == null || name == null || unit == null || timestamp == null) {
            throw new BadLineException(Reason.MISSING_FIELD);
        }
        Exposure exposure = arm == null || experiment == null ? null : new Exposure(experiment, arm);
        Profile profile = new Profile(known(demographic), known(activity), known(style));
        return new ReportEvent(unit, eventId, name, millis(timestamp), profile, userAgent, zone, exposure);
    }

    private static String known(@Nullable String value) {
        return value == null ? ReportEvent.UNKNOWN : value;
    }

    private static long millis(String timestamp) throws BadLineException {
        try {
            return OffsetDateTime.parse(timestamp).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new BadLineException(Reason.BAD_TIMESTAMP);
        }
    }

    private static final class NotAnObjectException extends JsonProcessingException {
        private static final long serialVersionUID = 1L;

        NotAnObjectException(JsonParser at) {
            super("expected an object", at.currentLocation());
        }
    }
}
