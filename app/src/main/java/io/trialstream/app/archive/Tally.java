package io.trialstream.app.archive;

/**
 * How many records of one topic, and which: two tallies are equal when they hold the same records the same number of
 * times.
 *
 * @param records how many
 * @param fingerprint sum over all of a hash of partition and offset. A record that is missing and another that is there
 *     twice leave the number as it should be, and this not (but for one chance in 2^64)
 */
public record Tally(long records, long fingerprint) {
    /** Of nothing. */
    public static final Tally NONE = new Tally(0, 0);

    private static final int OFFSET_BITS = 48;

    /** With one record more. */
    public Tally with(int partition, long offset) {
        return new Tally(records + 1, fingerprint + hash(((long) partition << OFFSET_BITS) ^ offset));
    }

    /** Of both. */
    public Tally plus(Tally other) {
        return new Tally(records + other.records, fingerprint + other.fingerprint);
    }

    /** The finalizer of SplitMix64: neighbours become strangers. */
    private static long hash(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
