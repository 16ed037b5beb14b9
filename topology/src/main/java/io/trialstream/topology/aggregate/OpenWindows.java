package io.trialstream.topology.aggregate;

import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A unit's open windows: with every fact that comes before they close, what each event counts for is judged anew from here.
 * Section of the hot record; not thread-safe.
 */
public final class OpenWindows {
    private final TreeMap<Long, OpenWindow> windows = new TreeMap<>();

    public void add(KeptEvent event, Windows shape) {
        window(event.time(), shape).add(event);
    }

    public void addBot(long time, Windows shape) {
        window(time, shape).addBot(time);
    }

    private OpenWindow window(long time, Windows shape) {
        return windows.computeIfAbsent(shape.start(time), OpenWindow::new);
    }

    /** All kept events become bot events; returns how many. */
    public int retract() {
        int events = 0;
        for (OpenWindow w : windows.values()) {
            events += w.retract();
        }
        return events;
    }

    /** Oldest first. */
    public Collection<OpenWindow> list() {
        return windows.values();
    }

    /** Removes and returns, oldest first, the windows that end at or before {@code end}. */
    List<OpenWindow> removeThrough(long end, Windows shape) {
        List<OpenWindow> closed = new ArrayList<>(0);
        while (!windows.isEmpty() && windows.firstKey() + shape.lengthMs() <= end) {
            closed.add(windows.pollFirstEntry().getValue());
        }
        return closed;
    }

    /** Whether any window ends at or before {@code end}. */
    public boolean anyThrough(long end, Windows shape) {
        return !windows.isEmpty() && windows.firstKey() + shape.lengthMs() <= end;
    }

    public void write(ByteWriter out, NameTable names) {
        out.writeUnsigned(windows.size());
        for (OpenWindow w : windows.values()) {
            out.writeSigned(w.start()).writeUnsigned(w.botEvents());
            if (w.firstBotEvent() != null) {
                out.writeUnsigned(w.firstBotEvent() - w.start());
            }
            out.writeUnsigned(w.kept().size());
            long previous = w.start();
            for (KeptEvent e : w.kept()) {
                out.writeUnsigned(e.time() - previous);
                names.write(out, e.name());
                out.writeUnsigned(e.values().size());
                e.values().forEach((property, value) -> {
                    names.write(out, property);
                    out.writeSigned(value);
                });
                previous = e.time();
            }
        }
    }

    public static OpenWindows read(ByteReader in, NameTable names) {
        OpenWindows open = new OpenWindows();
        for (int left = in.readCount(); left > 0; left--) {
            long start = in.readSigned();
            long botEvents = in.readUnsigned();
            long firstBot = botEvents == 0 ? Long.MAX_VALUE : start + in.readUnsigned();
            open.windows.put(start, new OpenWindow(start, readKept(in, names, start), firstBot, botEvents));
        }
        return open;
    }

    private static List<KeptEvent> readKept(ByteReader in, NameTable names, long start) {
        List<KeptEvent> kept = new ArrayList<>();
        long time = start;
        for (int left = in.readCount(); left > 0; left--) {
            time += in.readUnsigned();
            String name = names.read(in);
            kept.add(new KeptEvent(time, name, readValues(in, names)));
        }
        return kept;
    }

    private static Map<String, Long> readValues(ByteReader in, NameTable names) {
        int count = in.readCount();
        if (count == 0) {
            return Map.of();
        }
        Map<String, Long> values = new HashMap<>();
        for (; count > 0; count--) {
            values.put(names.read(in), in.readSigned());
        }
        return values;
    }
}
