package io.trialstream.generator;

import io.trialstream.generator.Truth.IntervalTruth;

/** Where deliveries go. Used from one thread. */
public interface EventSink extends AutoCloseable {

    /** Whether nothing was ever delivered here: a run then has no earlier one that it continues. */
    boolean pristine();

    /**
     * Takes a delivery, waiting where the receiver is slower than the generator.
     *
     * @throws GeneratorException where this or an earlier delivery failed for good
     */
    void send(Delivery delivery);

    /**
     * Ends an interval: its watermark record goes to every partition, and all of it is acknowledged on return.
     *
     * @throws GeneratorException where a delivery failed for good
     */
    void endInterval(IntervalTruth truth);

    /**
     * Sends a last watermark record to every partition.
     *
     * @param watermark ms since the epoch
     */
    void closeStream(long watermark);

    /** How the receiver's slowness was felt. */
    default SinkStats stats() {
        return SinkStats.NONE;
    }

    /** Releases what the sink holds; what was not ended may be lost. */
    @Override
    void close();

    /**
     * Back-pressure.
     *
     * @param blockedSends sends that waited for a millisecond or more
     * @param blockedMs the time they waited, in total
     * @param flushMs the time spent waiting for acknowledgements at the ends of intervals, in total
     */
    record SinkStats(long blockedSends, long blockedMs, long flushMs) {
        /** Nothing was felt. */
        public static final SinkStats NONE = new SinkStats(0, 0, 0);
    }
}
