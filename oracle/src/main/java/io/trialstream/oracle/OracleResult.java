package io.trialstream.oracle;

import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.VariantWindow;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * All the oracle says of a raw topic.
 *
 * @param partitions by number
 * @param total over all partitions
 * @param windows by window start, over all partitions; what no window could be named for is in {@code total} alone
 * @param sessions closed ones, by unit and ordinal
 * @param finals by key {@code experiment/version/phase/variant/windowStartMs}: windows closed on every partition
 * @param running as of the last record
 * @param exposed units by the arm of their first exposure
 * @param botUsers units by the arm of their earliest window with a bot arm
 * @param multiExposedUsers units by the arm of their first exposure
 * @param experiments by experiment id, every one whose definition some partition knows
 * @param experimentWindows by experiment id and start of the windows that hold kept events
 */
public record OracleResult(
        List<PartitionResult> partitions,
        Accounting total,
        SortedMap<Long, Accounting> windows,
        List<Session> sessions,
        SortedMap<String, VariantWindow> finals,
        SortedMap<ArmKey, RunningSums> running,
        SortedMap<ArmKey, Long> exposed,
        SortedMap<ArmKey, Long> botUsers,
        SortedMap<ArmKey, Long> multiExposedUsers,
        SortedMap<String, ExperimentTotals> experiments,
        SortedMap<String, SortedMap<Long, ExperimentTotals>> experimentWindows) {

    /** Where an event record ended when it was processed. */
    public enum Outcome {
        INVALID,
        LATE,
        DUPLICATE,
        BOT,
        KEPT
    }

    /**
     * What became of one event record, as known when it was processed.
     *
     * @param reason of the invalid, the late and the bot's; null otherwise
     */
    public record EventOutcome(
            int partition,
            long offset,
            Outcome outcome,
            @Nullable String reason) {}

    /**
     * Where event records are now.
     *
     * @param watermarks accepted watermark records; 0 in a window's account
     * @param facts markers; 0 in a window's account
     */
    public record Accounting(
            long in,
            long invalid,
            long late,
            long duplicate,
            long bot,
            long kept,
            SortedMap<String, Long> invalidByReason,
            SortedMap<String, Long> lateByReason,
            SortedMap<String, Long> botByReason,
            long watermarks,
            long facts) {
        /** Whether every event record ended in exactly one place. */
        public boolean balanced() {
            return in == invalid + late + duplicate + bot + kept;
        }
    }

    /** One arm of one phase. */
    public record ArmKey(String experiment, int version, String phase, String arm) implements Comparable<ArmKey> {
        @Override
        public int compareTo(ArmKey other) {
            return toString().compareTo(other.toString());
        }

        /** {@code experiment/version/phase/arm}. */
        @Override
        public String toString() {
            return experiment + "/" + version + "/" + phase + "/" + arm;
        }
    }

    /** Sums over units of a metric's numerator M and denominator D. */
    public record MetricSums(BigInteger m, BigInteger d, BigInteger mm, BigInteger dd, BigInteger md) {
        static final MetricSums ZERO =
                new MetricSums(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

        MetricSums plusUnit(BigInteger unitM, BigInteger unitD) {
            return new MetricSums(
                    m.add(unitM),
                    d.add(unitD),
                    mm.add(unitM.multiply(unitM)),
                    dd.add(unitD.multiply(unitD)),
                    md.add(unitM.multiply(unitD)));
        }
    }

    /** Sums over the n units in an arm, by metric id. */
    public record RunningSums(long n, SortedMap<String, MetricSums> metrics) {}

    /** What became of kept events in one experiment; {@code counted} holds {@code retracted}, which holds {@code flaggedAfter}. */
    public record ExperimentTotals(
            long kept,
            long outside,
            long unassigned,
            long multiExposed,
            long counted,
            long retracted,
            long flaggedAfter) {
        static final ExperimentTotals NONE = new ExperimentTotals(0, 0, 0, 0, 0, 0, 0);

        ExperimentTotals plus(ExperimentTotals other) {
            return new ExperimentTotals(
                    kept + other.kept,
                    outside + other.outside,
                    unassigned + other.unassigned,
                    multiExposed + other.multiExposed,
                    counted + other.counted,
                    retracted + other.retracted,
                    flaggedAfter + other.flaggedAfter);
        }

        /** Whether every kept event ended in exactly one place. */
        public boolean balanced() {
            return kept == outside + unassigned + multiExposed + counted;
        }
    }

    /**
     * One partition.
     *
     * @param watermark null where none came
     * @param rejectedMarkers watermark records by the reason of their rejection
     * @param windows by window start
     * @param closedWindows the partition's share of {@code variant-ctr}, by key, of windows closed on it
     * @param verdicts as emitted, in order
     * @param outcomes one for each event record, in order
     */
    public record PartitionResult(
            int partition,
            @Nullable Long watermark,
            Accounting accounting,
            SortedMap<String, Long> rejectedMarkers,
            SortedMap<Long, Accounting> windows,
            SortedMap<String, VariantWindow> closedWindows,
            List<BotVerdict> verdicts,
            List<EventOutcome> outcomes) {}
}
