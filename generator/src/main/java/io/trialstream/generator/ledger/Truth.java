package io.trialstream.generator.ledger;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The truth ledger: what a correct pipeline must answer about the deliveries of {@code [from, to)}, by
 * docs/semantics.md with its default settings. Documented in docs/truth-ledger.md.
 *
 * @param format {@code trialstream-truth/1}
 * @param seed of the model
 * @param population people of the model
 * @param from start of the first interval, ISO-8601
 * @param to end of the last interval, ISO-8601
 * @param watermark the last watermark record's value, ms since the epoch; 0 where none was made
 * @param watermarkRecords watermark records on each partition
 * @param accounting every delivery in one place
 * @param deliveries how many of each kind of delivery, by its id
 * @param outOfOrder originals delivered later than they happened
 * @param bots by archetype
 * @param sessions as docs/semantics.md §7 builds them
 * @param experiments one for each version of each experiment of the model
 */
public record Truth(
        String format,
        long seed,
        int population,
        String from,
        String to,
        long watermark,
        long watermarkRecords,
        Accounting accounting,
        SortedMap<String, Long> deliveries,
        long outOfOrder,
        SortedMap<String, BotTruth> bots,
        SessionTruth sessions,
        List<ExperimentTruth> experiments) {

    /** The version of the format. */
    public static final String FORMAT = "trialstream-truth/1";

    /**
     * {@code in = invalid + late + duplicate + bot + kept}.
     *
     * @param distinct different events among them: {@code in} without copies
     * @param byReason {@code invalid} and {@code bot} by reason
     */
    public record Accounting(
            long in,
            long invalid,
            long late,
            long duplicate,
            long bot,
            long kept,
            long distinct,
            Map<String, SortedMap<String, Long>> byReason) {}

    /**
     * The bots of one archetype. Either all events of such bots end as bot events, or, where no rule of
     * docs/semantics.md proves the archetype, none: they are kept and counted as a person's.
     *
     * @param users how many bots
     * @param events events of theirs that end as {@code bot}
     * @param kept events of theirs that end as {@code kept}
     * @param units their units
     */
    public record BotTruth(long users, long events, long kept, List<String> units) {}

    /**
     * Sessions at the last watermark record.
     *
     * @param people closed sessions without a bot event
     * @param bots closed sessions with one
     * @param open sessions that are not closed yet
     */
    public record SessionTruth(long people, long bots, long open) {}

    /**
     * One version of an experiment.
     *
     * @param assigned people of the population by the variant that the rule, or their first assignment, puts them in,
     *     seen or not
     * @param outsideExperiment, unassigned, multiExposed, counted kept events by state
     * @param retracted those of {@code counted} whose unit was multi-exposed afterwards
     * @param variants running sums
     * @param windows window sums, by window, phase and variant, those with users or bot users only
     */
    public record ExperimentTruth(
            String id,
            int version,
            SortedMap<String, Long> assigned,
            long outsideExperiment,
            long unassigned,
            long multiExposed,
            long counted,
            long retracted,
            List<VariantTruth> variants,
            List<WindowTruth> windows) {}

    /**
     * Running sums of one phase and variant. {@code exposed} and {@code botUsers} apart they are over people and the bots
     * that no rule proves.
     *
     * @param clickRate what the clicks were drawn with, of those in no cell of their own
     * @param cells users with click rates of their own; the first that fits counts
     * @param users enrolled units with a counted event, without the multi-exposed
     * @param exposed units at their first exposure; a bot that was exposed before its proof is among them
     * @param botUsers bots that the rule puts here while enrolment is open
     * @param multiExposedUsers units that were seen in two arms, in that of their first exposure
     * @param clicks ΣM
     * @param impressions ΣD
     * @param clicksSquared ΣM²
     * @param impressionsSquared ΣD²
     * @param clicksTimesImpressions ΣMD
     */
    public record VariantTruth(
            String phase,
            String variant,
            double clickRate,
            List<CellTruth> cells,
            long users,
            long exposed,
            long botUsers,
            long multiExposedUsers,
            long clicks,
            long impressions,
            long clicksSquared,
            long impressionsSquared,
            long clicksTimesImpressions) {}

    /**
     * Users with a click rate of their own; what is null does not matter.
     *
     * @param activity the activity segment
     * @param style the cooking style
     */
    public record CellTruth(
            @Nullable String demographic,
            @Nullable String activity,
            @Nullable String style,
            double clickRate) {}

    /**
     * Sums of one window, phase and variant.
     *
     * @param experiment its id
     * @param windowStart ms since the epoch
     */
    public record WindowTruth(
            String experiment,
            long windowStart,
            String phase,
            String variant,
            long users,
            long botUsers,
            long clicks,
            long impressions) {}

    /**
     * What one interval added, for the topic {@code generator-truth}.
     *
     * @param interval its start, ISO-8601
     * @param sessions sessions that closed with the interval's watermark record, and those open after it
     * @param windows the sums of the window that the interval's watermark record closed: the interval before
     */
    public record IntervalTruth(
            String format,
            long seed,
            String interval,
            long watermark,
            Accounting accounting,
            SortedMap<String, Long> deliveries,
            SessionTruth sessions,
            List<WindowTruth> windows) {}
}
