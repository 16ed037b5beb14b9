package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.generator.Runs.Figures;
import io.trialstream.generator.Models;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.Sizing.Sized;
import io.trialstream.generator.stream.KafkaEventSink;
import io.trialstream.generator.stream.KafkaSinkOptions;
import io.trialstream.generator.stream.StreamGenerator;
import io.trialstream.generator.stream.StreamOptions;
import java.time.Instant;

/** {@code generate stream} at full speed, in a JVM of its own, of a population that was sized elsewhere. */
final class StreamRun {
    static final String CONTENDER = "generator";

    private StreamRun() {}

    /**
     * {@code BOOTSTRAP REGISTRY TOPIC USERS EVENTS START INTERVALS THREADS BYTES}, the last the mean of a record; prints
     * a JSON line.
     */
    public static void main(String[] args) {
        Sized sized = new Sized(Models.defaults(RunOptions.SEED, Integer.parseInt(args[3])), Long.parseLong(args[4]));
        StreamOptions options = StreamOptions.of(sized.model(), Instant.parse(args[5]), Integer.parseInt(args[6]))
                .sized(sized)
                .withThreads(Integer.parseInt(args[7]));
        RunResult result;
        try (KafkaEventSink sink =
                new KafkaEventSink(KafkaSinkOptions.of(args[0], args[1]).withTopic(args[2]))) {
            result = StreamGenerator.run(options, sink, progress -> {}, () -> false);
        }
        Figures figures = new Figures()
                .put("contender", CONTENDER)
                .put("records", result.events())
                .put("seconds", result.seconds(), 2)
                .put("recordsPerSecond", result.eventsPerSecond(), 0)
                .put("megabytesPerSecond", result.eventsPerSecond() * Double.parseDouble(args[8]) / 1e6, 1)
                .put("flushSeconds", result.sink().flushMs() / 1e3, 2)
                .put("blockedSeconds", result.sink().blockedMs() / 1e3, 2);
        Cost.add(figures, result.events());
        System.out.println(figures.json());
    }
}
