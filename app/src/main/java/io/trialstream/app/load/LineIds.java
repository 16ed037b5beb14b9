package io.trialstream.app.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identities for rows that have none: the first 128 bits of the SHA-256 of the row's bytes without the line end, in
 * hex. Equal rows then are one event, as a resend is. Where equal rows are different events (a log with seconds and no
 * request id), the n-th of them, n ≥ 2, is the hash of the row, a line feed, and n; the first keeps its id.
 *
 * <p>Telling rows apart costs memory, 12 bytes for each of at least 1.5 slots a distinct row, up to
 * {@link #DISTINCT_MAX} rows; otherwise this keeps nothing. Not thread-safe.
 */
final class LineIds {
    /** Distinct rows that can be told apart: 384 MB of table at the end. */
    static final int DISTINCT_MAX = 1 << 24;

    private static final int ID_BYTES = 16;

    private final MessageDigest sha256;
    private final boolean occurrences;
    private long[] hashes = new long[1 << 10];
    private int[] counts = new int[hashes.length];
    private int distinct;

    /** @param occurrences whether equal rows are told apart */
    LineIds(boolean occurrences) {
        this.occurrences = occurrences;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The id of a row; with occurrences, each call counts as one row more. */
    String next(Row row) {
        byte[] hash = sha256.digest(row.bytes());
        int occurrence = occurrences ? count(ByteBuffer.wrap(hash).getLong()) : 1;
        if (occurrence > 1) {
            sha256.update(row.bytes());
            hash = sha256.digest(("\n" + occurrence).getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }

    /**
     * How often the hash was seen, this time included. Two different rows with the same 64 bits would share a count;
     * their ids differ all the same, since the whole row is in them.
     */
    private int count(long hash) {
        int slot = slot(hashes, counts, hash);
        if (counts[slot] == 0) {
            if (distinct == DISTINCT_MAX) {
                throw new IllegalStateException(
                        "--occurrence tells at most " + DISTINCT_MAX + " different rows apart: split the file");
            }
            distinct++;
            hashes[slot] = hash;
        }
        int count = ++counts[slot];
        if (distinct > hashes.length / 3 * 2) {
            grow();
        }
        return count;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldCounts = counts;
        hashes = new long[oldHashes.length * 2];
        counts = new int[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldCounts[i] > 0) {
                int slot = slot(hashes, counts, oldHashes[i]);
                hashes[slot] = oldHashes[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    /** Linear probing; the hash is uniform as it stands. The lengths are powers of two. */
    private static int slot(long[] hashes, int[] counts, long hash) {
        int slot = (int) hash & (hashes.length - 1);
        while (counts[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & (hashes.length - 1);
        }
        return slot;
    }
}
