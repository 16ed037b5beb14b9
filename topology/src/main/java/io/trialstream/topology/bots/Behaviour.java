package io.trialstream.topology.bots;

import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the heuristics remember of a unit: its verdict, and counts by aligned minute and hour for as long as an acceptable event
 * could still belong to them. Section of the hot record; not thread-safe.
 */
public final class Behaviour {
    static final long MINUTE_MS = 60_000;
    static final long HOUR_MS = 3_600_000;

    /** Acts, automatic events and short gaps of an aligned minute or hour. */
    static final class Counts {
        long acts;
        long automatic;
        long shortGaps;
    }

    private final TreeMap<Long, Counts> minutes = new TreeMap<>();
    private final TreeMap<Long, Counts> hours = new TreeMap<>();
    private @Nullable Verdict verdict;
    private long lastAct = Windows.NONE;

    /** The latest verdict, expired ones included. */
    public @Nullable Verdict verdict() {
        return verdict;
    }

    /** A verdict starts or is extended. */
    public void verdict(Verdict latest) {
        verdict = latest;
    }

    Counts minute(long time) {
        return minutes.computeIfAbsent(Math.floorDiv(time, MINUTE_MS), k -> new Counts());
    }

    Counts hour(long time) {
        return hours.computeIfAbsent(Math.floorDiv(time, HOUR_MS), k -> new Counts());
    }

    /** Time of the act that was processed last, or {@link Windows#NONE}. */
    long lastAct() {
        return lastAct;
    }

    void lastAct(long time) {
        lastAct = time;
    }

    /** Forgets minutes and hours whose last window is closed. */
    public void prune(Windows windows, long watermark) {
        prune(minutes, MINUTE_MS, windows, watermark);
        prune(hours, HOUR_MS, windows, watermark);
    }

    private static void prune(TreeMap<Long, Counts> counts, long length, Windows windows, long watermark) {
        while (!counts.isEmpty() && windows.isClosed((counts.firstKey() + 1) * length - 1, watermark)) {
            counts.pollFirstEntry();
        }
    }

    public void write(ByteWriter out) {
        out.writeBoolean(verdict != null);
        if (verdict != null) {
            out.writeString(verdict.reason()).writeSigned(verdict.from()).writeSigned(verdict.until());
        }
        out.writeSigned(lastAct);
        write(out, minutes);
        write(out, hours);
    }

    public static Behaviour read(ByteReader in) {
        Behaviour behaviour = new Behaviour();
        if (in.readBoolean()) {
            behaviour.verdict = new Verdict(in.readString(), in.readSigned(), in.readSigned());
        }
        behaviour.lastAct = in.readSigned();
        read(in, behaviour.minutes);
        read(in, behaviour.hours);
        return behaviour;
    }

    private static void write(ByteWriter out, TreeMap<Long, Counts> counts) {
        out.writeUnsigned(counts.size());
        long previous = 0;
        for (Map.Entry<Long, Counts> e : counts.entrySet()) {
            Counts c = e.getValue();
            out.writeSigned(e.getKey() - previous)
                    .writeUnsigned(c.acts)
                    .writeUnsigned(c.automatic)
                    .writeUnsigned(c.shortGaps);
            previous = e.getKey();
        }
    }

    private static void read(ByteReader in, TreeMap<Long, Counts> counts) {
        long key = 0;
        for (int left = in.readCount(); left > 0; left--) {
            key += in.readSigned();
            Counts c = new Counts();
            c.acts = in.readUnsigned();
            c.automatic = in.readUnsigned();
            c.shortGaps = in.readUnsigned();
            counts.put(key, c);
        }
    }
}
