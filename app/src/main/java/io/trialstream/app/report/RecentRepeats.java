package io.trialstream.app.report;

/**
 * Recognises what was seen before, in bounded memory: a 64-bit hash of each (unit, event id), in two generations. When the
 * younger one is full the older is forgotten, so at least the last {@link #GENERATION} different events are remembered and at
 * most twice as many; that is 16 to 32 bytes each, {@value #BYTES_MAX} bytes at most. Two different events are taken for one with
 * a probability below 10⁻⁵ a day.
 */
final class RecentRepeats {
    /** Different events in a generation. */
    static final int GENERATION = 1 << 22;

    /** What two full generations take. */
    static final long BYTES_MAX = 2L * 2 * GENERATION * Long.BYTES;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final int generation;
    private LongSet young = new LongSet();
    private LongSet old = new LongSet();

    RecentRepeats() {
        this(GENERATION);
    }

    RecentRepeats(int generation) {
        this.generation = generation;
    }

    /** Remembers it. @return whether it was remembered already */
    boolean seen(String unit, String eventId) {
        long hash = hash(unit, eventId);
        if (old.contains(hash) || !young.add(hash)) {
            return true;
        }
        if (young.size() >= generation) {
            old = young;
            young = new LongSet();
        }
        return false;
    }

    /** FNV-1a over the characters of both, with an end between them, and a finish that spreads it over all bits; never 0. */
    private static long hash(String unit, String eventId) {
        long hash = fnv(FNV_OFFSET, unit);
        hash = (hash ^ 0xFFFF) * FNV_PRIME;
        hash = fnv(hash, eventId);
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == LongSet.FREE ? 1 : hash;
    }

    private static long fnv(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
        }
        return mixed;
    }

    /** Open addressing, at most half full. */
    private static final class LongSet {
        static final long FREE = 0;
        private static final int START_SIZE = 1 << 12;

        private long[] slots = new long[START_SIZE];
        private int size;

        int size() {
            return size;
        }

        boolean contains(long value) {
            return slots[slotOf(value)] == value;
        }

        boolean add(long value) {
            int slot = slotOf(value);
            if (slots[slot] == value) {
                return false;
            }
            slots[slot] = value;
            size++;
            if (2 * size > slots.length) {
                grow();
            }
            return true;
        }

        private void grow() {
            long[] before = slots;
            slots = new long[2 * before.length];
            for (long value : before) {
                if (value != FREE) {
                    slots[slotOf(value)] = value;
                }
            }
        }

        private int slotOf(long value) {
            int mask = slots.length - 1;
            int slot = (int) value & mask;
            while (slots[slot] != FREE && slots[slot] != value) {
                slot = slot + 1 & mask;
            }
            return slot;
        }
    }
}
