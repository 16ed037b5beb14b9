package io.trialstream.generator.stream;

import io.trialstream.generator.Progress;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.Simulation;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.encode.AvroBatches;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.ledger.TruthJson;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a stream: interval by interval, each complete and acknowledged before the next begins. */
public final class StreamGenerator {
    private static final Logger LOG = LoggerFactory.getLogger(StreamGenerator.class);

    private StreamGenerator() {}

    /**
     * Delivers those intervals of {@code options} that are not there yet.
     *
     * @param stop asked at the end of each interval; a run that stops leaves whole intervals and a ledger of these
     * @throws GeneratorException where the options do not continue what is there, or the sink fails; the intervals told
     *     to the listener are complete
     */
    public static RunResult run(
            StreamOptions options, EventSink sink, Progress.Listener listener, BooleanSupplier stop) {
        StreamPlan plan = StreamPlan.of(options, sink.resumePoint());
        try (Simulation<EncodedBatch> simulation = new Simulation<>(
                options.model(), plan.origin(), new AvroBatches(sink.wireHeader()), options.threads())) {
            while (simulation.position().isBefore(plan.first())) {
                simulation.skip();
            }
            long total = total(options, plan) - simulation.truth().accounting().in();
            LOG.info(
                    "stream: {} events of {} people, {} to {}, ledger from {}",
                    total,
                    options.model().users(),
                    plan.first(),
                    options.end(),
                    plan.origin());
            if (plan.sends(options)) {
                sink.begin(new Beginning(
                        plan.origin(), plan.first(), options.model().seed(), options.fingerprint(), plan.continues()));
            }
            return new Run(options, plan, sink, listener, stop, simulation, total).run();
        }
    }

    private static long total(StreamOptions options, StreamPlan plan) {
        boolean known = options.events() > 0 && plan.origin().equals(options.start());
        return known
                ? options.events()
                : Sizing.count(options.model(), plan.origin(), options.end(), options.threads());
    }

    private static final class Run {
        private final StreamOptions options;
        private final StreamPlan plan;
        private final EventSink sink;
        private final Progress.Listener listener;
        private final BooleanSupplier stop;
        private final Simulation<EncodedBatch> simulation;
        private final long total;
        private final Pacer pacer;
        private final long startNanos = System.nanoTime();
        private long events;

        Run(
                StreamOptions options,
                StreamPlan plan,
                EventSink sink,
                Progress.Listener listener,
                BooleanSupplier stop,
                Simulation<EncodedBatch> simulation,
                long total) {
            this.options = options;
            this.plan = plan;
            this.sink = sink;
            this.listener = listener;
            this.stop = stop;
            this.simulation = simulation;
            this.total = total;
            pacer = new Pacer(options.pace(), plan.first().toEpochMilli(), stop, Pacer.Clock.SYSTEM);
        }

        RunResult run() {
            listener.progress(new Progress(0, total, 0, simulation.position()));
            boolean stopped = false;
            while (!stopped && simulation.position().isBefore(options.end())) {
                interval();
                stopped = stop.getAsBoolean() && simulation.position().isBefore(options.end());
            }
            Instant end = simulation.position();
            if (plan.closes() && !stopped) {
                sink.closeStream(simulation.closeStream());
            }
            sink.finish();
            Truth truth = simulation.truth();
            Path file = options.truthFile();
            if (file != null) {
                TruthJson.write(truth, file);
            }
            return new RunResult(truth, events, seconds(), end, stopped, pacer.pacing(), sink.report());
        }

        private void interval() {
            Instant start = simulation.position();
            sink.beginInterval(start.toEpochMilli(), simulation.facts());
            IntervalTruth truth = simulation.emit(this::send);
            pacer.awaitIntervalEnd(truth.watermark());
            sink.endInterval(truth);
            events += truth.accounting().in();
            listener.progress(new Progress(events, total, events / seconds(), simulation.position()));
        }

        private void send(EncodedBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                pacer.awaitDelivery(batch.due(i));
                sink.send(batch, i);
            }
        }

        private double seconds() {
            return (System.nanoTime() - startNanos) / 1e9;
        }
    }
}
