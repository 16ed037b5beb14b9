package io.trialstream.benchmarks.layout;

import org.apache.kafka.common.utils.Bytes;

/** Layout 2: one store, three key families a user: hot by nearly every event, ids, and cold on change only. */
final class KeyFamilies implements Layout {
    private final Table users;
    private final Timers timers;
    private final Ids ids;

    KeyFamilies(Tables tables, Ids ids) {
        this.users = tables.get("users");
        this.timers = new Timers(tables.get(TIMERS));
        this.ids = ids;
    }

    private final class Hot {
        final Ids.Directory known;
        final Counters bots;
        final OpenVisit visit;
        final KeptEvents kept;

        Hot(In in) {
            known = ids.read(in);
            bots = Counters.read(in);
            visit = OpenVisit.read(in);
            kept = KeptEvents.read(in);
        }
    }

    @Override
    public boolean event(String user, Event event, long watermark) {
        Bytes key = Table.key('h', user);
        Hot hot = new Hot(users.read(key));
        hot.known.expire(user, watermark);
        if (!hot.known.add(user, event.id(), event.time())) {
            return false;
        }
        hot.bots.count(event, watermark);
        hot.visit.closeIfDue(watermark);
        hot.visit.add(event);
        fold(user, hot.kept.close(watermark));
        hot.kept.add(event);
        timers.arm(user, hot.visit);
        put(key, hot);
        return true;
    }

    @Override
    public void due(String user, long watermark) {
        Bytes key = Table.key('h', user);
        Hot hot = new Hot(users.read(key));
        hot.known.expire(user, watermark);
        fold(user, hot.kept.close(watermark));
        hot.visit.closeIfDue(watermark);
        timers.rearm(user, hot.visit);
        put(key, hot);
    }

    /** Assignments are asked for with every event, written when windows with events have closed. */
    private void fold(String user, int events) {
        Bytes key = Table.key('c', user);
        Facts facts = Facts.read(user, users.read(key));
        if (facts.fold(events)) {
            users.write(key, facts::write);
        }
    }

    private void put(Bytes key, Hot hot) {
        users.write(key, out -> {
            hot.known.write(out);
            hot.bots.write(out);
            hot.visit.write(out);
            hot.kept.write(out);
        });
    }

    @Override
    public Outcome outcome(String user) {
        Hot hot = new Hot(users.read(Table.key('h', user)));
        return new Outcome(
                hot.visit.closed(),
                Facts.read(user, users.read(Table.key('c', user))).folded());
    }
}
