package io.trialstream.generator.model;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;

/**
 * What goes wrong.
 *
 * @param rates the probability of each fault that it befalls an event of a person, 0 to 1; all but
 *     {@link Fault#OUT_OF_ORDER} exclude each other and sum to one half at most
 * @param outOfOrderDelayMs mean delay of an event out of order, ms; at most 4 min
 * @param lateDelayMs mean delay of a late delivery beyond the 30 min that make it late, ms
 * @param outages what happens in one arrives at once after it
 * @param hotUserEventsPerHour of one user who never rests; 0: there is none
 * @param quiet a partition that nobody's key falls on
 * @param bias an arm that loses users
 * @param multiExposed share of users who are given another arm in the middle, of experiments that are assigned by
 *     topic; 0 to 1
 */
public record Faults(
        Map<Fault, Double> rates,
        int outOfOrderDelayMs,
        int lateDelayMs,
        List<Outage> outages,
        int hotUserEventsPerHour,
        QuietPartition quiet,
        SampleRatioBias bias,
        double multiExposed) {
    private static final double GREATEST_SUM = .5;

    /** A hot user must stay below what makes it a bot: 300 acts a minute, 10,000 an hour. */
    public static final int GREATEST_HOT_RATE = 9_000;

    /** @throws IllegalArgumentException where a rate is no probability, or they sum to more than one half */
    public Faults {
        double sum = 0;
        for (Map.Entry<Fault, Double> rate : rates.entrySet()) {
            double value = rate.getValue();
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        "fault rate " + rate.getKey().id() + " is " + value + ", expected 0 to 1");
            }
            sum += rate.getKey() == Fault.OUT_OF_ORDER ? 0 : value;
        }
        if (sum > GREATEST_SUM) {
            throw new IllegalArgumentException(
                    "fault rates without out-of-order sum to " + sum + ", expected at most " + GREATEST_SUM);
        }
        if (hotUserEventsPerHour < 0 || hotUserEventsPerHour > GREATEST_HOT_RATE) {
            throw new IllegalArgumentException("hot-user.events-per-hour is " + hotUserEventsPerHour
                    + ", expected 0 to " + GREATEST_HOT_RATE + ", below what makes a bot");
        }
        requireShare("multi-exposed", multiExposed);
        rates = Map.copyOf(rates);
        outages = List.copyOf(outages);
    }

    private static void requireShare(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " is " + value + ", expected 0 to 1");
        }
    }

    /**
     * A span in which nothing arrives.
     *
     * @param start a whole quarter of an hour
     * @param length whole quarters of an hour
     */
    public record Outage(Instant start, Duration length) {
        /** Its end, exclusive. */
        public Instant end() {
            return start.plus(length);
        }
    }

    /**
     * A partition that nobody's key falls on.
     *
     * @param partition 0 to {@code of} − 1, or −1: none is quiet
     * @param of how many partitions the topic has
     * @param watermarks whether watermark records come on it nevertheless
     */
    public record QuietPartition(int partition, int of, boolean watermarks) {
        /** None is quiet. */
        public static final QuietPartition NONE = new QuietPartition(-1, 0, true);

        /** @throws IllegalArgumentException where the topic has no such partition */
        public QuietPartition {
            if (partition < -1 || partition >= Math.max(0, of)) {
                throw new IllegalArgumentException("quiet-partition.partition is " + partition + ", expected 0 to "
                        + (of - 1) + ", or -1 for none");
            }
        }

        /** Whether one is. */
        public boolean exists() {
            return partition >= 0;
        }

        /** Whether a record key falls on it. */
        public boolean holds(byte[] key) {
            return exists() && Utils.toPositive(Utils.murmur2(key)) % of == partition;
        }
    }

    /**
     * An arm that loses users: a broken sample ratio.
     *
     * @param experiment its id; the arms are those of its first version
     * @param lost share of the arm's users who never come, 0 to 1; 0: none is lost
     */
    public record SampleRatioBias(String experiment, String variant, double lost) {
        /** None is lost. */
        public static final SampleRatioBias NONE = new SampleRatioBias("", "", 0);

        /** @throws IllegalArgumentException where the share is not within 0 to 1 */
        public SampleRatioBias {
            requireShare("sample-ratio-bias.lost", lost);
        }
    }

    /** Nothing goes wrong. */
    public static Faults none() {
        return new Faults(Map.of(), 60_000, 3_600_000, List.of(), 0, QuietPartition.NONE, SampleRatioBias.NONE, 0);
    }

    /** The rate of a fault. */
    public double rate(Fault fault) {
        return rates.getOrDefault(fault, 0.0);
    }

    /** The same with another rate of one fault. */
    public Faults with(Fault fault, double rate) {
        EnumMap<Fault, Double> changed = new EnumMap<>(Fault.class);
        changed.putAll(rates);
        changed.put(fault, rate);
        return withRates(changed);
    }

    /** The same with other rates. */
    public Faults withRates(Map<Fault, Double> otherRates) {
        return new Faults(
                otherRates, outOfOrderDelayMs, lateDelayMs, outages, hotUserEventsPerHour, quiet, bias, multiExposed);
    }

    /** The same with outages. */
    public Faults withOutages(List<Outage> others) {
        return new Faults(
                rates, outOfOrderDelayMs, lateDelayMs, others, hotUserEventsPerHour, quiet, bias, multiExposed);
    }

    /** The same with a hot user. */
    public Faults withHotUser(int eventsPerHour) {
        return new Faults(rates, outOfOrderDelayMs, lateDelayMs, outages, eventsPerHour, quiet, bias, multiExposed);
    }

    /** The same with a quiet partition. */
    public Faults withQuiet(QuietPartition other) {
        return new Faults(
                rates, outOfOrderDelayMs, lateDelayMs, outages, hotUserEventsPerHour, other, bias, multiExposed);
    }

    /** The same with a biased sample ratio. */
    public Faults withBias(SampleRatioBias other) {
        return new Faults(
                rates, outOfOrderDelayMs, lateDelayMs, outages, hotUserEventsPerHour, quiet, other, multiExposed);
    }

    /** The same with multi-exposed users. */
    public Faults withMultiExposed(double share) {
        return new Faults(rates, outOfOrderDelayMs, lateDelayMs, outages, hotUserEventsPerHour, quiet, bias, share);
    }
}
