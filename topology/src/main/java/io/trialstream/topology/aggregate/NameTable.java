package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Short codes for the event names of a partition, so that a remembered event takes four bytes and not twenty. Part of the
 * partition's state: a code, once given, stands. Not thread-safe.
 */
public final class NameTable {
    /** So many names get a code; later ones are written out. A stream with more has data in its names. */
    static final int MAX_NAMES = 4_096;

    private static final int VERSION = 1;

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> codes = new HashMap<>();
    private final boolean resolving;
    private boolean grown;

    public NameTable() {
        this(true);
    }

    private NameTable(boolean resolving) {
        this.resolving = resolving;
    }

    /** A table for those who look at a user record from outside, where the names behind the codes are not at hand nor needed. */
    public static NameTable unresolved() {
        return new NameTable(false);
    }

    /** Code + 1, or 0 and the name itself. */
    void write(ByteWriter out, String name) {
        Integer code = codes.get(name);
        if (code == null && names.size() < MAX_NAMES) {
            code = names.size();
            remember(name);
            grown = true;
        }
        if (code == null) {
            out.writeUnsigned(0).writeString(name);
        } else {
            out.writeUnsigned(code + 1L);
        }
    }

    String read(ByteReader in) {
        int code = in.readCount();
        if (code == 0) {
            return in.readString();
        }
        return resolving ? names.get(code - 1) : "";
    }

    /** Whether names were added since the last call: then the table must be written before any record that uses them. */
    public boolean takeGrown() {
        boolean was = grown;
        grown = false;
        return was;
    }

    public byte[] toBytes(ByteWriter out) {
        out.reset().writeByte(VERSION).writeUnsigned(names.size());
        names.forEach(out::writeString);
        return out.toBytes();
    }

    public void restore(byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "name table");
        names.clear();
        codes.clear();
        for (int left = in.readCount(); left > 0; left--) {
            remember(in.readString());
        }
    }

    private void remember(String name) {
        codes.put(name, names.size());
        names.add(name);
    }
}
