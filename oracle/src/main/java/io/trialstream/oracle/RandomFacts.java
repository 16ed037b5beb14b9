package io.trialstream.oracle;

import io.trialstream.oracle.OracleSettings.Time;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ControlAction;
import io.trialstream.schemas.Decision;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Definitions, assignments and controls of a {@link RandomHistory}. */
final class RandomFacts {
    private static final long HOUR = 3_600_000;
    private static final List<Variant> TWO_ARMS = List.of(new Variant("control", 50), new Variant("treatment", 50));
    private static final List<Variant> THREE_ARMS =
            List.of(new Variant("control", 1), new Variant("red", 2), new Variant("blue", 4));

    private final Random random;
    private final long horizon;
    private final SortedMap<String, ExperimentDefinition> definitions = new TreeMap<>();
    private long lastAssignedAt;
    private long lastEffectiveAt;

    RandomFacts(Random random, Time time, long begin) {
        this.random = random;
        this.horizon = new long[] {3 * time.window(), HOUR, 24 * HOUR}[random.nextInt(3)];
        this.lastAssignedAt = begin;
        this.lastEffectiveAt = begin;
        define("by-hash", begin, AssignmentMode.md5, TWO_ARMS, List.of("ad_impression"), 100);
        define("by-record", begin, AssignmentMode.topic, TWO_ARMS, List.of(), 100);
        define("by-record-seen", begin, AssignmentMode.topic, THREE_ARMS, List.of("ad_impression"), 100);
        define("ramp", begin, AssignmentMode.md5, THREE_ARMS, List.of("view_page", "click_recipe"), 50);
    }

    long horizon() {
        return horizon;
    }

    List<RawRecord.Body> initial() {
        List<RawRecord.Body> facts = new ArrayList<>();
        definitions.values().forEach(definition -> facts.add(new RawRecord.DefinitionFact(definition)));
        return facts;
    }

    private void define(
            String id, long begin, AssignmentMode mode, List<Variant> variants, List<String> exposure, double percent) {
        long start = begin + (random.nextInt(4) == 0 ? random.nextLong(12 * HOUR) : -random.nextLong(4 * HOUR));
        ExperimentVersion version = ExperimentVersion.newBuilder()
                .setVersion(1)
                .setStart(start)
                .setEnd(start + 10 * HOUR + random.nextLong(120 * HOUR))
                .setBaseline("control")
                .setExposureEvents(exposure)
                .setAssignment(mode)
                .setAssignmentSalt(id)
                .setEnrolmentSalt(id + ".enrolment")
                .setVariants(variants)
                .setPhases(List.of(phase(1, start + (random.nextInt(4) == 0 ? HOUR : 0), percent)))
                .setMetrics(List.of("ad_ctr", "recipes_saved", "spend", "crash_rate"))
                .setPrimary("ad_ctr")
                .setGuardrails(List.of())
                .setDecision(new Decision(horizon, 24 * HOUR, 0.05, 10_000L))
                .setDimensions(List.of())
                .build();
        definitions.put(
                id,
                ExperimentDefinition.newBuilder()
                        .setId(id)
                        .setVersions(List.of(version))
                        .build());
    }

    private static Phase phase(int number, long start, double percent) {
        return new Phase("p" + number, start, percent, List.of());
    }

    /** A new edition of a definition: another end, one more phase, or one more version. */
    RawRecord.Body update(long now) {
        String id = experiment("by-hash", "by-record", "by-record-seen", "ramp");
        ExperimentDefinition former = definition(id);
        List<ExperimentVersion> versions = new ArrayList<>(former.getVersions());
        ExperimentVersion last = versions.remove(versions.size() - 1);
        switch (random.nextInt(3)) {
            case 0 ->
                versions.add(ExperimentVersion.newBuilder(last)
                        .setEnd(Math.max(last.getStart() + 1, around(now)))
                        .build());
            case 1 -> versions.add(withPhase(last, around(now)));
            default -> {
                versions.add(last);
                long start = Math.max(last.getStart(), around(now));
                versions.add(ExperimentVersion.newBuilder(last)
                        .setVersion(last.getVersion() + 1)
                        .setStart(start)
                        .setEnd(start + random.nextLong(72 * HOUR))
                        .setAssignmentSalt(id + "." + last.getVersion())
                        .setPhases(List.of(phase(1, start, random.nextBoolean() ? 100 : 50)))
                        .build());
            }
        }
        ExperimentDefinition definition = ExperimentDefinition.newBuilder()
                .setId(id)
                .setVersions(versions)
                .build();
        definitions.put(id, definition);
        return new RawRecord.DefinitionFact(definition);
    }

    private ExperimentVersion withPhase(ExperimentVersion version, long start) {
        List<Phase> phases = new ArrayList<>(version.getPhases());
        Phase last = phases.get(phases.size() - 1);
        double percent = Math.min(100, last.getPercent() + random.nextInt(50));
        phases.add(phase(phases.size() + 1, Math.max(start, last.getStart()), percent));
        return ExperimentVersion.newBuilder(version).setPhases(phases).build();
    }

    /** Mostly the unit's own arm; now and then another, or one that the version does not have. */
    RawRecord.Body assignment(String unit, long now, long oldestOpenWindow) {
        String id = experiment("by-record", "by-record-seen");
        List<Variant> variants = definition(id).getVersions().get(0).getVariants();
        int die = random.nextInt(20);
        int arm = die < 13 ? Math.floorMod(unit.hashCode(), variants.size()) : random.nextInt(variants.size());
        long at = switch (random.nextInt(6)) {
            case 0 -> lastAssignedAt;
            case 1 -> oldestOpenWindow;
            case 2 -> now - random.nextLong(48 * HOUR);
            case 3 -> now + random.nextLong(2 * HOUR);
            default -> now;
        };
        lastAssignedAt = at;
        String variant = die == 19 ? "ghost" : variants.get(arm).getId();
        return new RawRecord.AssignmentFact(unit, new Assignment(id, variant, at, "random"));
    }

    /** A stop or its undoing, about now. */
    RawRecord.Body control(long now) {
        long at = random.nextInt(4) == 0 ? lastEffectiveAt : around(now);
        lastEffectiveAt = at;
        return new RawRecord.ControlFact(new Control(
                experiment("by-hash", "by-record", "by-record-seen", "ramp"),
                random.nextInt(5) < 2 ? ControlAction.stop : ControlAction.resume,
                at,
                "random",
                "",
                Map.of()));
    }

    private long around(long now) {
        return now + random.nextLong(4 * HOUR) - 2 * HOUR;
    }

    private String experiment(String... ids) {
        return ids[random.nextInt(ids.length)];
    }

    private ExperimentDefinition definition(String id) {
        ExperimentDefinition definition = definitions.get(id);
        if (definition == null) {
            throw new IllegalArgumentException("expected one of " + definitions.keySet() + ", got " + id);
        }
        return definition;
    }
}
