package io.trialstream.benchmarks.layout;

/**
 * An event id in 128 bits.
 *
 * @param high first 8 bytes
 * @param low last 8 bytes
 */
record Id(long high, long low) {
    /** All bits spread over all bits. */
    long mixed() {
        return (high ^ low * 0x9E37_79B9_7F4A_7C15L) * 0xC2B2_AE3D_27D4_EB4FL;
    }

    /** One byte that tells most ids apart. */
    byte fingerprint() {
        return (byte) (mixed() >>> 56);
    }
}
