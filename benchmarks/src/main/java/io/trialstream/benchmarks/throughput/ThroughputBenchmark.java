package io.trialstream.benchmarks.throughput;

import io.trialstream.benchmarks.measure.ChildJvm;
import io.trialstream.benchmarks.measure.KafkaMeter;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the topology and, where one is given, the peer alternately over the same events, each from its own broker of the same
 * settings, so that both meet the same noise of the machine.
 */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        description = "Events a second and CPU an event of the topology, next to a Flink job's on the same events.")
public final class ThroughputBenchmark implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(25);

    @Option(names = "--events", defaultValue = "1000000", description = "Events (default ${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--users", defaultValue = "100000", description = "Users (default ${DEFAULT-VALUE}).")
    private int users;

    @Option(names = "--partitions", defaultValue = "6", description = "Of the raw topic (default ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--threads", defaultValue = "2", description = "Stream threads (default ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--cache-mb", defaultValue = "128", description = "Record cache, MiB (default ${DEFAULT-VALUE}).")
    private int cacheMebibytes;

    @Option(names = "--heap-mb", defaultValue = "1024", description = "Heap, MiB (default ${DEFAULT-VALUE}).")
    private int heapMebibytes;

    @Option(names = "--repeat", defaultValue = "2", description = "Runs of each (default ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(
            names = "--peer-work",
            description = "Folder in which the peers were built (their PEER_WORK). Left out: no peer is run.")
    private @Nullable Path peerWork;

    @Option(
            names = "--profile",
            description = "Folder for flight recordings of the topology's runs, which then cost a little more.")
    private @Nullable Path profile;

    /** See {@code benchmarks/throughput --help}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ThroughputBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("trialstream-throughput");
        PlatformOptions ours = PlatformOptions.in(folder.resolve("ours")).anyPorts();
        try (LocalPlatform platform = LocalPlatform.start(ours)) {
            RawTopic.fill(platform.bootstrap(), platform.registry(), partitions, users, events);
            if (peerWork == null) {
                System.err.println("no --peer-work: the topology is measured alone");
                runs(platform, folder, null);
            } else {
                PlatformOptions theirs =
                        PlatformOptions.in(folder.resolve("theirs")).anyPorts().withoutRegistry();
                try (LocalPlatform other = LocalPlatform.start(theirs)) {
                    FlinkPeer peer = new FlinkPeer(peerWork, other.bootstrap());
                    peer.load(events, users, partitions);
                    runs(platform, folder, peer);
                }
            }
        } finally {
            ChildJvm.deleteFolder(folder);
        }
        return 0;
    }

    private void runs(LocalPlatform platform, Path folder, @Nullable FlinkPeer peer) throws Exception {
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            run(platform, folder, repetition, false);
            if (peer != null) {
                System.out.println(peer.run(events));
            }
            run(platform, folder, repetition, true);
        }
    }

    private void run(LocalPlatform platform, Path folder, int repetition, boolean cleanEvents)
            throws IOException, InterruptedException {
        String application = "throughput-" + repetition + (cleanEvents ? "-clean" : "");
        Path state = folder.resolve(application);
        List<String> lines = ChildJvm.of(ThroughputRun.class, heapMebibytes)
                .options(recording(application))
                .run(
                        TIMEOUT,
                        platform.bootstrap(),
                        platform.registry(),
                        application,
                        Boolean.toString(cleanEvents),
                        Integer.toString(threads),
                        Integer.toString(cacheMebibytes),
                        state.toString());
        lines.forEach(System.out::println);
        ChildJvm.deleteFolder(state);
        try (KafkaMeter broker = new KafkaMeter(platform.bootstrap())) {
            broker.deleteTopics(application + "-");
        }
    }

    private List<String> recording(String application) {
        return profile == null
                ? List.of()
                : List.of(
                        "-Xlog:jfr*=off",
                        "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                                + profile.resolve(application + ".jfr"));
    }
}
