package io.trialstream.generator.model;

import io.trialstream.generator.base.Rng;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Variant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * One version of one experiment: who is in which arm when, by docs/semantics.md §8 A and B and the hash rule of the
 * contracts, and how often advertisements are clicked in it. Phase and arm are indices into the definition; −1 is none.
 */
public final class Trial {
    /** How many buckets the hash rule has. */
    public static final int BUCKETS = 10_000;

    private static final long TOPIC_ARMS = 7;
    private static final int PERCENT = BUCKETS / 100;

    private final String experiment;
    private final ExperimentVersion version;
    private final long from;
    private final long until;
    private final boolean[] exposing = new boolean[EventType.values().length];
    private final double[] cumulativeWeights;
    private final double[][] clickRates;
    private final double[] baseClickRates;
    private final Behaviour behaviour;
    private final Effects effects;

    /**
     * @param from when this version begins to hold, ms; inclusive
     * @param until when another version takes its place, ms; exclusive
     */
    Trial(String experiment, ExperimentVersion version, long from, long until, Effects effects, Behaviour behaviour) {
        this.experiment = experiment;
        this.version = version;
        this.from = from;
        this.until = until;
        this.behaviour = behaviour;
        this.effects = effects;
        List<String> exposures = version.getExposureEvents();
        for (EventType type : EventType.values()) {
            exposing[type.ordinal()] = exposures.isEmpty() || exposures.contains(type.eventName());
        }
        cumulativeWeights = Rng.cumulative(
                version.getVariants().stream().mapToDouble(Variant::getWeight).toArray());
        clickRates = clickRates();
        baseClickRates = version.getVariants().stream()
                .mapToDouble(variant -> effects.clickRates()
                        .getOrDefault(variant.getId(), behaviour.ads().clickRate()))
                .toArray();
    }

    /** The experiment's id. */
    public String experiment() {
        return experiment;
    }

    /** The version as the definition has it. */
    public ExperimentVersion version() {
        return version;
    }

    /** Whether arms come from assignment records instead of the hash rule. */
    public boolean byTopic() {
        return version.getAssignment() == AssignmentMode.topic;
    }

    /** How many arms there are. */
    public int arms() {
        return version.getVariants().size();
    }

    /** How many phases there are. */
    public int phases() {
        return version.getPhases().size();
    }

    /** The variant id of an arm. */
    public String variant(int arm) {
        return version.getVariants().get(arm).getId();
    }

    /** When this version begins to hold, ms; inclusive. */
    public long from() {
        return from;
    }

    /** When nobody is enrolled any more, ms; exclusive: its end, or another version takes its place. */
    public long enrolsUntil() {
        return Math.min(version.getEnd(), until);
    }

    /** Whether this is the version that holds at a time, ms: greatest start not after it, then greatest version. */
    public boolean holds(long time) {
        return from <= time && time < until;
    }

    /** The last phase that has begun by the time, ms. */
    public int phaseAt(long time) {
        List<Phase> phases = version.getPhases();
        int last = -1;
        for (int p = 0; p < phases.size(); p++) {
            if (phases.get(p).getStart() <= time) {
                last = p;
            }
        }
        return last;
    }

    /** Whether units enrol at a time, ms; the simulation stops no experiment. */
    public boolean enrolmentOpen(long time) {
        return version.getStart() <= time && time < version.getEnd();
    }

    /** How long after its first exposure a unit is observed, ms. */
    public long horizon() {
        return version.getDecision().getHorizonMs();
    }

    /** Whether a bucket is let in by a phase; where arms come from records everybody is. */
    public boolean enrolled(int phase, int enrolmentBucket) {
        return byTopic()
                || enrolmentBucket < PERCENT * version.getPhases().get(phase).getPercent();
    }

    /** Whether such an event can be a first exposure. */
    public boolean exposes(EventType type) {
        return exposing[type.ordinal()];
    }

    /** The bucket that decides whether a unit is enrolled. */
    public int enrolmentBucket(String unit) {
        return bucket(version.getEnrolmentSalt(), unit);
    }

    /** The arm of a unit by the hash rule. */
    public int armByRule(String unit) {
        return armOfBucket(bucket(version.getAssignmentSalt(), unit));
    }

    /** A person's arm, its first where it is given another: by the hash rule, or by weight for an assignment record. */
    public int arm(long seed, int user, String unit) {
        return byTopic() ? draws(seed, TOPIC_ARMS, user).pick(cumulativeWeights) : armByRule(unit);
    }

    /** Any other arm, by weight; −1 where there is none. */
    public int otherArm(int arm, Rng rng) {
        double[] weights =
                version.getVariants().stream().mapToDouble(Variant::getWeight).toArray();
        weights[arm] = 0;
        double[] others = Rng.cumulative(weights);
        return others[others.length - 1] > 0 ? rng.pick(others) : -1;
    }

    /** Draws about one person in this version, for one purpose. */
    public Rng draws(long seed, long purpose, int user) {
        return new Rng(Rng.derive(seed, purpose ^ experiment.hashCode(), version.getVersion(), user));
    }

    /**
     * Clicks per impression of a person in an arm.
     *
     * @param demographic, segment, style indices into the behaviour's lists
     */
    public double clickRate(int arm, int demographic, int segment, int style) {
        return clickRates[arm][cell(demographic, segment, style)];
    }

    /** Users with click rates of their own. */
    public List<Effects.Cell> cells() {
        return effects.cells();
    }

    /** Clicks per impression of an arm's users who are in no cell of their own. */
    public double baseClickRate(int arm) {
        return baseClickRates[arm];
    }

    private int cell(int demographic, int segment, int style) {
        return (demographic * behaviour.segments().size() + segment)
                        * behaviour.styles().size()
                + style;
    }

    private double[][] clickRates() {
        List<String> demographics = List.copyOf(behaviour.demographics().keySet());
        int cells = demographics.size()
                * behaviour.segments().size()
                * behaviour.styles().size();
        double[][] rates = new double[arms()][cells];
        for (int arm = 0; arm < arms(); arm++) {
            for (int d = 0; d < demographics.size(); d++) {
                for (int a = 0; a < behaviour.segments().size(); a++) {
                    for (int s = 0; s < behaviour.styles().size(); s++) {
                        rates[arm][cell(d, a, s)] = effects.clickRate(
                                variant(arm),
                                demographics.get(d),
                                behaviour.segments().get(a).id(),
                                behaviour.styles().get(s).id(),
                                behaviour.ads().clickRate());
                    }
                }
            }
        }
        return rates;
    }

    private int armOfBucket(int bucket) {
        List<Variant> variants = version.getVariants();
        long total = variants.stream().mapToLong(Variant::getWeight).sum();
        long upTo = 0;
        for (int i = 0; i < variants.size(); i++) {
            upTo += variants.get(i).getWeight();
            if (bucket < BUCKETS * upTo / total) {
                return i;
            }
        }
        throw new IllegalStateException("bucket " + bucket + " is not below " + BUCKETS);
    }

    /** The hash rule: first eight bytes of the MD5 of {@code salt:unit}, unsigned, modulo 10,000. */
    static int bucket(String salt, String unit) {
        byte[] hash = md5().digest((salt + ":" + unit).getBytes(StandardCharsets.UTF_8));
        long head = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            head = head << Byte.SIZE | (hash[i] & 0xFF);
        }
        return (int) Long.remainderUnsigned(head, BUCKETS);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
