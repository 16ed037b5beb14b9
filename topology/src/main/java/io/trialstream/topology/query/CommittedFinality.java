package io.trialstream.topology.query;

import io.trialstream.topology.merge.MergeKeys;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far an application's results are final, read out of the changelog of its merge store: what it has committed, and
 * whether it runs or not. Fed with the committed records in order. Not thread-safe.
 */
public final class CommittedFinality {
    private static final byte[] FINAL_THROUGH = MergeKeys.finalThrough().get();

    /** By merge partition; null where nothing is final there yet. */
    private final Map<Integer, @Nullable Long> through = new HashMap<>();

    /** A record of the changelog. */
    public void accept(int partition, byte[] key, byte @Nullable [] value) {
        if (value != null && Arrays.equals(key, FINAL_THROUGH)) {
            through.put(partition, MergeKeys.time(value));
        } else {
            through.putIfAbsent(partition, null);
        }
    }

    /**
     * End of the newest window that is final, epoch ms; null before the first. Every merge partition hears of every source
     * partition, so each of them is in the changelog from the first second on.
     */
    public @Nullable Long through() {
        Long least = null;
        for (Long time : through.values()) {
            if (time == null) {
                return null;
            }
            least = least == null ? time : Long.valueOf(Math.min(least, time));
        }
        return least;
    }
}
