package io.trialstream.generator.stream;

import io.trialstream.generator.model.Fingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What earlier runs left in a topic.
 *
 * @param delivered the stream that is there, or null where no run has delivered anything
 * @param brokenOff whether records that may be events follow the last complete interval: an interval that was broken
 *     off, or what somebody else wrote
 */
public record ResumePoint(@Nullable Delivered delivered, boolean brokenOff) {
    /** Of a topic that no run has delivered anything to. */
    public static final ResumePoint NOTHING = new ResumePoint(null, false);

    /**
     * A stream of whole intervals.
     *
     * @param seed of its model
     * @param model {@link Fingerprint} of its model
     * @param origin start of its first interval
     * @param end end of its last complete interval; {@code origin} where none is complete
     * @param closedAt the last watermark records' value where it was ended for good, or null: earlier events would be late
     */
    public record Delivered(
            long seed,
            String model,
            Instant origin,
            Instant end,
            @Nullable Instant closedAt) {}
}
