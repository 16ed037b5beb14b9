package io.trialstream.generator.plan;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Faults;
import java.util.Map;

/**
 * Draws an event's fault and plans its deliveries; all are on the event's own day. What happens in an outage arrives
 * after it and has no other fault, and a delivery that would come within one does not come. Thread-safe.
 */
final class FaultPlanner {
    private static final int HOUR_MS = 3_600_000;

    /** Out-of-order originals come at most this much later, and duplicates within the same again. */
    private static final int GREATEST_DELAY_MS = 240_000;

    private static final int RESTAMP_LOW_MS = 60_000;
    private static final int RESTAMP_RANGE_MS = 6 * HOUR_MS;

    /** Two whole intervals after its own an event's window is closed in both watermark modes. */
    private static final int LATE_LOW_INTERVALS = 2;

    /** How fast deliveries follow one another after an outage: what happened in a second, in a millisecond. */
    private static final int CATCHING_UP = 1_000;

    private static final Map<Fault, DeliveryKind> KINDS = Map.ofEntries(
            Map.entry(Fault.DUPLICATE, DeliveryKind.DUPLICATE),
            Map.entry(Fault.RESTAMPED, DeliveryKind.RESTAMPED),
            Map.entry(Fault.LATE_COPY, DeliveryKind.LATE_COPY),
            Map.entry(Fault.LATE, DeliveryKind.LATE),
            Map.entry(Fault.UNDECODABLE, DeliveryKind.UNDECODABLE),
            Map.entry(Fault.UNKNOWN_SCHEMA, DeliveryKind.UNKNOWN_SCHEMA),
            Map.entry(Fault.MISSING_EVENT_ID, DeliveryKind.MISSING_EVENT_ID),
            Map.entry(Fault.MISSING_EVENT_NAME, DeliveryKind.MISSING_EVENT_NAME),
            Map.entry(Fault.MISSING_UNIT, DeliveryKind.MISSING_UNIT),
            Map.entry(Fault.KEY_MISMATCH, DeliveryKind.KEY_MISMATCH),
            Map.entry(Fault.FUTURE_TIMESTAMP, DeliveryKind.FUTURE_TIMESTAMP),
            Map.entry(Fault.ANCIENT_TIMESTAMP, DeliveryKind.ANCIENT_TIMESTAMP));

    private static final Fault[] EXCLUSIVE = Fault.values();

    private final double[] thresholds = new double[EXCLUSIVE.length];
    private final double outOfOrder;
    private final int outOfOrderDelay;
    private final int lateDelay;
    private final Outages outages;
    private final Absences absences;

    FaultPlanner(Faults faults, Outages outages, Absences absences) {
        this.outages = outages;
        this.absences = absences;
        double sum = 0;
        for (Fault fault : EXCLUSIVE) {
            sum += fault == Fault.OUT_OF_ORDER ? 0 : faults.rate(fault);
            thresholds[fault.ordinal()] = sum;
        }
        outOfOrder = faults.rate(Fault.OUT_OF_ORDER);
        outOfOrderDelay = faults.outOfOrderDelayMs();
        lateDelay = faults.lateDelayMs();
    }

    /** Plans the deliveries of the row that was added last. */
    void deliver(DayPlan plan, int row, Rng rng) {
        int offset = plan.offset(row);
        int outage = outages.during(plan.interval(row));
        if (outage >= 0) {
            deliverAfter(outage, plan, row);
            return;
        }
        DeliveryKind fault = draw(rng.unit());
        if (keyedBySession(fault) && absences.session(plan, row)) {
            fault = DeliveryKind.ORIGINAL;
        }
        if (fault.invalid()) {
            plan.deliver(row, fault, offset);
            return;
        }
        if (fault == DeliveryKind.LATE) {
            int lateOffset = lateOffset(offset, rng);
            if (arrives(plan, lateOffset)) {
                plan.deliver(row, DeliveryKind.LATE, lateOffset);
                return;
            }
        }
        int first = rng.unit() < outOfOrder ? delayed(offset, rng) : offset;
        plan.deliver(row, DeliveryKind.ORIGINAL, first);
        switch (fault) {
            case DUPLICATE ->
                deliverCopy(
                        plan,
                        row,
                        DeliveryKind.DUPLICATE,
                        Math.min(first + 1 + rng.below(GREATEST_DELAY_MS), plan.lengthMs() - 1));
            case RESTAMPED ->
                deliverCopy(plan, row, DeliveryKind.RESTAMPED, first + RESTAMP_LOW_MS + rng.below(RESTAMP_RANGE_MS));
            case LATE_COPY -> deliverCopy(plan, row, DeliveryKind.LATE_COPY, lateOffset(offset, rng));
            default -> {}
        }
    }

    /**
     * Right after an outage, in order of time. Watermark records go on at each interval's end, so that only the last
     * window of the outage is still open then: it is 15 min back, and grace is 10 min.
     */
    private void deliverAfter(int outage, DayPlan plan, int row) {
        int elapsed = (int) (plan.time(row) - Intervals.start(outages.start(outage)));
        int resumed = (int) (Intervals.start(outages.end(outage)) - plan.dayStart());
        boolean open = plan.interval(row) == outages.end(outage) - 1;
        plan.deliver(row, open ? DeliveryKind.ORIGINAL : DeliveryKind.LATE, resumed + elapsed / CATCHING_UP);
    }

    /** A copy that would come on another day, or within an outage, does not come. */
    private void deliverCopy(DayPlan plan, int row, DeliveryKind kind, int clockOffset) {
        if (arrives(plan, clockOffset)) {
            plan.deliver(row, kind, clockOffset);
        }
    }

    private boolean arrives(DayPlan plan, int clockOffset) {
        return clockOffset < plan.lengthMs() && outages.during(plan.intervalAt(clockOffset)) < 0;
    }

    private static boolean keyedBySession(DeliveryKind fault) {
        return fault == DeliveryKind.KEY_MISMATCH || fault == DeliveryKind.MISSING_UNIT;
    }

    /** Later than it happened, but before its interval's watermark record. */
    private int delayed(int offset, Rng rng) {
        int intervalEnd = (offset / Intervals.LENGTH_MS + 1) * Intervals.LENGTH_MS;
        int delay = 1 + Math.min((int) rng.exponential(outOfOrderDelay), GREATEST_DELAY_MS - 1);
        return Math.min(offset + delay, intervalEnd - 1);
    }

    /** In the second interval after its own, or later. */
    private int lateOffset(int offset, Rng rng) {
        int earliest = (offset / Intervals.LENGTH_MS + LATE_LOW_INTERVALS) * Intervals.LENGTH_MS;
        return (int) Math.min(earliest + rng.exponential(lateDelay), Integer.MAX_VALUE);
    }

    private DeliveryKind draw(double unit) {
        // Most events have no fault.
        if (unit >= thresholds[thresholds.length - 1]) {
            return DeliveryKind.ORIGINAL;
        }
        int fault = 0;
        while (unit >= thresholds[fault]) {
            fault++;
        }
        return KINDS.getOrDefault(EXCLUSIVE[fault], DeliveryKind.ORIGINAL);
    }
}
