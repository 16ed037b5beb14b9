package io.trialstream.generator.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trialstream.generator.model.EventType;

/**
 * Events as Avro {@code UserEvent} behind a wire header. Written byte by byte, as the generated class costs several times
 * the rest of an event; a test reads everything back with Avro's own decoder. Not thread-safe.
 */
final class AvroEncoder implements EventEncoder {
    private static final byte ABSENT = 0;
    private static final byte PRESENT = 2;
    private static final byte END_OF_MAP = 0;
    private static final int UUID_LENGTH = 36;
    private static final byte[] EMPTY = Field.avroString("");
    private static final byte[] SESSION = session();
    private static final byte[][] NAMES = names();

    /** The most members of a map: so that their number is one byte, to be filled in at its end. */
    private static final int MAX_MEMBERS = 63;

    private final Out out;
    private final byte[] wireHeader;
    private int mapAt;
    private int members;

    AvroEncoder(Out out, byte[] wireHeader) {
        this.out = out;
        this.wireHeader = wireHeader;
    }

    @Override
    public void head(Head head) {
        out.put(wireHeader);
        if (head.hasId) {
            out.varint(UUID_LENGTH);
            out.uuid(head.idHigh, head.idLow);
        } else {
            out.put(EMPTY);
        }
        out.put(head.hasName ? NAMES[head.type.ordinal()] : EMPTY);
        id(head.userId);
        id(head.anonymousId);
        out.put(SESSION);
        out.hex(head.session, 16);
        out.varint(head.timestamp);
    }

    @Override
    public void beginContext() {
        beginMap();
    }

    @Override
    public void beginProperties() {
        endMap();
        beginMap();
    }

    @Override
    public void field(Field field, Out variable) {
        members++;
        field.avro(out, variable);
    }

    @Override
    public void end() {
        endMap();
    }

    private void id(Out id) {
        if (id.length() == 0) {
            out.put(ABSENT);
        } else {
            out.put(PRESENT);
            out.varint(id.length());
            out.put(id.array(), 0, id.length());
        }
    }

    private void beginMap() {
        mapAt = out.length();
        members = 0;
        out.put(END_OF_MAP);
    }

    /** One block of members, if there are any, then an empty one. */
    private void endMap() {
        if (members == 0) {
            return;
        }
        if (members > MAX_MEMBERS) {
            throw new IllegalStateException(members + " members, expected at most " + MAX_MEMBERS);
        }
        out.set(mapAt, (byte) (members << 1));
        out.put(END_OF_MAP);
    }

    private static byte[] session() {
        Out out = new Out(16);
        out.put(PRESENT);
        out.varint("session_".length() + 16);
        out.put("session_".getBytes(US_ASCII));
        return out.toBytes();
    }

    private static byte[][] names() {
        EventType[] types = EventType.values();
        byte[][] names = new byte[types.length][];
        for (EventType type : types) {
            names[type.ordinal()] = Field.avroString(type.eventName());
        }
        return names;
    }
}
