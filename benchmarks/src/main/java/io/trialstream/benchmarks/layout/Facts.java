package io.trialstream.benchmarks.layout;

import java.util.Random;

/**
 * What is known of a user for long: totals of closed windows, and 150 to 400 bytes that stand for assignments and for the
 * totals of other experiments. The length depends on the user alone.
 */
final class Facts {
    private static final int MIN_BYTES = 150;
    private static final int MAX_BYTES = 400;

    private long folded;
    private byte[] rest;

    private Facts(byte[] rest) {
        this.rest = rest;
    }

    static Facts of(String user) {
        Random random = new Random(user.hashCode());
        byte[] rest = new byte[MIN_BYTES + random.nextInt(MAX_BYTES - MIN_BYTES)];
        random.nextBytes(rest);
        return new Facts(rest);
    }

    /** Takes over the events of closed windows. Returns whether that changed anything. */
    boolean fold(int events) {
        folded += events;
        return events > 0;
    }

    /** Events of closed windows so far. */
    long folded() {
        return folded;
    }

    void write(Out out) {
        out.writeNumber(folded).writeBytes(rest);
    }

    static Facts read(String user, In in) {
        if (!in.hasMore()) {
            return of(user);
        }
        long folded = in.readNumber();
        Facts facts = new Facts(in.readBytes());
        facts.folded = folded;
        return facts;
    }
}
