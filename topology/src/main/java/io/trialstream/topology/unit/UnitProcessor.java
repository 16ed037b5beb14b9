package io.trialstream.topology.unit;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Session;
import io.trialstream.topology.Outgoing;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.aggregate.UnitAccount;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.clock.PartitionClock;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.ingest.Ingest;
import io.trialstream.topology.ingest.Ingested;
import io.trialstream.topology.ingest.Reason;
import io.trialstream.topology.ingest.Rejected;
import io.trialstream.topology.merge.Report;
import io.trialstream.topology.settings.TopologySettings.WatermarkFrom;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stages 1 to 7 over one raw partition, in the order of docs/semantics.md §1: check, move the watermark and close what it closes, then the
 * event. One instance a task.
 */
public final class UnitProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    private static final Logger log = LoggerFactory.getLogger(UnitProcessor.class);

    /** Timers taken at a time when many are due at once, so that a jump of a year needs no memory for a million units. */
    private static final int TIMERS_AT_ONCE = 1_000;

    private final Stages stages;
    private final TopologySerdes serdes;
    private final Set<String> changedExperiments = new HashSet<>();
    private @Nullable Task task;

    /** What exists once the task has its stores. */
    private record Task(
            ProcessorContext<byte[], Outgoing> context, PartitionState state, UserStore users, Emitter emitter) {
        int partition() {
            return context.taskId().partition();
        }

        PartitionClock clock() {
            return state.clock();
        }
    }

    public UnitProcessor(Stages stages, TopologySerdes serdes) {
        this.stages = stages;
        this.serdes = serdes;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> context) {
        PartitionClock clock =
                new PartitionClock(stages.settings().time().maxJump().toMillis());
        PartitionState state = new PartitionState(
                context.getStateStore(Stores.PARTITION),
                clock,
                new KnownExperiments(serdes, stages.settings().metrics()));
        UserStore users =
                new UserStore(context.getStateStore(Stores.USERS), context.getStateStore(Stores.TIMERS), state.names());
        task = new Task(
                context,
                state,
                users,
                new Emitter(context, serdes, stages.settings().input().topic()));
        state.known().forEach(e -> changedExperiments.add(e.id()));
        context.schedule(stages.settings().scorecardEvery(), PunctuationType.WALL_CLOCK_TIME, now -> reportSums());
    }

    private Task task() {
        if (task == null) {
            throw new IllegalStateException("expected init before the first record");
        }
        return task;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata at = task().context().recordMetadata().orElseThrow();
        long ingestTime = stages.ingest().ingestTime(record.timestamp(), record.headers());
        try {
            if (Ingest.isMarker(record.value(), record.headers())) {
                marker(record, ingestTime);
            } else {
                event(record, at, ingestTime);
            }
        } catch (Rejected why) {
            task().emitter().rejected(record, at.offset(), at.partition(), ingestTime, why);
        }
        task().state().flush();
    }

    private void event(Record<byte[], byte[]> record, RecordMetadata at, long ingestTime) throws Rejected {
        Ingested in;
        try {
            in = stages.ingest().check(record.key(), record.value(), record.headers(), at.partition(), ingestTime);
        } catch (Rejected why) {
            task().state().accounting().countIn();
            task().state().accounting().countInvalid(why.reason().id());
            throw why;
        }
        if (stages.settings().time().watermarkFrom() == WatermarkFrom.EVENTS) {
            long before = task().clock().watermark();
            if (task().clock().onEvent(in.unit(), in.time())) {
                task().state().clockChanged();
            }
            closeWindows(before);
        }
        // Not before: a mark that closing tells must hold only events that are accounted for.
        task().state().accounting().countIn();
        long watermark = task().clock().watermark();
        if (stages.windows().isClosed(in.time(), watermark)) {
            long lateMs = watermark
                    - (stages.windows().end(in.time()) + stages.windows().graceMs());
            task().state().accounting().countLate("window-closed");
            task().emitter().late(record, at.offset(), at.partition(), ingestTime, lateMs);
            return;
        }
        inTime(record, in, at);
    }

    private void inTime(Record<byte[], byte[]> record, Ingested in, RecordMetadata at) throws Rejected {
        EventStep step;
        try {
            step = new EventStep(stages, task().users(), task().state(), in);
            step.run();
        } catch (KafkaException infrastructure) {
            throw infrastructure;
        } catch (RuntimeException bug) {
            log.error("event at partition {} offset {} rejected: a stage threw", at.partition(), at.offset(), bug);
            task().state().accounting().countInvalid(Reason.INTERNAL_ERROR.id());
            throw new Rejected(Reason.INTERNAL_ERROR, String.valueOf(bug));
        }
        step.commit(record.key(), task().emitter());
        if (step.changedSums()) {
            task().state().known().forEach(e -> changedExperiments.add(e.id()));
        }
    }

    private void marker(Record<byte[], byte[]> record, long ingestTime) throws Rejected {
        if (record.headers().lastHeader(Ingest.WATERMARK_HEADER) != null) {
            Ingest.WatermarkRecord mark = stages.ingest().watermark(record.headers(), ingestTime);
            long before = task().clock().watermark();
            if (!task().clock().onRecord(mark.writer(), mark.time())) {
                throw new Rejected(
                        Reason.TOO_MANY_WRITERS,
                        Ingest.WRITER_HEADER + ": expected at most " + PartitionClock.MAX_WRITERS
                                + " writers a partition, got one more: '" + mark.writer() + "'");
            }
            task().state().clockChanged();
            task().state().accounting().countWatermark();
            closeWindows(before);
        } else {
            fact(record);
            task().state().accounting().countFact();
        }
    }

    private void fact(Record<byte[], byte[]> record) throws Rejected {
        Header topic = record.headers().lastHeader(Ingest.FACT_HEADER);
        Header value = record.headers().lastHeader(Ingest.FACT_VALUE_HEADER);
        if (value == null || value.value() == null) {
            throw new Rejected(Reason.BAD_MARKER, Ingest.FACT_VALUE_HEADER + ": expected the fact's bytes, got none");
        }
        String from = new String(topic.value(), StandardCharsets.UTF_8);
        try {
            switch (from) {
                case "experiment-definitions" -> define(value.value());
                case "experiment-controls" -> control(value.value());
                case "experiment-assignments" -> assign(record.key(), value.value());
                default ->
                    throw new Rejected(
                            Reason.BAD_MARKER, Ingest.FACT_HEADER + ": expected a topic of facts, got '" + from + "'");
            }
        } catch (SerializationException e) {
            throw new Rejected(Reason.BAD_MARKER, from + ": " + e.getMessage());
        }
    }

    private void define(byte[] bytes) {
        ExperimentDefinition definition = serdes.definition().deserializer().deserialize("", bytes);
        KnownExperiments known = task().state().experiments();
        if (!known.isDefined(definition.getId(), bytes)) {
            change(definition.getId(), () -> known.define(definition.getId(), bytes));
        }
    }

    private void control(byte[] bytes) {
        Control control = serdes.control().deserializer().deserialize("", bytes);
        KnownExperiments known = task().state().experiments();
        if (!known.isControlled(control.getExperimentId(), bytes)) {
            change(control.getExperimentId(), () -> known.control(control.getExperimentId(), bytes));
        }
    }

    /**
     * An experiment changes for all units at once. Those with open windows are found by their timers: a session outlives the
     * windows of its events, so each has one. Experiments change a few times in their life; this walk is their price.
     */
    private void change(String experiment, Runnable change) {
        PartitionState state = task().state();
        Experiment before = state.experiments().find(experiment);
        forEachTimer(Long.MAX_VALUE - 1, timer -> settle(timer.unit()));
        change.run();
        state.experimentChanged(experiment);
        Experiment now = state.experiments().find(experiment);
        if (now == null) {
            return;
        }
        Set<String> seen = new HashSet<>();
        forEachTimer(Long.MAX_VALUE - 1, timer -> {
            if (seen.add(timer.unit())) {
                reattribute(timer.unit(), before, now);
            }
        });
        changedExperiments.add(experiment);
        task().emitter().report(experiment, state.experiments().report(task().partition(), experiment));
    }

    private void settle(String unit) {
        UserChanges changes = new UserChanges(
                stages, task().users(), task().state(), task().users().load(unit));
        changes.settle();
        changes.encode();
        changes.write();
    }

    private void reattribute(String unit, @Nullable Experiment before, Experiment now) {
        UserChanges changes = new UserChanges(
                stages, task().users(), task().state(), task().users().load(unit));
        UnitAccount.Contribution change = changes.contribution(now, null);
        if (before != null) {
            change.minus(changes.contribution(before, null));
        }
        if (!change.isZero()) {
            task().state().add(now.id(), change);
        }
    }

    private void assign(byte @Nullable [] key, byte[] bytes) throws Rejected {
        if (key == null || key.length == 0) {
            throw new Rejected(Reason.BAD_MARKER, "key: expected the assigned unit, got none");
        }
        Assignment assignment = serdes.assignment().deserializer().deserialize("", bytes);
        User user = task().users().load(new String(key, StandardCharsets.UTF_8));
        UserChanges changes = new UserChanges(stages, task().users(), task().state(), user);
        Map<String, UnitAccount.Contribution> contributions = new HashMap<>();
        changes.settle();
        changes.contributionsBefore(contributions);
        if (user.assignments().add(assignment.getExperimentId(), assignment.getAssignedAt(), assignment.getVariant())) {
            changes.assigned();
            changes.contributionsAfter(contributions, null);
            contributions.forEach((experiment, change) -> addChange(experiment, change));
        }
        changes.encode();
        changes.write();
    }

    private void addChange(String experiment, UnitAccount.Contribution change) {
        if (!change.isZero()) {
            task().state().add(experiment, change);
            changedExperiments.add(experiment);
        }
    }

    /** Closes what the watermark has passed since {@code before}: sessions first, then the windows' sums. */
    private void closeWindows(long before) {
        PartitionState state = task().state();
        long through = stages.windows().closedThrough(task().clock().watermark());
        if (through == Windows.NONE || through == stages.windows().closedThrough(before)) {
            return;
        }
        forEachTimer(through, this::fire);
        for (PartitionState.ClosedWindow w : state.closeBefore(through)) {
            Experiment experiment = state.experiments().find(w.experiment());
            if (experiment != null) {
                stages.account().complete(experiment, w.sums());
            }
            task().emitter()
                    .report(w.experiment(), new Report.Closed(task().partition(), w.experiment(), w.start(), w.sums()));
        }
        reportSums();
    }

    private void fire(UserStore.Timer timer) {
        User user = task().users().load(timer.unit());
        task().users().disarm(timer);
        if (user.hot().armedAt() != timer.due()) {
            return;
        }
        user.hot().armedAt(HotRecord.UNARMED);
        UserChanges changes = new UserChanges(stages, task().users(), task().state(), user);
        changes.settle();
        List<Session> closed = changes.closeSessions();
        changes.encode();
        changes.write();
        if (!closed.isEmpty()) {
            PastSessions past = task().users().loadPast(user.unit());
            closed.forEach(past::add);
            task().users().putPast(user.unit(), past);
            closed.forEach(task().emitter()::session);
        }
    }

    private void forEachTimer(long through, java.util.function.Consumer<UserStore.Timer> action) {
        List<UserStore.Timer> batch = task().users().timers(through, null, TIMERS_AT_ONCE);
        while (!batch.isEmpty()) {
            batch.forEach(action);
            UserStore.Timer last = batch.get(batch.size() - 1);
            batch = task().users().timers(through, last, TIMERS_AT_ONCE);
        }
    }

    /** Sums first: who has the mark has all that was summed up to it. */
    private void reportSums() {
        PartitionState state = task().state();
        for (String experiment : changedExperiments) {
            task().emitter()
                    .report(experiment, new Report.Sums(task().partition(), experiment, state.sums(experiment)));
        }
        changedExperiments.clear();
        reportMark();
    }

    private void reportMark() {
        long watermark = task().clock().watermark();
        task().emitter()
                .mark(new Report.Mark(
                        task().partition(),
                        watermark,
                        stages.windows().closedThrough(watermark),
                        task().state().accounting()));
    }
}
