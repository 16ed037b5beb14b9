package io.trialstream.generator;

import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Variant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;

/**
 * Who is in which arm when, by docs/semantics.md §8 A and B and the hash rule of the contracts. Version, phase and arm
 * are indices into the definition; −1 is none.
 */
final class ExperimentModel {
    private static final int BUCKETS = 10_000;

    private final ExperimentDefinition definition;
    private final List<ExperimentVersion> versions;
    private final double[][] clickRates;

    /** @throws IllegalArgumentException where the definition cannot be simulated or an arm has no click rate */
    ExperimentModel(ExperimentDefinition definition, Map<String, Double> clickRateByVariant) {
        this.definition = definition;
        versions = definition.getVersions();
        clickRates = new double[versions.size()][];
        for (int v = 0; v < versions.size(); v++) {
            clickRates[v] = clickRates(definition.getId(), versions.get(v), clickRateByVariant);
        }
    }

    String id() {
        return definition.getId();
    }

    int versionCount() {
        return versions.size();
    }

    ExperimentVersion version(int version) {
        return versions.get(version);
    }

    int armCount(int version) {
        return versions.get(version).getVariants().size();
    }

    String arm(int version, int arm) {
        return versions.get(version).getVariants().get(arm).getId();
    }

    double clickRate(int version, int arm) {
        return clickRates[version][arm];
    }

    /** The version that holds at a time: greatest start not after it, then greatest version. */
    int versionAt(long time) {
        int best = -1;
        for (int v = 0; v < versions.size(); v++) {
            ExperimentVersion candidate = versions.get(v);
            if (candidate.getStart() <= time
                    && (best < 0 || candidate.getStart() >= versions.get(best).getStart())) {
                best = v;
            }
        }
        return best;
    }

    /** The last phase of the version that has begun by the time. */
    int phaseAt(int version, long time) {
        List<Phase> phases = versions.get(version).getPhases();
        int last = -1;
        for (int p = 0; p < phases.size(); p++) {
            if (phases.get(p).getStart() <= time) {
                last = p;
            }
        }
        return last;
    }

    boolean enrolmentOpen(int version, long time) {
        ExperimentVersion asked = versions.get(version);
        return asked.getStart() <= time && time < asked.getEnd();
    }

    long horizon(int version) {
        return versions.get(version).getDecision().getHorizonMs();
    }

    boolean enrolled(int version, int phase, int enrolmentBucket) {
        return enrolmentBucket
                < 100 * versions.get(version).getPhases().get(phase).getPercent();
    }

    boolean exposes(int version, EventType type) {
        List<String> events = versions.get(version).getExposureEvents();
        return events.isEmpty() || events.contains(type.eventName());
    }

    int enrolmentBucket(int version, String unit) {
        return bucket(versions.get(version).getEnrolmentSalt(), unit);
    }

    int armOf(int version, String unit) {
        return armOfBucket(version, bucket(versions.get(version).getAssignmentSalt(), unit));
    }

    private int armOfBucket(int version, int bucket) {
        List<Variant> variants = versions.get(version).getVariants();
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
            head = head << 8 | (hash[i] & 0xFF);
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

    private static double[] clickRates(String id, ExperimentVersion version, Map<String, Double> byVariant) {
        String where = "experiment " + id + " version " + version.getVersion();
        if (version.getAssignment() != AssignmentMode.md5) {
            throw new IllegalArgumentException(
                    where + " is assigned by topic; the generator simulates the md5 rule only");
        }
        double[] rates = new double[version.getVariants().size()];
        for (int i = 0; i < rates.length; i++) {
            String variant = version.getVariants().get(i).getId();
            Double rate = byVariant.get(variant);
            if (rate == null || !(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException(
                        where + ": click rate of variant " + variant + " is " + rate + ", expected 0 to 1");
            }
            rates[i] = rate;
        }
        return rates;
    }
}
