package io.trialstream.generator.encode;

import java.util.Arrays;

/**
 * Encoded deliveries of one interval, in the order of delivery. Filled by one thread and then read by another, which
 * must have got it in a way that publishes it safely (a queue, a future). Holds the arrays it is given; nobody may
 * change them afterwards.
 */
public final class EncodedBatch {
    private byte[][] keys;
    private byte[][] values;
    private long[] dues;
    private int size;

    /** @param expected how many deliveries there will probably be; more find room too */
    public EncodedBatch(int expected) {
        int capacity = Math.max(1, expected);
        keys = new byte[capacity][];
        values = new byte[capacity][];
        dues = new long[capacity];
    }

    /**
     * Adds a delivery at the end.
     *
     * @param key the record key, UTF-8
     * @param value the record value as it goes into the topic, wire header included
     * @param due when it is delivered, ms since the epoch, in event time; not before the delivery added last
     */
    public void add(byte[] key, byte[] value, long due) {
        if (size == dues.length) {
            int capacity = Math.multiplyExact(size, 2);
            keys = Arrays.copyOf(keys, capacity);
            values = Arrays.copyOf(values, capacity);
            dues = Arrays.copyOf(dues, capacity);
        }
        keys[size] = key;
        values[size] = value;
        dues[size++] = due;
    }

    /** How many deliveries there are. */
    public int size() {
        return size;
    }

    /** The key of delivery {@code i}, 0 being the first. */
    public byte[] key(int i) {
        return keys[i];
    }

    /** The value of delivery {@code i}. */
    public byte[] value(int i) {
        return values[i];
    }

    /** When delivery {@code i} is due, ms since the epoch, in event time. */
    public long due(int i) {
        return dues[i];
    }
}
