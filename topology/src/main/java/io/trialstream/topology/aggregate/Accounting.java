package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the events of a partition went: {@code in = invalid + late + duplicate + bot + kept} at every commit. Not thread-safe.
 */
public final class Accounting {
    private static final int VERSION = 1;

    private long in;
    private long duplicate;
    private long kept;
    private long watermarks;
    private long facts;
    private final TreeMap<String, Long> invalid = new TreeMap<>();
    private final TreeMap<String, Long> late = new TreeMap<>();
    private final TreeMap<String, Long> bot = new TreeMap<>();

    public void countIn() {
        in++;
    }

    public void countWatermark() {
        watermarks++;
    }

    public void countFact() {
        facts++;
    }

    public void countInvalid(String reason) {
        invalid.merge(reason, 1L, Long::sum);
    }

    public void countLate(String reason) {
        late.merge(reason, 1L, Long::sum);
    }

    public void countDuplicate() {
        duplicate++;
    }

    public void countBot(String reason) {
        bot.merge(reason, 1L, Long::sum);
    }

    public void countKept() {
        kept++;
    }

    /** Kept events of open windows turn out to be a bot's. */
    public void retract(long events, String reason) {
        if (events > 0) {
            kept -= events;
            bot.merge(reason, events, Long::sum);
        }
    }

    /** Adds another partition's. */
    public void add(Accounting other) {
        in += other.in;
        duplicate += other.duplicate;
        kept += other.kept;
        watermarks += other.watermarks;
        facts += other.facts;
        other.invalid.forEach((reason, n) -> invalid.merge(reason, n, Long::sum));
        other.late.forEach((reason, n) -> late.merge(reason, n, Long::sum));
        other.bot.forEach((reason, n) -> bot.merge(reason, n, Long::sum));
    }

    /** Event records that came in. */
    public long in() {
        return in;
    }

    public long duplicate() {
        return duplicate;
    }

    public long kept() {
        return kept;
    }

    /** Watermark records; they are no events. */
    public long watermarks() {
        return watermarks;
    }

    /** Relayed facts; they are no events. */
    public long facts() {
        return facts;
    }

    public Map<String, Long> invalidByReason() {
        return Collections.unmodifiableMap(invalid);
    }

    public Map<String, Long> lateByReason() {
        return Collections.unmodifiableMap(late);
    }

    public Map<String, Long> botByReason() {
        return Collections.unmodifiableMap(bot);
    }

    public static long total(Map<String, Long> byReason) {
        return byReason.values().stream().mapToLong(Long::longValue).sum();
    }

    public byte[] toBytes(ByteWriter out) {
        out.reset();
        write(out);
        return out.toBytes();
    }

    public void write(ByteWriter out) {
        out.writeByte(VERSION).writeUnsigned(in).writeUnsigned(duplicate).writeUnsigned(kept);
        out.writeUnsigned(watermarks).writeUnsigned(facts);
        write(out, invalid);
        write(out, late);
        write(out, bot);
    }

    public static Accounting read(ByteReader in) {
        in.expectVersion(VERSION, "accounting");
        Accounting a = new Accounting();
        a.in = in.readUnsigned();
        a.duplicate = in.readUnsigned();
        a.kept = in.readUnsigned();
        a.watermarks = in.readUnsigned();
        a.facts = in.readUnsigned();
        read(in, a.invalid);
        read(in, a.late);
        read(in, a.bot);
        return a;
    }

    private static void write(ByteWriter out, Map<String, Long> byReason) {
        out.writeUnsigned(byReason.size());
        byReason.forEach((reason, n) -> out.writeString(reason).writeUnsigned(n));
    }

    private static void read(ByteReader in, Map<String, Long> byReason) {
        for (int left = in.readCount(); left > 0; left--) {
            byReason.put(in.readString(), in.readUnsigned());
        }
    }
}
