package io.trialstream.benchmarks.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Who is to be looked at when: keys of (watermark at which it is due, user). Looked at once a window, never scanned whole. */
final class Timers {
    private static final byte[] NOTHING = new byte[0];

    private final Table table;

    Timers(Table table) {
        this.table = table;
    }

    /** Arms a timer for an open session that has none; a session that grew keeps its timer, which is then re-armed when it fires. */
    void arm(String user, OpenVisit visit) {
        if (visit.armedAt() == 0 && visit.closesAt() != Long.MAX_VALUE) {
            visit.armedAt(visit.closesAt());
            table.put(key(visit.armedAt(), user), NOTHING);
        }
    }

    /** A timer has fired: it goes, and stands again where the session is still open. */
    void rearm(String user, OpenVisit visit) {
        if (visit.armedAt() != 0) {
            table.delete(key(visit.armedAt(), user));
            visit.armedAt(0);
        }
        arm(user, visit);
    }

    /** Users whose timers are due. */
    List<String> due(long watermark) {
        List<String> users = new ArrayList<>();
        Bytes to = Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(watermark + 1).array());
        Bytes from = Bytes.wrap(new byte[Long.BYTES]);
        try (KeyValueIterator<Bytes, byte[]> timers = table.store().range(from, to)) {
            while (timers.hasNext()) {
                KeyValue<Bytes, byte[]> timer = timers.next();
                byte[] key = timer.key.get();
                users.add(new String(key, Long.BYTES, key.length - Long.BYTES, StandardCharsets.UTF_8));
            }
        }
        return users;
    }

    private static Bytes key(long due, String user) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(due)
                .put(name)
                .array());
    }
}
