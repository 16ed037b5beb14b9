package io.trialstream.benchmarks.sink;

import io.trialstream.benchmarks.measure.ChildJvm;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.S3Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the sink's task and the SDK alone in turns, each in a JVM of its own, against one S3 server. */
@Command(
        name = "sink",
        mixinStandardHelpOptions = true,
        description =
                "MB/s and memory of the S3 sink's task, next to the AWS SDK alone with objects of the same sizes.")
public final class SinkBenchmark implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Option(names = "--records", defaultValue = "400000", description = "A run (default ${DEFAULT-VALUE}).")
    private int records;

    @Option(
            names = "--directories",
            defaultValue = "1",
            description = "That a block of 20,000 records is spread over (default ${DEFAULT-VALUE}).")
    private int directories;

    @Option(names = "--heap-mb", defaultValue = "256", description = "Heap, MiB (default ${DEFAULT-VALUE}).")
    private int heapMebibytes;

    @Option(names = "--repeat", defaultValue = "3", description = "Runs of each (default ${DEFAULT-VALUE}).")
    private int repetitions;

    /** See {@code benchmarks/sink --help}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SinkBenchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("trialstream-sink");
        PlatformOptions options = PlatformOptions.in(folder).withS3().anyPorts();
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            for (int i = 0; i < repetitions; i++) {
                for (String mode : new String[] {SinkRun.TASK, SinkRun.SDK}) {
                    run(mode, platform);
                    Path bucket = S3Store.folder(folder);
                    ChildJvm.deleteFolder(bucket);
                    Files.createDirectories(bucket);
                }
            }
        } finally {
            ChildJvm.deleteFolder(folder);
        }
        return 0;
    }

    private void run(String mode, LocalPlatform platform) throws Exception {
        ChildJvm.of(SinkRun.class, heapMebibytes)
                .run(
                        TIMEOUT,
                        mode,
                        platform.s3().endpoint().toString(),
                        platform.registry(),
                        Integer.toString(records),
                        Integer.toString(directories))
                .forEach(System.out::println);
    }
}
