package io.trialstream.topology.unit;

import io.trialstream.schemas.Session;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last sessions a unit has closed, for questions; the whole history is in the {@code sessions} topic. */
public final class PastSessions {
    /** So many are kept. */
    public static final int MAX_SESSIONS = 20;

    private static final int VERSION = 1;

    private final Deque<Session> newestFirst = new ArrayDeque<>();

    void add(Session closed) {
        newestFirst.addFirst(closed);
        if (newestFirst.size() > MAX_SESSIONS) {
            newestFirst.removeLast();
        }
    }

    public List<Session> newestFirst() {
        return new ArrayList<>(newestFirst);
    }

    byte[] toBytes(ByteWriter out) {
        out.reset().writeByte(VERSION).writeUnsigned(newestFirst.size());
        newestFirst.forEach(s -> write(out, s));
        return out.toBytes();
    }

    public static PastSessions fromBytes(String unit, byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "past sessions");
        PastSessions past = new PastSessions();
        for (int left = in.readCount(); left > 0; left--) {
            past.newestFirst.addLast(read(unit, in));
        }
        return past;
    }

    private static void write(ByteWriter out, Session s) {
        out.writeUnsigned(s.getOrdinal()).writeSigned(s.getStart()).writeUnsigned(s.getEnd() - s.getStart());
        out.writeUnsigned(s.getEvents()).writeUnsigned(s.getPages()).writeUnsigned(s.getClicks());
        out.writeUnsigned(s.getImpressions()).writeUnsigned(s.getConversions());
        out.writeBoolean(s.getBounce()).writeBoolean(s.getBot());
        out.writeOptional(s.getEntry()).writeOptional(s.getExit()).writeOptional(s.getDevice());
        out.writeUnsigned(s.getVariants().size());
        s.getVariants()
                .forEach((experiment, variant) -> out.writeString(experiment).writeString(variant));
    }

    private static Session read(String unit, ByteReader in) {
        long ordinal = in.readUnsigned();
        long start = in.readSigned();
        long end = start + in.readUnsigned();
        long events = in.readUnsigned();
        int pages = in.readCount();
        int clicks = in.readCount();
        int impressions = in.readCount();
        int conversions = in.readCount();
        boolean bounce = in.readBoolean();
        boolean bot = in.readBoolean();
        String entry = in.readOptional();
        String exit = in.readOptional();
        String device = in.readOptional();
        Map<String, String> variants = new HashMap<>();
        for (int left = in.readCount(); left > 0; left--) {
            variants.put(in.readString(), in.readString());
        }
        return new Session(
                unit,
                ordinal,
                start,
                end,
                events,
                pages,
                clicks,
                impressions,
                conversions,
                bounce,
                entry,
                exit,
                device,
                bot,
                variants);
    }
}
