package io.trialstream.generator.stream;

import io.trialstream.generator.Models;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.model.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A run in a process of its own that dies, as by SIGKILL, at a given record. */
final class DyingRun {
    /** What the JVM ends with when it halts on purpose. */
    static final int STATUS = 137;

    /** Small and sent at once, so that a part of an interval is there when the rest is not. */
    static final Map<String, String> EAGER = Map.of("batch.size", "2000", "linger.ms", "0");

    private DyingRun() {}

    /** Arguments: bootstrap, registry, topic, seed, users, start, intervals, sends before death. */
    public static void main(String[] args) {
        KafkaSinkOptions to =
                KafkaSinkOptions.of(args[0], args[1]).withTopic(args[2]).withProducerProperties(EAGER);
        StreamOptions options = StreamOptions.of(
                        Models.defaults(Long.parseLong(args[3]), Integer.parseInt(args[4])),
                        Instant.parse(args[5]),
                        Integer.parseInt(args[6]))
                .withResume(true)
                .withCloseAtEnd(true);
        EventSink sink = new Interrupted(
                new KafkaEventSink(to),
                Integer.parseInt(args[7]),
                () -> Runtime.getRuntime().halt(STATUS));
        StreamGenerator.run(options, sink, progress -> {}, () -> false);
    }

    /** A sink to which something happens before its n-th delivery, counted from 1. */
    static final class Interrupted implements EventSink {
        private final EventSink sink;
        private final int delivery;
        private final Runnable event;
        private int sent;

        Interrupted(EventSink sink, int delivery, Runnable event) {
            this.sink = sink;
            this.delivery = delivery;
            this.event = event;
        }

        @Override
        public void send(EncodedBatch batch, int index) {
            if (++sent == delivery) {
                event.run();
            }
            sink.send(batch, index);
        }

        @Override
        public ResumePoint resumePoint() {
            return sink.resumePoint();
        }

        @Override
        public byte[] wireHeader() {
            return sink.wireHeader();
        }

        @Override
        public void begin(Beginning beginning) {
            sink.begin(beginning);
        }

        @Override
        public void beginInterval(long intervalStart, List<Fact> facts) {
            sink.beginInterval(intervalStart, facts);
        }

        @Override
        public void endInterval(IntervalTruth truth) {
            sink.endInterval(truth);
        }

        @Override
        public void closeStream(long watermark) {
            sink.closeStream(watermark);
        }

        @Override
        public void finish() {
            sink.finish();
        }

        @Override
        public void close() {
            sink.close();
        }
    }
}
