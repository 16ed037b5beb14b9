package io.trialstream.benchmarks.layout;

import java.util.Map;
import java.util.TreeMap;

/** The section of the bot rules: acts, automatic events and short gaps by aligned minute and hour. */
final class Counters {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final int SHORT_GAP_MS = 10;
    private static final int KINDS = 3;

    private final TreeMap<Long, long[]> minutes = new TreeMap<>();
    private final TreeMap<Long, long[]> hours = new TreeMap<>();
    private long lastAct;

    void count(Event event, long watermark) {
        prune(minutes, MINUTE, watermark);
        prune(hours, HOUR, watermark);
        int kind = event.automatic() ? 1 : 0;
        at(minutes, event.time() / MINUTE)[kind]++;
        at(hours, event.time() / HOUR)[kind]++;
        if (!event.automatic()) {
            if (Math.abs(event.time() - lastAct) < SHORT_GAP_MS) {
                at(hours, event.time() / HOUR)[2]++;
            }
            lastAct = event.time();
        }
    }

    private static long[] at(TreeMap<Long, long[]> counts, long key) {
        return counts.computeIfAbsent(key, k -> new long[KINDS]);
    }

    private static void prune(TreeMap<Long, long[]> counts, long length, long watermark) {
        while (!counts.isEmpty() && watermark >= Clock.closesAt((counts.firstKey() + 1) * length - 1)) {
            counts.pollFirstEntry();
        }
    }

    void write(Out out) {
        out.writeNumber(lastAct);
        write(out, minutes);
        write(out, hours);
    }

    static Counters read(In in) {
        Counters counters = new Counters();
        if (in.hasMore()) {
            counters.lastAct = in.readNumber();
            read(in, counters.minutes);
            read(in, counters.hours);
        }
        return counters;
    }

    private static void write(Out out, TreeMap<Long, long[]> counts) {
        out.writeNumber(counts.size());
        long previous = 0;
        for (Map.Entry<Long, long[]> e : counts.entrySet()) {
            out.writeNumber(e.getKey() - previous);
            for (long count : e.getValue()) {
                out.writeNumber(count);
            }
            previous = e.getKey();
        }
    }

    private static void read(In in, TreeMap<Long, long[]> counts) {
        long key = 0;
        for (int left = in.readCount(); left > 0; left--) {
            key += in.readNumber();
            long[] kinds = at(counts, key);
            for (int kind = 0; kind < KINDS; kind++) {
                kinds[kind] = in.readNumber();
            }
        }
    }
}
