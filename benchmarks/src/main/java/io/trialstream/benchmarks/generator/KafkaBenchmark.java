package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.generator.Runs.Figures;
import io.trialstream.benchmarks.measure.ChildJvm;
import io.trialstream.benchmarks.measure.KafkaMeter;
import io.trialstream.generator.Models;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.Sizing.Sized;
import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.stream.KafkaEventSink;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The stream into a broker and Kafka's ProducerPerformance in turns, each in a cold JVM of its own: the same broker, a
 * fresh topic of the contract's settings a run, as many records of as many bytes, and the sink's producer settings.
 */
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description = "Records into a broker, keyed and Avro-encoded, next to Kafka's own ProducerPerformance.")
final class KafkaBenchmark implements Callable<Integer> {
    private static final Instant START = Instant.parse("2025-08-31T15:00:00Z");

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--partitions", defaultValue = "4", description = "Of the topic (default ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--threads", defaultValue = "2", description = "That generate (default ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--intervals",
            defaultValue = "192",
            description =
                    "Of 15 minutes, from 2025-09-01 in Seoul (default ${DEFAULT-VALUE}: some 10,000 events each).")
    private int intervals;

    @Override
    public Integer call() throws Exception {
        Model model = Models.defaults(RunOptions.SEED, 1);
        Sized sized =
                Sizing.fit(model, options.events, START, START.plus(Intervals.LENGTH.multipliedBy(intervals)), threads);
        Path folder = Files.createTempDirectory("trialstream-generator");
        Runs runs = new Runs();
        try (LocalPlatform platform = LocalPlatform.start(
                PlatformOptions.in(folder.resolve("platform")).anyPorts())) {
            Path payloads = folder.resolve("payloads");
            double bytes = Payloads.write(payloads, sized, START, intervals);
            for (int repetition = 0; repetition < options.repetitions; repetition++) {
                ours(platform, runs, sized, bytes);
                theirs(platform, runs, (long) runs.last("records"), payloads, bytes);
            }
        } finally {
            ChildJvm.deleteFolder(folder);
        }
        summary(runs);
        return 0;
    }

    private void ours(LocalPlatform platform, Runs runs, Sized sized, double bytes) throws Exception {
        String topic = "ours-" + runs.size();
        create(platform, topic);
        options.runRecorded(
                StreamRun.class,
                runs,
                List.of(
                        platform.bootstrap(),
                        platform.registry(),
                        topic,
                        "" + sized.model().users(),
                        "" + sized.events(),
                        START.toString(),
                        "" + intervals,
                        "" + threads,
                        "" + bytes));
        sizeAndDelete(platform, topic);
    }

    private void theirs(LocalPlatform platform, Runs runs, long records, Path payloads, double bytes) throws Exception {
        String topic = "theirs-" + runs.size();
        create(platform, topic);
        List<String> arguments = new ArrayList<>(List.of("" + bytes, "" + records));
        arguments.addAll(List.of("--bootstrap-server", platform.bootstrap(), "--topic", topic));
        arguments.addAll(List.of("--num-records", "" + records, "--throughput", "-1"));
        arguments.addAll(List.of("--payload-file", payloads.toString(), "--command-property"));
        new TreeMap<>(KafkaEventSink.producerSettings()).forEach((name, value) -> arguments.add(name + "=" + value));
        options.run(ToolRun.class, runs, arguments);
        sizeAndDelete(platform, topic);
    }

    private void create(LocalPlatform platform, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrap()))) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(topic, partitions));
        }
    }

    /** What the broker holds of a topic tells whether both compressed alike. */
    private void sizeAndDelete(LocalPlatform platform, String topic) {
        try (KafkaMeter broker = new KafkaMeter(platform.bootstrap())) {
            long records = broker.endOffsets(topic).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            System.out.println(new Figures()
                    .put("topic", topic)
                    .put("records", records)
                    .put("logBytesPerRecord", (double) broker.logBytes(topic) / records, 1)
                    .json());
            broker.deleteTopics(topic);
        }
    }

    private static void summary(Runs runs) {
        for (String contender : List.of(StreamRun.CONTENDER, ToolRun.CONTENDER)) {
            System.out.println(new Figures()
                    .put("median", contender)
                    .put("recordsPerSecond", runs.median(contender, "recordsPerSecond"), 0)
                    .put("megabytesPerSecond", runs.median(contender, "megabytesPerSecond"), 1)
                    .put("cpuMicros", runs.median(contender, "cpuMicros"), 2)
                    .put("peakResidentMiB", runs.median(contender, "peakResidentMiB"), 0)
                    .json());
        }
        System.out.println(new Figures()
                .put("ratio", StreamRun.CONTENDER + " / " + ToolRun.CONTENDER)
                .put("recordsPerSecond", ratio(runs, "recordsPerSecond"), 3)
                .put("cpuMicros", ratio(runs, "cpuMicros"), 3)
                .json());
    }

    private static double ratio(Runs runs, String figure) {
        return runs.median(StreamRun.CONTENDER, figure) / runs.median(ToolRun.CONTENDER, figure);
    }
}
