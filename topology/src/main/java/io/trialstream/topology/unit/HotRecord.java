package io.trialstream.topology.unit;

import io.trialstream.topology.aggregate.NameTable;
import io.trialstream.topology.aggregate.OpenWindows;
import io.trialstream.topology.bots.Behaviour;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import io.trialstream.topology.dedupe.IdDirectory;
import io.trialstream.topology.sessions.OpenSessions;

/**
 * What most events of a unit change: one section a stage. Kept small, since it is written with almost every event. Not
 * thread-safe.
 */
public final class HotRecord {
    /** No timer is armed. */
    static final long UNARMED = Long.MAX_VALUE;

    private static final int VERSION = 1;

    private final IdDirectory ids;
    private final Behaviour behaviour;
    private final OpenSessions sessions;
    private final OpenWindows windows;
    private long accepted;
    private long armedAt = UNARMED;

    HotRecord() {
        this(new IdDirectory(), new Behaviour(), new OpenSessions(), new OpenWindows());
    }

    /** The record of a unit that no event has come of. */
    public static HotRecord empty() {
        return new HotRecord();
    }

    private HotRecord(IdDirectory ids, Behaviour behaviour, OpenSessions sessions, OpenWindows windows) {
        this.ids = ids;
        this.behaviour = behaviour;
        this.sessions = sessions;
        this.windows = windows;
    }

    IdDirectory ids() {
        return ids;
    }

    public Behaviour behaviour() {
        return behaviour;
    }

    public OpenSessions sessions() {
        return sessions;
    }

    public OpenWindows windows() {
        return windows;
    }

    /** Numbers the unit's accepted events from 0. */
    long nextAccepted() {
        return accepted++;
    }

    /** Window end of the earliest timer that stands in the timer store for this unit, or {@link #UNARMED}. */
    long armedAt() {
        return armedAt;
    }

    void armedAt(long windowEnd) {
        armedAt = windowEnd;
    }

    byte[] toBytes(ByteWriter out, NameTable names) {
        out.reset().writeByte(VERSION).writeUnsigned(accepted);
        out.writeBoolean(armedAt != UNARMED);
        if (armedAt != UNARMED) {
            out.writeSigned(armedAt);
        }
        ids.write(out);
        behaviour.write(out);
        sessions.write(out);
        windows.write(out, names);
        return out.toBytes();
    }

    /** Reads a record; what lies behind the section of the sessions needs the partition's names. */
    public static HotRecord fromBytes(byte[] bytes, NameTable names) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "hot user record");
        long accepted = in.readUnsigned();
        long armedAt = in.readBoolean() ? in.readSigned() : UNARMED;
        HotRecord record = new HotRecord(
                IdDirectory.read(in), Behaviour.read(in), OpenSessions.read(in), OpenWindows.read(in, names));
        record.accepted = accepted;
        record.armedAt = armedAt;
        return record;
    }
}
