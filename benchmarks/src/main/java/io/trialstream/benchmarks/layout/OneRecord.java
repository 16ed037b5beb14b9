package io.trialstream.benchmarks.layout;

import org.apache.kafka.common.utils.Bytes;

/** Layout 1: all of a user's state in one record, ids of 24 hours included. One get and one put an event. */
final class OneRecord implements Layout {
    private final Table users;
    private final Timers timers;

    OneRecord(Tables tables) {
        users = tables.get("users");
        timers = new Timers(tables.get(TIMERS));
    }

    private static final class State {
        IdBlock ids = IdBlock.EMPTY;
        final Counters bots;
        final OpenVisit visit;
        final KeptEvents kept;
        final Facts facts;

        State(String user, In in) {
            ids = in.hasMore() ? new IdBlock(in.readBytes()) : IdBlock.EMPTY;
            bots = Counters.read(in);
            visit = OpenVisit.read(in);
            kept = KeptEvents.read(in);
            facts = Facts.read(user, in);
        }
    }

    @Override
    public boolean event(String user, Event event, long watermark) {
        Bytes key = Table.key(user);
        State state = new State(user, users.read(key));
        state.ids = state.ids.expire(watermark);
        if (state.ids.contains(event.id())) {
            return false;
        }
        state.ids = state.ids.with(event.id(), event.time());
        state.bots.count(event, watermark);
        state.visit.closeIfDue(watermark);
        state.visit.add(event);
        state.facts.fold(state.kept.close(watermark));
        state.kept.add(event);
        timers.arm(user, state.visit);
        put(key, state);
        return true;
    }

    @Override
    public void due(String user, long watermark) {
        Bytes key = Table.key(user);
        State state = new State(user, users.read(key));
        state.ids = state.ids.expire(watermark);
        state.facts.fold(state.kept.close(watermark));
        state.visit.closeIfDue(watermark);
        timers.rearm(user, state.visit);
        put(key, state);
    }

    private void put(Bytes key, State state) {
        users.write(key, out -> {
            out.writeBytes(state.ids.bytes());
            state.bots.write(out);
            state.visit.write(out);
            state.kept.write(out);
            state.facts.write(out);
        });
    }

    @Override
    public Outcome outcome(String user) {
        State state = new State(user, users.read(Table.key(user)));
        return new Outcome(state.visit.closed(), state.facts.folded());
    }
}
