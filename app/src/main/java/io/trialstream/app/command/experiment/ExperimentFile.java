package io.trialstream.app.command.experiment;

import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Decision;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Guardrail;
import io.trialstream.schemas.Harm;
import io.trialstream.schemas.MarginBasis;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Variant;
import io.trialstream.yaml.YamlException;
import io.trialstream.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One version of an experiment as its file defines it, checked.
 *
 * @param id the experiment's
 * @param version the version the file holds
 */
public record ExperimentFile(String id, ExperimentVersion version) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final int VERSION_MAX = 1_000_000;
    /** The hash rule has 10,000 buckets: no arm of fewer than one can be asked for. */
    private static final int WEIGHT_MAX = 10_000;

    private static final int BUCKETS = 10_000;
    private static final long USERS_MAX = 1_000_000_000_000L;
    private static final long DEFAULT_MIN_USERS = 1000;
    private static final String DEFAULT_HORIZON = "PT24H";
    private static final double DEFAULT_ALPHA = .05;
    private static final double ALPHA_MAX = .5;
    private static final long DEFAULT_TUNING = 10_000;

    /**
     * Reads a definition.
     *
     * @param file its name, for messages
     * @param zone for times without an offset
     * @throws YamlException where something is missing, unknown or contradicts itself; the message names file, line, key,
     *     what was expected and what was found
     */
    public static ExperimentFile parse(String file, String text, ZoneId zone) {
        return new Reader(YamlValue.parse(file, text), zone).read();
    }

    /** Reads one document; the fields are what later parts are checked against. */
    private static final class Reader {
        private final YamlValue root;
        private final ZoneId zone;
        private final String id;

        Reader(YamlValue root, ZoneId zone) {
            this.root = root.allow(
                    "id",
                    "version",
                    "owner",
                    "start",
                    "end",
                    "baseline",
                    "exposure",
                    "assignment",
                    "enrolment",
                    "variants",
                    "phases",
                    "metrics",
                    "primary",
                    "guardrails",
                    "decision",
                    "dimensions");
            this.zone = zone;
            this.id = id(root.get("id"));
        }

        ExperimentFile read() {
            Instant start = instant(root.get("start"));
            Instant end = instant(root.get("end"));
            if (!end.isAfter(start)) {
                throw root.get("end")
                        .expected("a time after start, " + root.get("start").text());
            }
            List<Variant> variants = variants(root.get("variants"));
            List<String> metrics = distinctIds(root.get("metrics"));
            if (metrics.isEmpty()) {
                throw root.get("metrics").error("expected at least one metric, found none");
            }
            AssignmentMode mode = mode();
            String assignmentSalt = root.find("assignment")
                    .flatMap(value -> value.find("salt"))
                    .map(YamlValue::text)
                    .orElse(id);
            ExperimentVersion version = ExperimentVersion.newBuilder()
                    .setVersion(Math.toIntExact(root.get("version").integer(1, VERSION_MAX)))
                    .setOwner(root.get("owner", YamlValue::text, ""))
                    .setStart(start.toEpochMilli())
                    .setEnd(end.toEpochMilli())
                    .setBaseline(root.get("baseline")
                            .oneOf(variants.stream().map(Variant::getId).toList()))
                    .setExposureEvents(exposure())
                    .setAssignment(mode)
                    .setAssignmentSalt(assignmentSalt)
                    .setEnrolmentSalt(enrolmentSalt(assignmentSalt))
                    .setVariants(variants)
                    .setPhases(phases(start, end, mode, variants))
                    .setMetrics(metrics)
                    .setPrimary(root.get("primary").oneOf(metrics))
                    .setGuardrails(guardrails())
                    .setDecision(decision())
                    .setDimensions(root.get("dimensions", Reader::distinctIds, List.of()))
                    .build();
            return new ExperimentFile(id, version);
        }

        private AssignmentMode mode() {
            YamlValue assignment = root.get("assignment").allow("rule", "salt", "topic");
            boolean topic = assignment.get("topic", YamlValue::flag, false);
            boolean rule = assignment.find("rule").isPresent();
            if (topic == rule) {
                throw assignment.error(
                        "expected either rule: md5 or topic: true, found " + (topic ? "both" : "neither"));
            }
            if (rule) {
                assignment.get("rule").oneOf(List.of("md5"));
                return AssignmentMode.md5;
            }
            assignment.find("salt").ifPresent(salt -> {
                throw salt.error("goes with rule: md5 only; assignment records need no salt");
            });
            return AssignmentMode.topic;
        }

        private String enrolmentSalt(String assignmentSalt) {
            if (root.find("enrolment").isEmpty()) {
                return id + ".enrolment";
            }
            YamlValue salt = root.get("enrolment").allow("salt").get("salt");
            if (salt.text().equals(assignmentSalt)) {
                throw salt.error("expected another salt than the assignment's: with one hash for both, a ramp at 50 %"
                        + " would put everybody into the first arm");
            }
            return salt.text();
        }

        private List<String> exposure() {
            return root.find("exposure")
                    .map(value -> value.allow("events").get("events").texts())
                    .orElse(List.of());
        }

        private List<Variant> variants(YamlValue list) {
            List<Variant> variants = new ArrayList<>();
            Set<String> ids = new HashSet<>();
            for (YamlValue item : list.items()) {
                YamlValue variantId = item.allow("id", "weight").get("id");
                if (!ids.add(id(variantId))) {
                    throw variantId.error("the variant " + variantId.text() + " stands twice");
                }
                variants.add(new Variant(
                        variantId.text(), Math.toIntExact(item.get("weight").integer(1, WEIGHT_MAX))));
            }
            if (variants.size() < 2) {
                throw list.error("expected two variants or more, found " + variants.size());
            }
            checkBuckets(list, variants);
            return variants;
        }

        /** An arm whose share rounds to no bucket would stay empty for ever. */
        private static void checkBuckets(YamlValue list, List<Variant> variants) {
            long total = variants.stream().mapToLong(Variant::getWeight).sum();
            long before = 0;
            for (Variant variant : variants) {
                long after = before + variant.getWeight();
                if (BUCKETS * before / total == BUCKETS * after / total) {
                    throw list.error("the variant " + variant.getId() + " has a weight of " + variant.getWeight()
                            + " in " + total + ": expected at least one of the " + BUCKETS + " buckets");
                }
                before = after;
            }
        }

        private List<Phase> phases(Instant start, Instant end, AssignmentMode mode, List<Variant> variants) {
            if (root.find("phases").isEmpty()) {
                return List.of(new Phase("p1", start.toEpochMilli(), 100.0, List.of()));
            }
            List<Phase> phases = new ArrayList<>();
            Set<String> ids = new HashSet<>();
            Instant former = null;
            for (YamlValue item : root.get("phases").items()) {
                YamlValue phaseId =
                        item.allow("id", "start", "percent", "variants").get("id");
                if (!ids.add(id(phaseId))) {
                    throw phaseId.error("the phase " + phaseId.text() + " stands twice");
                }
                Instant at = instant(item.get("start"));
                if (at.isBefore(start) || !at.isBefore(end)) {
                    throw item.get("start").expected("a time within the experiment's start and end");
                }
                if (former != null && !at.isAfter(former)) {
                    throw item.get("start").expected("a time after the start of the phase before");
                }
                former = at;
                double percent = item.get("percent").number("a number from 0 to 100", p -> p >= 0 && p <= 100);
                phases.add(new Phase(phaseId.text(), at.toEpochMilli(), percent, phaseVariants(item, mode, variants)));
            }
            if (phases.isEmpty()) {
                throw root.get("phases").error("expected at least one phase, found none");
            }
            return phases;
        }

        private List<Variant> phaseVariants(YamlValue phase, AssignmentMode mode, List<Variant> variants) {
            if (phase.find("variants").isEmpty()) {
                return List.of();
            }
            YamlValue list = phase.get("variants");
            List<Variant> own = variants(list);
            if (!own.stream()
                    .map(Variant::getId)
                    .toList()
                    .equals(variants.stream().map(Variant::getId).toList())) {
                throw list.error("expected the experiment's variants in the same order, with other weights");
            }
            if (mode != AssignmentMode.topic && !own.equals(variants)) {
                throw list.error("other weights need assignment: { topic: true }: under the hash rule they would move"
                        + " users between the arms");
            }
            return own;
        }

        private List<Guardrail> guardrails() {
            List<Guardrail> guardrails = new ArrayList<>();
            for (YamlValue item : root.find("guardrails").map(YamlValue::items).orElse(List.of())) {
                item.allow("metric", "harm", "margin", "basis", "minUsers");
                guardrails.add(new Guardrail(
                        id(item.get("metric")),
                        Harm.valueOf(item.get("harm").oneOf(List.of("increase", "decrease"))),
                        item.get("margin").number("a number of 0 or more", margin -> margin >= 0),
                        MarginBasis.valueOf(item.get("basis").oneOf(List.of("relative", "absolute"))),
                        item.get("minUsers", users -> users.integer(1, USERS_MAX), DEFAULT_MIN_USERS)));
            }
            return guardrails;
        }

        private Decision decision() {
            YamlValue decision = root.find("decision").orElse(null);
            if (decision == null) {
                long day = Duration.parse(DEFAULT_HORIZON).toMillis();
                return new Decision(day, day, DEFAULT_ALPHA, DEFAULT_TUNING);
            }
            decision.allow("horizon", "settle", "alpha", "tuning");
            long day = Duration.parse(DEFAULT_HORIZON).toMillis();
            return new Decision(
                    decision.get("horizon", value -> millis(value, 1), day),
                    decision.get("settle", value -> millis(value, 0), day),
                    decision.get(
                            "alpha",
                            value -> value.number("a number above 0, at most 0.5", a -> a > 0 && a <= ALPHA_MAX),
                            DEFAULT_ALPHA),
                    decision.get("tuning", value -> value.integer(1, USERS_MAX), DEFAULT_TUNING));
        }

        private static long millis(YamlValue value, long least) {
            try {
                long millis = Duration.parse(value.text()).toMillis();
                if (millis >= least) {
                    return millis;
                }
            } catch (DateTimeParseException | ArithmeticException e) {
                // Falls through: the message is the same.
            }
            throw value.expected("an ISO-8601 duration like PT24H" + (least > 0 ? ", longer than 0" : ""));
        }

        private Instant instant(YamlValue value) {
            try {
                TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                        value.text(), OffsetDateTime::from, LocalDateTime::from);
                return time instanceof LocalDateTime local ? local.atZone(zone).toInstant() : Instant.from(time);
            } catch (DateTimeException e) {
                throw value.expected("an ISO-8601 time like 2025-08-08T00:00:00+09:00");
            }
        }

        private static List<String> distinctIds(YamlValue list) {
            List<String> ids = new ArrayList<>();
            for (YamlValue item : list.items()) {
                if (ids.contains(id(item))) {
                    throw item.error(item.text() + " stands twice");
                }
                ids.add(item.text());
            }
            return ids;
        }

        private static String id(YamlValue value) {
            if (!ID.matcher(value.text()).matches()) {
                throw value.expected("1 to 64 letters, digits, _ . or -");
            }
            return value.text();
        }
    }
}
