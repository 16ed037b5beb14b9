package io.trialstream.generator.stream;

import io.trialstream.generator.RunResult;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.model.Fact;
import java.util.List;

/**
 * Where a stream goes: {@link #begin}, then for each interval {@link #beginInterval}, {@link #send} for each delivery
 * and {@link #endInterval}, at last {@link #closeStream} or not, and {@link #finish}. Used from one thread. What it
 * cannot deliver ends the run with a {@link GeneratorException}, from whichever method notices.
 */
public interface EventSink extends AutoCloseable {

    /** What earlier runs left here. */
    ResumePoint resumePoint();

    /** What each Avro value begins with: magic byte and schema id, 5 bytes. */
    byte[] wireHeader();

    /** Says what comes, and remembers it: on return it is acknowledged. */
    void begin(Beginning beginning);

    /**
     * Begins an interval with what must be known before its events.
     *
     * @param intervalStart ms since the epoch
     */
    void beginInterval(long intervalStart, List<Fact> facts);

    /** Takes a delivery of a batch, waiting where the receiver is slower than the generator. */
    void send(EncodedBatch batch, int index);

    /** Ends an interval: its watermark record goes to the partitions, and all of it is acknowledged on return. */
    void endInterval(IntervalTruth truth);

    /**
     * Sends a last watermark record to every partition, acknowledged on return; nothing can follow.
     *
     * @param watermark ms since the epoch
     */
    void closeStream(long watermark);

    /** Waits until everything is acknowledged, what is written down about the last interval included. */
    void finish();

    /** How the receiver was felt. */
    default RunResult.SinkReport report() {
        return RunResult.SinkReport.NONE;
    }

    /** Releases what the sink holds; what was not ended may be lost. */
    @Override
    void close();
}
