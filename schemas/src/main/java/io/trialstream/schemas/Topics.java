package io.trialstream.schemas;

import io.trialstream.schemas.Topic.Cleanup;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Every topic of the contract. Kept for ever is what a replay or an audit needs: the raw events, the facts, the final
 * results; kept for 30 days is what can be made again from those.
 */
@NullMarked
public final class Topics {
    private static final Duration DERIVED_RETENTION = Duration.ofDays(30);

    private static final String UNIT = "the unit";
    private static final String EXPERIMENT = "experiment_id";

    /** What users did, keyed by unit, and the markers between. */
    public static final Topic RAW = kept("replay-user-events", UNIT, UserEvent.class);
    /** Experiments with all their versions and phases. */
    public static final Topic DEFINITIONS = compacted("experiment-definitions", EXPERIMENT, ExperimentDefinition.class);
    /** One record an assignment: a unit may have several, which is how multi-exposure is seen. */
    public static final Topic ASSIGNMENTS = kept("experiment-assignments", UNIT, Assignment.class);
    /** Events that are neither invalid, late nor duplicate; bots' too, flagged. */
    public static final Topic CLEAN_EVENTS = derived("clean-events", UNIT, CleanEvent.class);
    /** Dead letters, bytes as they came. */
    public static final Topic REJECTED_EVENTS = derived("rejected-events", "as it came", null);
    /** Events whose window was closed. */
    public static final Topic LATE_EVENTS = derived("late-events", UNIT, UserEvent.class);
    /** The latest verdict on each unit. */
    public static final Topic BOT_VERDICTS = compacted("bot-verdicts", UNIT, BotVerdict.class);
    /** One final record a session. */
    public static final Topic SESSIONS = kept("sessions", UNIT, Session.class);
    /** One final record a variant and window. */
    public static final Topic VARIANT_CTR =
            kept("variant-ctr", "experiment/version/phase/variant/windowStartMs", VariantWindow.class);
    /** The latest scorecard of each experiment. */
    public static final Topic SCORECARDS = compacted("scorecards", EXPERIMENT, Scorecard.class);
    /** Alarms that open and close. */
    public static final Topic ALERTS = kept("experiment-alerts", EXPERIMENT, Alert.class);
    /** Stops and resumes: the audit trail, hence not compacted. */
    public static final Topic CONTROLS = kept("experiment-controls", EXPERIMENT, Control.class);
    /** What the generator knows of what it made, as JSON. */
    public static final Topic GENERATOR_TRUTH = kept("generator-truth", "interval", null);

    /** All of them, in the contract's order. */
    public static final List<Topic> ALL = List.of(
            RAW,
            DEFINITIONS,
            ASSIGNMENTS,
            CLEAN_EVENTS,
            REJECTED_EVENTS,
            LATE_EVENTS,
            BOT_VERDICTS,
            SESSIONS,
            VARIANT_CTR,
            SCORECARDS,
            ALERTS,
            CONTROLS,
            GENERATOR_TRUTH);

    private Topics() {}

    /** Those whose values are Avro, and so have a subject in the registry. */
    public static Stream<Topic> withSchema() {
        return ALL.stream().filter(topic -> topic.recordClass() != null);
    }

    private static Topic kept(String name, String key, @Nullable Class<? extends SpecificRecord> recordClass) {
        return new Topic(name, key, recordClass, Cleanup.DELETE, null);
    }

    private static Topic derived(String name, String key, @Nullable Class<? extends SpecificRecord> recordClass) {
        return new Topic(name, key, recordClass, Cleanup.DELETE, DERIVED_RETENTION);
    }

    private static Topic compacted(String name, String key, Class<? extends SpecificRecord> recordClass) {
        return new Topic(name, key, recordClass, Cleanup.COMPACT, null);
    }
}
