package io.trialstream.benchmarks.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A state store with counted calls; an absent value reads as empty. */
final class Table {
    private final KeyValueStore<Bytes, byte[]> store;
    private final Calls calls;
    private final Out out = new Out();

    /** Calls of a processor on its stores. Written by the stream thread alone. */
    static final class Calls {
        volatile long gets;
        volatile long puts;
    }

    Table(@Nullable KeyValueStore<Bytes, byte[]> store, Calls calls) {
        if (store == null) {
            throw new IllegalStateException("expected a store that was added to the topology");
        }
        this.store = store;
        this.calls = calls;
    }

    static Bytes key(String user) {
        return Bytes.wrap(user.getBytes(StandardCharsets.UTF_8));
    }

    /** Key of a family of a user's: a byte that names the family, the user, and what tells its records apart. */
    static Bytes key(char family, String user, int... more) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        ByteBuffer key = ByteBuffer.allocate(1 + name.length + more.length * Integer.BYTES)
                .put((byte) family)
                .put(name);
        for (int part : more) {
            key.putInt(part);
        }
        return Bytes.wrap(key.array());
    }

    byte[] get(Bytes key) {
        count(1, 0);
        byte[] value = store.get(key);
        return value == null ? new byte[0] : value;
    }

    In read(Bytes key) {
        return new In(get(key));
    }

    void put(Bytes key, byte[] value) {
        count(0, 1);
        store.put(key, value);
    }

    void write(Bytes key, Consumer<Out> sections) {
        out.reset();
        sections.accept(out);
        put(key, out.toBytes());
    }

    void delete(Bytes key) {
        count(0, 1);
        store.delete(key);
    }

    KeyValueStore<Bytes, byte[]> store() {
        return store;
    }

    /** One writer, so a plain addition to a volatile field loses nothing. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(int gets, int puts) {
        calls.gets += gets;
        calls.puts += puts;
    }
}
