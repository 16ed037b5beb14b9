package io.trialstream.benchmarks.layout;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.benchmarks.measure.ChildJvm;
import io.trialstream.benchmarks.measure.KafkaMeter;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a broker, fills the topics once, and runs every layout in turn, as often as asked, each in a process of its own. */
@Command(
        name = "layout",
        mixinStandardHelpOptions = true,
        description = "Measures ways to lay out a user's state in Kafka Streams stores.")
public final class LayoutBenchmark implements Callable<Integer> {
    private static final Duration RUN_TIMEOUT = Duration.ofMinutes(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--users", defaultValue = "100000", description = "Users (default ${DEFAULT-VALUE}).")
    private int users;

    @Option(
            names = "--scale",
            defaultValue = "100",
            description = "Percent of 500,000 events after the history (default ${DEFAULT-VALUE}).")
    private int scalePercent;

    @Option(names = "--repeat", defaultValue = "2", description = "Runs of each layout (default ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(names = "--seed", defaultValue = "7", description = "Seed of the workload (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--heap-mb", defaultValue = "512", description = "Heap of a run, MiB (default ${DEFAULT-VALUE}).")
    private int heapMebibytes;

    private final List<Result> results = new ArrayList<>();

    /** See {@code benchmarks/layout --help}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LayoutBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("trialstream-layout");
        PlatformOptions options =
                PlatformOptions.in(folder.resolve("platform")).anyPorts().withoutRegistry();
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            fill(platform.bootstrap());
            for (Layout.Kind kind : EnumSet.complementOf(EnumSet.of(Layout.Kind.NONE))) {
                run(platform.bootstrap(), kind, "heavy", 1, folder);
            }
            for (int repetition = 1; repetition <= repetitions; repetition++) {
                for (Layout.Kind kind : EnumSet.allOf(Layout.Kind.class)) {
                    run(platform.bootstrap(), kind, "population", repetition, folder);
                }
            }
        } finally {
            ChildJvm.deleteFolder(folder);
        }
        new LayoutReport(results).print(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        return 0;
    }

    private void run(String bootstrap, Layout.Kind kind, String workload, int repetition, Path folder)
            throws Exception {
        Path state = folder.resolve(workload + "-" + kind.label() + "-" + repetition);
        List<String> lines = ChildJvm.of(LayoutRun.class, heapMebibytes)
                .run(
                        RUN_TIMEOUT,
                        bootstrap,
                        kind.name(),
                        workload,
                        Integer.toString(users),
                        Integer.toString(scalePercent),
                        Integer.toString(repetition),
                        state.toString());
        for (String line : lines) {
            System.err.println(line);
            results.add(JSON.readValue(line, Result.class));
        }
        // The next run finds the disk as this one did.
        ChildJvm.deleteFolder(state);
        try (KafkaMeter broker = new KafkaMeter(bootstrap)) {
            broker.deleteTopics("layout-" + workload + "-");
        }
    }

    private void fill(String bootstrap) {
        Workload workload = new Workload(users, seed);
        List<Phase> population = Phase.population(users, workload.liveRate(), scalePercent);
        List<Phase> heavy = Phase.heavyUser();
        try (KafkaMeter broker = new KafkaMeter(bootstrap)) {
            population.forEach(phase -> broker.create(phase.topic(), 1, Map.of()));
            heavy.forEach(phase -> broker.create(phase.topic(), 1, Map.of()));
        }
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 17);
        Out out = new Out();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            String history = population.get(0).topic();
            workload.history(
                    (user, day) -> producer.send(new ProducerRecord<>(history, user, Event.toBytes(day, out))));
            fillPaces(workload, population.subList(1, population.size()), producer, out);
            List<Event> day = workload.heavy(heavy.get(0).events(), Workload.START - Workload.DAY_MS, Workload.DAY_MS);
            producer.send(new ProducerRecord<>(heavy.get(0).topic(), "heavy", Event.toBytes(day, out)));
            int more = heavy.get(1).events();
            long length = Workload.DAY_MS * more / heavy.get(0).events();
            for (Event event : workload.heavy(more, Workload.START, length)) {
                producer.send(new ProducerRecord<>(heavy.get(1).topic(), "heavy", Event.toBytes(List.of(event), out)));
            }
        }
    }

    private static void fillPaces(
            Workload workload, List<Phase> paces, KafkaProducer<String, byte[]> producer, Out out) {
        Iterator<Phase> phases = paces.iterator();
        long total = paces.stream().mapToLong(Phase::events).sum();
        long[] left = {0};
        String[] topic = {""};
        workload.stream(total, (user, event) -> {
            if (left[0]-- == 0) {
                Phase phase = phases.next();
                topic[0] = phase.topic();
                left[0] = phase.events() - 1L;
            }
            producer.send(new ProducerRecord<>(topic[0], user, Event.toBytes(List.of(event), out)));
        });
    }
}
