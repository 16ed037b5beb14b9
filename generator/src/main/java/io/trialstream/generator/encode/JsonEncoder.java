package io.trialstream.generator.encode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.trialstream.generator.model.EventType;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Events as JSON lines in the contract's format: context and properties are JSON in a string. Not thread-safe. */
final class JsonEncoder implements EventEncoder {
    private static final int MINUTE_MS = 60_000;
    private static final int SECOND_MS = 1_000;
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx");
    private static final byte[][] NAMES = names();
    private static final byte[] NO_NAME = ascii("{\"event_name\":\"\",\"event_id\":\"");
    private static final byte[] USER = ascii(",\"user_id\":\"");
    private static final byte[] ANONYMOUS = ascii(",\"anonymous_id\":\"");
    private static final byte[] SESSION = ascii(",\"session_id\":\"session_");
    private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
    private static final byte[] CONTEXT = ascii("\",\"context\":\"{");
    private static final byte[] PROPERTIES = ascii("}\",\"event_properties\":\"{");
    private static final byte[] END = ascii("}\"}\n");

    private final Out out;
    private final ZoneId zone;
    private boolean first;
    private long minute = Long.MIN_VALUE;
    private final Out minutePrefix = new Out(32);
    private @Nullable ZoneOffset offset;
    private byte[] offsetText = {};

    JsonEncoder(Out out, ZoneId zone) {
        this.out = out;
        this.zone = zone;
    }

    @Override
    public void head(Head head) {
        out.put(head.hasName ? NAMES[head.type.ordinal()] : NO_NAME);
        if (head.hasId) {
            out.uuid(head.idHigh, head.idLow);
        }
        out.put((byte) '"');
        id(USER, head.userId);
        id(ANONYMOUS, head.anonymousId);
        out.put(SESSION);
        out.hex(head.session, 16);
        out.put(TIMESTAMP);
        timestamp(head.timestamp);
    }

    @Override
    public void beginContext() {
        out.put(CONTEXT);
        first = true;
    }

    @Override
    public void beginProperties() {
        out.put(PROPERTIES);
        first = true;
    }

    @Override
    public void field(Field field, Out variable) {
        if (!first) {
            out.put((byte) ',');
        }
        first = false;
        field.json(out, variable);
    }

    @Override
    public void end() {
        out.put(END);
    }

    private void id(byte[] name, Out id) {
        if (id.length() == 0) {
            return;
        }
        out.put(name);
        if (plain(id)) {
            out.put(id.array(), 0, id.length());
        } else {
            out.put(JsonStringEncoder.getInstance().quoteAsUTF8(new String(id.array(), 0, id.length(), UTF_8)));
        }
        out.put((byte) '"');
    }

    private static boolean plain(Out id) {
        for (int i = 0; i < id.length(); i++) {
            byte b = id.array()[i];
            if (b >= 0 && b < ' ' || b == '"' || b == '\\') {
                return false;
            }
        }
        return true;
    }

    /** ISO-8601 with offset and milliseconds; all but the seconds is remembered from event to event. */
    private void timestamp(long time) {
        long itsMinute = Math.floorDiv(time, MINUTE_MS);
        if (itsMinute != minute) {
            minute = itsMinute;
            turnTo(Instant.ofEpochMilli(time).atZone(zone));
        }
        int rest = Math.floorMod(time, MINUTE_MS);
        out.put(minutePrefix.array(), 0, minutePrefix.length());
        out.decimal(rest / SECOND_MS, 2);
        out.put((byte) '.');
        out.decimal(rest % SECOND_MS, 3);
        out.put(offsetText);
    }

    /** By hand, as a small population has few events a minute: then formatters take a share of the time that is seen. */
    private void turnTo(ZonedDateTime local) {
        minutePrefix.clear();
        minutePrefix.decimal(local.getYear(), 4);
        minutePrefix.put((byte) '-');
        minutePrefix.decimal(local.getMonthValue(), 2);
        minutePrefix.put((byte) '-');
        minutePrefix.decimal(local.getDayOfMonth(), 2);
        minutePrefix.put((byte) 'T');
        minutePrefix.decimal(local.getHour(), 2);
        minutePrefix.put((byte) ':');
        minutePrefix.decimal(local.getMinute(), 2);
        minutePrefix.put((byte) ':');
        if (!local.getOffset().equals(offset)) {
            offset = local.getOffset();
            offsetText = ascii(OFFSET.format(local));
        }
    }

    private static byte[][] names() {
        EventType[] types = EventType.values();
        byte[][] names = new byte[types.length][];
        for (EventType type : types) {
            names[type.ordinal()] = ascii("{\"event_name\":\"" + type.eventName() + "\",\"event_id\":\"");
        }
        return names;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }
}
