package io.trialstream.topology.sessions;

import io.trialstream.schemas.Session;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** A session that may still grow. Not thread-safe. */
public final class OpenSession {
    /** Distinct pages are counted exactly up to so many; a longer list would be rewritten with every event of a crawler. */
    static final int MAX_PAGES = 500;

    private long start;
    private long end;
    private long events;
    private long acts;
    private long clicks;
    private long impressions;
    private long conversions;
    private boolean bot;
    private final TreeSet<Long> pages = new TreeSet<>();
    private @Nullable String entry;
    private long entryTime = Long.MAX_VALUE;
    private @Nullable String exit;
    private long exitTime = Long.MIN_VALUE;
    private @Nullable String device;
    private long deviceOrder = Long.MAX_VALUE;

    OpenSession(long time) {
        start = time;
        end = time;
    }

    public long start() {
        return start;
    }

    /** Time of the last event. */
    public long end() {
        return end;
    }

    boolean reaches(long time, long gapMs) {
        return start - gapMs <= time && time <= end + gapMs;
    }

    void add(Visit visit) {
        start = Math.min(start, visit.time());
        end = Math.max(end, visit.time());
        events++;
        acts += visit.automatic() ? 0 : 1;
        clicks += visit.click() ? 1 : 0;
        impressions += visit.impression() ? 1 : 0;
        conversions += visit.conversion() ? 1 : 0;
        bot |= visit.bot();
        if (visit.page() != null) {
            see(visit.page(), visit.time());
        }
        if (visit.device() != null && visit.order() < deviceOrder) {
            device = visit.device();
            deviceOrder = visit.order();
        }
    }

    private void see(String page, long time) {
        if (pages.size() < MAX_PAGES) {
            pages.add(hash48(page));
        }
        if (time < entryTime) {
            entry = page;
            entryTime = time;
        }
        if (time >= exitTime) {
            exit = page;
            exitTime = time;
        }
    }

    /** Takes in another session of the unit, which a visit between them has joined to this one. */
    void merge(OpenSession other) {
        start = Math.min(start, other.start);
        end = Math.max(end, other.end);
        events += other.events;
        acts += other.acts;
        clicks += other.clicks;
        impressions += other.impressions;
        conversions += other.conversions;
        bot |= other.bot;
        for (Long page : other.pages) {
            if (pages.size() < MAX_PAGES) {
                pages.add(page);
            }
        }
        if (other.entryTime < entryTime) {
            entry = other.entry;
            entryTime = other.entryTime;
        }
        if (other.exitTime > exitTime) {
            exit = other.exit;
            exitTime = other.exitTime;
        }
        if (other.deviceOrder < deviceOrder) {
            device = other.device;
            deviceOrder = other.deviceOrder;
        }
    }

    void markBot() {
        bot = true;
    }

    /** The session as a record. */
    public Session toSession(String unit, long ordinal, Map<String, String> variants) {
        return new Session(
                unit,
                ordinal,
                start,
                end,
                events,
                pages.size(),
                Math.toIntExact(clicks),
                Math.toIntExact(impressions),
                Math.toIntExact(conversions),
                acts == 1,
                entry,
                exit,
                device,
                bot,
                variants);
    }

    /** 48 bits: two of 500 pages meet with a probability of 4·10⁻¹⁰. */
    private static long hash48(String page) {
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        long low = Utils.murmur2(bytes) & 0xFFFF_FFFFL;
        return low << 16 | page.hashCode() & 0xFFFFL;
    }

    void write(ByteWriter out) {
        out.writeSigned(start).writeUnsigned(end - start).writeUnsigned(events).writeUnsigned(acts);
        out.writeUnsigned(clicks)
                .writeUnsigned(impressions)
                .writeUnsigned(conversions)
                .writeBoolean(bot);
        out.writeUnsigned(pages.size());
        pages.forEach(page -> {
            for (int shift = 40; shift >= 0; shift -= 8) {
                out.writeByte((int) (page >>> shift));
            }
        });
        out.writeOptional(entry).writeOptional(exit);
        if (entry != null) {
            out.writeUnsigned(entryTime - start).writeUnsigned(exitTime - start);
        }
        out.writeOptional(device);
        if (device != null) {
            out.writeUnsigned(deviceOrder);
        }
    }

    static OpenSession read(ByteReader in) {
        OpenSession s = new OpenSession(in.readSigned());
        s.end = s.start + in.readUnsigned();
        s.events = in.readUnsigned();
        s.acts = in.readUnsigned();
        s.clicks = in.readUnsigned();
        s.impressions = in.readUnsigned();
        s.conversions = in.readUnsigned();
        s.bot = in.readBoolean();
        for (int left = in.readCount(); left > 0; left--) {
            long page = 0;
            for (int i = 0; i < 6; i++) {
                page = page << 8 | in.readByte();
            }
            s.pages.add(page);
        }
        s.entry = in.readOptional();
        s.exit = in.readOptional();
        if (s.entry != null) {
            s.entryTime = s.start + in.readUnsigned();
            s.exitTime = s.start + in.readUnsigned();
        }
        s.device = in.readOptional();
        if (s.device != null) {
            s.deviceOrder = in.readUnsigned();
        }
        return s;
    }
}
