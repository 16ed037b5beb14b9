package io.trialstream.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ControlAction;
import io.trialstream.schemas.Decision;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A raw topic written line by line; ingested a year after the fact unless told otherwise. One partition by default. */
final class Log {
    /** Midnight UTC, 2025-08-08: the start of a window, and of a minute and an hour. */
    static final long T0 = 1_754_611_200_000L;

    static final long MINUTE = 60_000;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    final OracleSettings settings;
    private final List<RawRecord> records = new ArrayList<>();
    private long ingest = T0 + 400 * DAY;

    Log(OracleSettings settings) {
        this.settings = settings;
    }

    Log() {
        this(OracleSettings.defaults(1));
    }

    Log ingestedAt(long time) {
        ingest = time;
        return this;
    }

    Log add(int partition, byte @Nullable [] key, RawRecord.Body body) {
        records.add(new RawRecord(partition, records.size(), key, ingest, body));
        return this;
    }

    Log event(String unit, String name, long t) {
        return event(unit, "id-" + records.size(), name, t, Map.of(), Map.of());
    }

    Log eventWithId(String unit, String id, long t) {
        return event(unit, id, "view_page", t, Map.of(), Map.of());
    }

    Log event(String unit, String name, long t, Map<String, String> context, Map<String, String> properties) {
        return event(unit, "id-" + records.size(), name, t, context, properties);
    }

    private Log event(
            String unit, String id, String name, long t, Map<String, String> context, Map<String, String> properties) {
        return event(
                unit,
                userEvent(unit, id, name, t)
                        .setContext(new HashMap<>(context))
                        .setEventProperties(new HashMap<>(properties)));
    }

    Log event(String key, UserEvent.Builder event) {
        return add(0, key.getBytes(UTF_8), new RawRecord.Event(event.build()));
    }

    static UserEvent.Builder userEvent(String unit, String id, String name, long t) {
        return UserEvent.newBuilder()
                .setEventId(id)
                .setEventName(name)
                .setUserId(unit)
                .setTimestamp(Instant.ofEpochMilli(t));
    }

    Log watermark(long value) {
        return watermark("", Long.toString(value));
    }

    Log watermark(String writer, String value) {
        return add(0, null, new RawRecord.Watermark(writer, value));
    }

    Log assignment(String unit, String variant, long at) {
        return add(0, null, new RawRecord.AssignmentFact(unit, new Assignment("x", variant, at, "")));
    }

    Log control(ControlAction action, long at) {
        return add(0, null, new RawRecord.ControlFact(new Control("x", action, at, "", "", Map.of())));
    }

    Log definition(ExperimentVersion... versions) {
        return add(
                0,
                null,
                new RawRecord.DefinitionFact(ExperimentDefinition.newBuilder()
                        .setId("x")
                        .setVersions(List.of(versions))
                        .build()));
    }

    /**
     * Version 1 of experiment x from T0 for ten hours, one phase p1, horizon one hour, arms control and treatment
     * half and half, metric ad_ctr, any event an exposure.
     */
    static ExperimentVersion.Builder version(AssignmentMode mode) {
        return ExperimentVersion.newBuilder()
                .setVersion(1)
                .setStart(T0)
                .setEnd(T0 + 10 * HOUR)
                .setBaseline("control")
                .setExposureEvents(List.of())
                .setAssignment(mode)
                .setAssignmentSalt("x")
                .setEnrolmentSalt("x.enrolment")
                .setVariants(List.of(new Variant("control", 50), new Variant("treatment", 50)))
                .setPhases(List.of(new Phase("p1", T0, 100.0, List.of())))
                .setMetrics(List.of("ad_ctr"))
                .setPrimary("ad_ctr")
                .setGuardrails(List.of())
                .setDecision(new Decision(HOUR, 24 * HOUR, 0.05, 10_000L))
                .setDimensions(List.of());
    }

    OracleResult result() {
        return Oracle.run(records, settings);
    }

    /** What became of each event record when it was processed: outcome, and reason where there is one. */
    List<String> outcomes() {
        return result().partitions().get(0).outcomes().stream()
                .map(o -> o.reason() == null ? o.outcome().toString() : o.outcome() + " " + o.reason())
                .toList();
    }

    /** The watermark as milliseconds after T0; null where there is none. */
    @Nullable
    Long watermarkAfterT0() {
        Long watermark = result().partitions().get(0).watermark();
        return watermark == null ? null : watermark - T0;
    }
}
