package io.trialstream.benchmarks.layout;

/**
 * What one phase of one run cost.
 *
 * @param cpuNanos of the process, from the first record to the last commit
 * @param puts calls of the processor on its stores, deletes included
 * @param records sent to changelogs
 * @param logBytes by which the changelogs grew on the broker, transaction markers included
 * @param commits of the thread
 * @param stateBytes of the state folder afterwards
 * @param peakResidentBytes of the process so far
 */
record Result(
        String layout,
        String phase,
        int repetition,
        long events,
        long accepted,
        long cpuNanos,
        long wallNanos,
        long gets,
        long puts,
        long records,
        long logBytes,
        long commits,
        long stateBytes,
        long peakResidentBytes) {}
