package io.trialstream.app.report;

/** Counts of whole numbers from 0 up to a bound; greater ones are counted together. Sum and count are exact. Not thread-safe. */
final class Histogram {
    private final long[] counts;
    private long over;
    private long count;
    private long sum;

    /** @param bound the greatest number with a count of its own */
    Histogram(int bound) {
        counts = new long[bound + 1];
    }

    /** @param value 0 or more */
    void add(long value) {
        if (value < counts.length) {
            counts[(int) value]++;
        } else {
            over++;
        }
        count++;
        sum += value;
    }

    /** How many numbers were added. */
    long count() {
        return count;
    }

    /** Their mean; 0 where there is none. */
    double mean() {
        return count == 0 ? 0 : (double) sum / count;
    }

    /** By number, 0 to the bound. */
    long[] counts() {
        return counts.clone();
    }

    /** Numbers above the bound. */
    long over() {
        return over;
    }
}
