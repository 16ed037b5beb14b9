package io.trialstream.generator.catalogue;

import io.trialstream.generator.base.Rng;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Finds rows by an id that lies in an arena: a hash table with open addressing, two thirds full at most, 6 to 12 bytes a row. Not
 * thread-safe.
 */
final class IdIndex {
    /** No row. */
    static final int NONE = -1;

    private final TextArena arena;
    private final IntUnaryOperator place;
    private final int[] slots;

    /**
     * @param rows how many there can be, at most 2^29
     * @param place where in the arena a row's id is
     */
    IdIndex(int rows, TextArena arena, IntUnaryOperator place) {
        this.arena = arena;
        this.place = place;
        slots = new int[Integer.highestOneBit(rows + rows / 2 + 1) * 2];
        Arrays.fill(slots, NONE);
    }

    /** The row with this id, or {@link #NONE}. */
    int find(String id) {
        return slots[slot(id.getBytes(StandardCharsets.UTF_8))];
    }

    /**
     * Adds a row, unless there is one with its id.
     *
     * @return that row, or {@link #NONE}
     */
    int add(String id, int row) {
        int slot = slot(id.getBytes(StandardCharsets.UTF_8));
        int before = slots[slot];
        if (before == NONE) {
            slots[slot] = row;
        }
        return before;
    }

    /** Where the id is, or where it would be. */
    private int slot(byte[] id) {
        int slot = (int) Rng.mix(Arrays.hashCode(id)) & slots.length - 1;
        while (slots[slot] != NONE && !arena.is(place.applyAsInt(slots[slot]), id)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }
}
