package io.trialstream.topology.bots;

/**
 * The statement that a unit is a bot. Times in epoch ms.
 *
 * @param reason id of the heuristic that proved it last
 * @param from inclusive: start of the oldest window that was open when the proof came
 * @param until exclusive: 24 hours behind the last proof
 */
public record Verdict(String reason, long from, long until) {
    /** Good behaviour for so long ends a verdict. */
    public static final long LIFE_MS = 24 * 60 * 60 * 1000L;

    /** A later proof that would extend a verdict by less is not told. */
    public static final long LEAST_EXTENSION_MS = 60 * 60 * 1000L;

    /** Whether an event of the unit at {@code time} is a bot's. */
    public boolean covers(long time) {
        return from <= time && time < until;
    }
}
