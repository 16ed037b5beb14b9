package io.trialstream.topology.unit;

import io.trialstream.topology.aggregate.NameTable;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import io.trialstream.topology.dedupe.IdBucket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads and writes user records and timers. One read and one write a key family and event. Not thread-safe. */
final class UserStore {
    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> users;
    private final KeyValueStore<Bytes, byte[]> timers;
    private final NameTable names;
    private final ByteWriter out = new ByteWriter();

    UserStore(KeyValueStore<Bytes, byte[]> users, KeyValueStore<Bytes, byte[]> timers, NameTable names) {
        this.users = users;
        this.timers = timers;
        this.names = names;
    }

    /** The unit as stored, or a new one. */
    User load(String unit) {
        byte[] hot = users.get(UserKeys.hot(unit));
        byte[] cold = users.get(UserKeys.cold(unit));
        return new User(
                unit,
                hot == null ? new HotRecord() : HotRecord.fromBytes(hot, names),
                cold == null ? new ColdRecord() : ColdRecord.fromBytes(cold),
                new Experiment.Places(unit));
    }

    IdBucket loadIds(String unit, long bucket) {
        byte[] bytes = users.get(UserKeys.ids(unit, bucket));
        return bytes == null ? new IdBucket(bucket) : IdBucket.fromBytes(bucket, bytes);
    }

    /** The hot record's bytes; the names they use are to be flushed before {@link #put}. */
    byte[] encode(HotRecord hot) {
        return hot.toBytes(out, names);
    }

    void putHot(String unit, byte[] bytes) {
        users.put(UserKeys.hot(unit), bytes);
    }

    void putCold(String unit, ColdRecord cold) {
        users.put(UserKeys.cold(unit), cold.toBytes(out));
    }

    void putIds(String unit, long bucket, IdBucket ids) {
        users.put(UserKeys.ids(unit, bucket), ids.toBytes(out));
    }

    void deleteIds(String unit, long bucket) {
        users.delete(UserKeys.ids(unit, bucket));
    }

    PastSessions loadPast(String unit) {
        byte[] bytes = users.get(UserKeys.past(unit));
        return bytes == null ? new PastSessions() : PastSessions.fromBytes(unit, bytes);
    }

    void putPast(String unit, PastSessions past) {
        users.put(UserKeys.past(unit), past.toBytes(out));
    }

    /** A timer: when the window that ends at {@code due} closes, the unit wants to be looked at. */
    record Timer(long due, String unit) {}

    void arm(Timer timer) {
        timers.put(key(timer), PRESENT);
    }

    void disarm(Timer timer) {
        timers.delete(key(timer));
    }

    /**
     * The first timers in order of due time.
     *
     * @param through at most this due time
     * @param after start behind this one; null to begin
     * @param limit at most so many
     */
    List<Timer> timers(long through, @Nullable Timer after, int limit) {
        List<Timer> found = new ArrayList<>();
        Bytes from = after == null ? null : key(after);
        Bytes to = Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                .putLong((through + 1) ^ Long.MIN_VALUE)
                .array());
        try (KeyValueIterator<Bytes, byte[]> range = timers.range(from, to)) {
            while (range.hasNext() && found.size() < limit) {
                KeyValue<Bytes, byte[]> entry = range.next();
                Timer timer = timer(entry.key.get());
                if (!timer.equals(after) && timer.due() <= through) {
                    found.add(timer);
                }
            }
        }
        return found;
    }

    private static Timer timer(byte[] key) {
        long due = new ByteReader(key).readSortable();
        return new Timer(due, new String(key, Long.BYTES, key.length - Long.BYTES, StandardCharsets.UTF_8));
    }

    private static Bytes key(Timer timer) {
        return Bytes.wrap(new ByteWriter()
                .writeSortable(timer.due())
                .writeRaw(timer.unit().getBytes(StandardCharsets.UTF_8))
                .toBytes());
    }
}
