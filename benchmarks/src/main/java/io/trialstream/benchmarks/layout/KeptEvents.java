package io.trialstream.benchmarks.layout;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The section of the aggregate: offset in the window (3 bytes) and name code (1 byte) of each event of open windows. */
final class KeptEvents {
    private static final int ENTRY_BYTES = 4;

    private final TreeMap<Long, byte[]> windows = new TreeMap<>();

    void add(Event event) {
        long window = Clock.windowStart(event.time());
        byte[] known = windows.getOrDefault(window, new byte[0]);
        byte[] longer = Arrays.copyOf(known, known.length + ENTRY_BYTES);
        int offset = (int) (event.time() - window);
        longer[known.length] = (byte) (offset >> 16);
        longer[known.length + 1] = (byte) (offset >> 8);
        longer[known.length + 2] = (byte) offset;
        longer[known.length + 3] = (byte) event.name();
        windows.put(window, longer);
    }

    /** Forgets the windows that are closed. Returns how many events they held. */
    int close(long watermark) {
        int events = 0;
        while (!windows.isEmpty() && watermark >= Clock.closesAt(windows.firstKey())) {
            events += windows.pollFirstEntry().getValue().length / ENTRY_BYTES;
        }
        return events;
    }

    void write(Out out) {
        out.writeNumber(windows.size());
        for (Map.Entry<Long, byte[]> window : windows.entrySet()) {
            out.writeNumber(window.getKey() / Clock.WINDOW).writeBytes(window.getValue());
        }
    }

    static KeptEvents read(In in) {
        KeptEvents kept = new KeptEvents();
        if (in.hasMore()) {
            for (int left = in.readCount(); left > 0; left--) {
                kept.windows.put(in.readNumber() * Clock.WINDOW, in.readBytes());
            }
        }
        return kept;
    }
}
