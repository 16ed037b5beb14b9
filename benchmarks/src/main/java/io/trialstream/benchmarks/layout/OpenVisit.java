package io.trialstream.benchmarks.layout;

import java.util.TreeSet;

/** The section of the sessions: the session that may still grow, and the timer that will close it. */
final class OpenVisit {
    /** As many distinct pages are counted exactly as in the topology. */
    private static final int MAX_PAGES = 500;

    private static final long PAGE_HASH = 0x9E37_79B9_7F4AL;
    private static final long PAGE_BITS = (1L << 48) - 1;

    private long start;
    private long end;
    private long events;
    private long clicks;
    private long impressions;
    private String entry = "";
    private String exit = "";
    private final TreeSet<Long> pages = new TreeSet<>();
    private long armedAt;
    private long closed;

    void add(Event event) {
        if (events > 0 && event.time() - end > Clock.GAP) {
            close();
        }
        String page = "/recipe/" + event.page();
        if (events++ == 0) {
            start = event.time();
            end = event.time();
            entry = page;
        }
        end = Math.max(end, event.time());
        exit = page;
        clicks += event.name() == Event.CLICK ? 1 : 0;
        impressions += event.name() == Event.IMPRESSION ? 1 : 0;
        if (pages.size() < MAX_PAGES) {
            pages.add(event.page() * PAGE_HASH & PAGE_BITS);
        }
    }

    /** The watermark at which the session closes; {@link Long#MAX_VALUE} when there is none. */
    long closesAt() {
        return events == 0 ? Long.MAX_VALUE : Clock.closesAt(end + Clock.GAP);
    }

    void closeIfDue(long watermark) {
        if (watermark >= closesAt()) {
            close();
        }
    }

    private void close() {
        closed++;
        events = 0;
        clicks = 0;
        impressions = 0;
        entry = "";
        exit = "";
        pages.clear();
    }

    /** Sessions closed so far. */
    long closed() {
        return closed;
    }

    /** The watermark for which a timer stands, or 0. */
    long armedAt() {
        return armedAt;
    }

    void armedAt(long due) {
        armedAt = due;
    }

    void write(Out out) {
        out.writeNumber(closed).writeNumber(armedAt).writeNumber(events);
        if (events > 0) {
            out.writeNumber(start).writeNumber(end - start).writeNumber(clicks).writeNumber(impressions);
            out.writeString(entry).writeString(exit).writeNumber(pages.size());
            for (long page : pages) {
                out.writeByte((int) (page >>> 40))
                        .writeByte((int) (page >>> 32))
                        .writeByte((int) (page >>> 24));
                out.writeByte((int) (page >>> 16)).writeByte((int) (page >>> 8)).writeByte((int) page);
            }
        }
    }

    static OpenVisit read(In in) {
        OpenVisit visit = new OpenVisit();
        if (!in.hasMore()) {
            return visit;
        }
        visit.closed = in.readNumber();
        visit.armedAt = in.readNumber();
        visit.events = in.readNumber();
        if (visit.events > 0) {
            visit.start = in.readNumber();
            visit.end = visit.start + in.readNumber();
            visit.clicks = in.readNumber();
            visit.impressions = in.readNumber();
            visit.entry = in.readString();
            visit.exit = in.readString();
            for (int left = in.readCount(); left > 0; left--) {
                long page = 0;
                for (int i = 0; i < 6; i++) {
                    page = page << 8 | in.readByte();
                }
                visit.pages.add(page);
            }
        }
        return visit;
    }
}
