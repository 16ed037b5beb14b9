package io.trialstream.benchmarks.layout;

import io.trialstream.benchmarks.measure.ProcessMeter;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Feeds a layout, fires timers and asks for commits at the pace of the phase. */
final class LayoutProcessor implements Processor<String, byte[], Void, Void> {
    private final Layout.Kind kind;
    private final Phase phase;
    private final long records;
    private final Progress progress;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable Layout layout;
    private @Nullable Timers timers;
    private long watermark = Workload.START;
    private long nextScan = Workload.START;
    private long seen;
    private double nextCommit;

    /** What one phase has done. Written by the stream thread, read by others. */
    static final class Progress {
        final Table.Calls calls = new Table.Calls();
        volatile long firstRecordCpuNanos;
        volatile long events;
        volatile long accepted;
        volatile @Nullable Layout layout;
    }

    LayoutProcessor(Layout.Kind kind, Phase phase, long records, Progress progress) {
        this.kind = kind;
        this.phase = phase;
        this.records = records;
        this.progress = progress;
        this.nextCommit = phase.recordsPerCommit();
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        layout = kind.open(store -> table(context, store));
        timers = layout == null ? null : new Timers(table(context, Layout.TIMERS));
        progress.layout = layout;
    }

    private Table table(ProcessorContext<Void, Void> context, String store) {
        KeyValueStore<Bytes, byte[]> found = context.getStateStore(store);
        return new Table(found, progress.calls);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        if (seen++ == 0) {
            progress.firstRecordCpuNanos = ProcessMeter.cpuNanos();
        }
        List<Event> events = Event.fromBytes(message.value());
        int accepted = layout == null ? events.size() : take(layout, message.key(), events);
        count(events.size(), accepted);
        if (context != null && (seen >= nextCommit || seen == records)) {
            nextCommit += phase.recordsPerCommit();
            context.commit();
        }
    }

    private int take(Layout to, String user, List<Event> events) {
        int accepted = 0;
        for (Event event : events) {
            watermark = Math.max(watermark, event.time());
            accepted += to.event(user, event, phase.history() ? event.time() : watermark) ? 1 : 0;
        }
        if (phase.history()) {
            to.due(user, Workload.START);
        } else if (watermark >= nextScan && timers != null) {
            timers.due(watermark).forEach(due -> to.due(due, watermark));
            nextScan = Clock.closesAt(watermark) - Clock.GRACE;
        }
        return accepted;
    }

    /** One writer, so a plain addition to a volatile field loses nothing. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void count(int events, int accepted) {
        progress.events += events;
        progress.accepted += accepted;
    }
}
