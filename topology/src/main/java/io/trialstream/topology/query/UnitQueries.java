package io.trialstream.topology.query;

import io.trialstream.schemas.Session;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Questions about one unit, asked of the user store ({@code Stores.USERS}) of the instance that owns it. */
public final class UnitQueries {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> users;

    public UnitQueries(ReadOnlyKeyValueStore<Bytes, byte[]> users) {
        this.users = users;
    }

    /** What is known of the unit; empty when it was never seen. */
    public Optional<UserView> user(String unit) {
        throw new UnsupportedOperationException(String.valueOf(users));
    }

    /** The unit's last closed sessions, newest first, at most 20. */
    public List<Session> closedSessions(String unit) {
        throw new UnsupportedOperationException();
    }
}
