package io.trialstream.topology.statistics;

/**
 * What each arm must have before an asymptotic sequence may be believed; until then a result is pending.
 *
 * @param minUnits units in the arm
 * @param minPositiveUnits units in the arm with M &gt; 0
 */
public record BurnIn(long minUnits, long minPositiveUnits) {

    /** 500 units, 100 of them with M &gt; 0. */
    public static final BurnIn DEFAULT = new BurnIn(500, 100);

    public boolean met(long units, long positiveUnits) {
        return units >= minUnits && positiveUnits >= minPositiveUnits;
    }

    /**
     * How many more units the arm needs, assuming that further units have M &gt; 0 as often as those so far; 0 when burnt in.
     * While none had, it is the least that could do.
     */
    public long unitsMissing(long units, long positiveUnits) {
        long forUnits = Math.max(0, minUnits - units);
        long missing = Math.max(0, minPositiveUnits - positiveUnits);
        double unitsPerPositive = positiveUnits == 0 ? 1 : (double) units / positiveUnits;
        return Math.max(forUnits, (long) Math.ceil(missing * unitsPerPositive));
    }
}
