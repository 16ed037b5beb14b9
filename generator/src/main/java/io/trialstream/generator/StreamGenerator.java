package io.trialstream.generator;

import io.trialstream.generator.Truth.IntervalTruth;
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
     * Delivers the intervals of {@code options}.
     *
     * @param stop asked at the end of each interval; a run that stops leaves whole intervals and a ledger of these
     * @throws GeneratorException where the sink fails; the intervals told to the listener are complete
     */
    public static RunResult run(
            StreamOptions options, EventSink sink, Progress.Listener listener, BooleanSupplier stop) {
        Instant origin = options.effectiveOrigin(sink.pristine());
        Simulation simulation = new Simulation(options.model(), origin);
        while (simulation.position().isBefore(options.start())) {
            simulation.skip();
        }
        long total = Simulation.count(options.model(), origin, options.end())
                - simulation.truth().accounting().in();
        LOG.info(
                "stream: {} events of {} people, {} to {}, ledger from {}",
                total,
                options.model().users(),
                options.start(),
                options.end(),
                origin);
        return new Run(options, sink, listener, stop, simulation, total).run();
    }

    private static final class Run {
        private final StreamOptions options;
        private final EventSink sink;
        private final Progress.Listener listener;
        private final BooleanSupplier stop;
        private final Simulation simulation;
        private final long total;
        private final Pacer pacer;
        private final long startNanos = System.nanoTime();
        private long events;

        Run(
                StreamOptions options,
                EventSink sink,
                Progress.Listener listener,
                BooleanSupplier stop,
                Simulation simulation,
                long total) {
            this.options = options;
            this.sink = sink;
            this.listener = listener;
            this.stop = stop;
            this.simulation = simulation;
            this.total = total;
            pacer = new Pacer(options.pace(), options.start().toEpochMilli(), stop);
        }

        RunResult run() {
            boolean stopped = false;
            while (!stopped && simulation.position().isBefore(options.end())) {
                IntervalTruth truth = simulation.emit(this::deliver);
                pacer.awaitIntervalEnd(truth.watermark());
                sink.endInterval(truth);
                events += truth.accounting().in();
                listener.progress(new Progress(events, total, events / seconds(), simulation.position()));
                stopped = stop.getAsBoolean() && simulation.position().isBefore(options.end());
            }
            Instant end = simulation.position();
            if (options.closeAtEnd() && !stopped) {
                sink.closeStream(simulation.close());
            }
            Truth truth = simulation.truth();
            Path file = options.truthFile();
            if (file != null) {
                TruthJson.write(truth, file);
            }
            return new RunResult(truth, events, seconds(), end, stopped, pacer.behindMs(), sink.stats());
        }

        private void deliver(Delivery delivery) {
            pacer.awaitDelivery(delivery.due());
            sink.send(delivery);
        }

        private double seconds() {
            return (System.nanoTime() - startNanos) / 1e9;
        }
    }
}
