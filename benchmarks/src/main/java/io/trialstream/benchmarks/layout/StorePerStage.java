package io.trialstream.benchmarks.layout;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Layout 3: a store a stage, keyed by user, and by (user, id) in the first. Ids never expire here, which spares this layout a
 * tombstone an event that a real one would pay in some form.
 */
final class StorePerStage implements Layout {
    private final Table ids;
    private final Table bots;
    private final Table sessions;
    private final Table aggregate;
    private final Table facts;
    private final Timers timers;

    StorePerStage(Tables tables) {
        ids = tables.get("ids");
        bots = tables.get("bots");
        sessions = tables.get("sessions");
        aggregate = tables.get("aggregate");
        facts = tables.get("facts");
        timers = new Timers(tables.get(TIMERS));
    }

    @Override
    public boolean event(String user, Event event, long watermark) {
        Bytes idKey = key(user, event.id());
        if (ids.get(idKey).length > 0) {
            return false;
        }
        ids.put(idKey, ByteBuffer.allocate(Long.BYTES).putLong(event.time()).array());

        Bytes key = Table.key(user);
        Counters counters = Counters.read(bots.read(key));
        counters.count(event, watermark);
        bots.write(key, counters::write);

        OpenVisit visit = OpenVisit.read(sessions.read(key));
        visit.closeIfDue(watermark);
        visit.add(event);
        timers.arm(user, visit);
        sessions.write(key, visit::write);

        KeptEvents kept = KeptEvents.read(aggregate.read(key));
        fold(user, key, kept.close(watermark));
        kept.add(event);
        aggregate.write(key, kept::write);
        return true;
    }

    @Override
    public void due(String user, long watermark) {
        Bytes key = Table.key(user);
        KeptEvents kept = KeptEvents.read(aggregate.read(key));
        int closed = kept.close(watermark);
        if (closed > 0) {
            fold(user, key, closed);
            aggregate.write(key, kept::write);
        }
        OpenVisit visit = OpenVisit.read(sessions.read(key));
        visit.closeIfDue(watermark);
        timers.rearm(user, visit);
        sessions.write(key, visit::write);
    }

    private void fold(String user, Bytes key, int events) {
        Facts known = Facts.read(user, facts.read(key));
        if (known.fold(events)) {
            facts.write(key, known::write);
        }
    }

    private static Bytes key(String user, Id id) {
        byte[] name = Table.key(user).get();
        return Bytes.wrap(ByteBuffer.allocate(name.length + 2 * Long.BYTES)
                .put(name)
                .putLong(id.high())
                .putLong(id.low())
                .array());
    }

    @Override
    public Outcome outcome(String user) {
        Bytes key = Table.key(user);
        return new Outcome(
                OpenVisit.read(sessions.read(key)).closed(),
                Facts.read(user, facts.read(key)).folded());
    }
}
