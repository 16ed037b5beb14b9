package io.trialstream.benchmarks.layout;

import java.util.ArrayList;
import java.util.List;

/**
 * What the layouts need of an event.
 *
 * @param time event time, epoch ms
 * @param id its identity
 * @param name code of the event name, 0 to {@value #NAMES} − 1
 * @param page number of the page it happened on
 */
record Event(long time, Id id, int name, int page) {
    /** So many event names; the last three are what a page does by itself. */
    static final int NAMES = 13;

    /** Name codes with a meaning. */
    static final int IMPRESSION = NAMES - 1;

    static final int CLICK = 1;

    boolean automatic() {
        return name >= NAMES - 3;
    }

    /** A record on the raw topic: one event when live, a user's whole day in the history. */
    static byte[] toBytes(List<Event> events, Out out) {
        out.reset().writeNumber(events.size());
        for (Event e : events) {
            out.writeFixed(e.time).writeFixed(e.id.high()).writeFixed(e.id.low());
            out.writeByte(e.name).writeNumber(e.page);
        }
        return out.toBytes();
    }

    static List<Event> fromBytes(byte[] bytes) {
        In in = new In(bytes);
        int count = in.readCount();
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long time = in.readFixed();
            Id id = new Id(in.readFixed(), in.readFixed());
            events.add(new Event(time, id, in.readByte(), (int) in.readNumber()));
        }
        return events;
    }
}
