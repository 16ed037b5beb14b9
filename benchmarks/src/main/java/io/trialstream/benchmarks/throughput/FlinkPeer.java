package io.trialstream.benchmarks.throughput;

import io.trialstream.benchmarks.measure.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The same work done by Apache Flink, as its own sources build and start it: 2 GB of heap, parallelism 2, exactly once. */
final class FlinkPeer {
    private static final Duration TIMEOUT = Duration.ofMinutes(25);
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.util",
            "java.util.concurrent",
            "java.nio",
            "sun.nio.ch",
            "java.net",
            "java.io",
            "java.time",
            "java.lang.reflect",
            "java.text");

    private final Path work;
    private final String bootstrap;

    FlinkPeer(Path work, String bootstrap) {
        this.work = work;
        this.bootstrap = bootstrap;
    }

    void load(int events, int users, int partitions) throws IOException, InterruptedException {
        java(
                List.of("-Xmx512m"),
                work + "/common/target/peer-common-1.jar:" + work + "/common/target/lib/*:" + work
                        + "/broker/target/lib/*",
                "peer.Load",
                "--n",
                Integer.toString(events),
                "--users",
                Integer.toString(users),
                "--partitions",
                Integer.toString(partitions));
    }

    /** Runs the job once; its line of results. */
    String run(int events) throws IOException, InterruptedException {
        ChildJvm.deleteFolder(work.resolve("data/flink-ckpt"));
        ChildJvm.deleteFolder(work.resolve("data/flink-tmp"));
        Files.createDirectories(work.resolve("data/flink-tmp"));
        List<String> options = new ArrayList<>(List.of("-Xms2g", "-Xmx2g"));
        OPENED.forEach(name -> options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        return java(
                        options,
                        work + "/flink/target/peer-flink-1.jar:" + work + "/flink/target/lib/*",
                        "peer.FlinkJob",
                        "--n",
                        Integer.toString(events))
                .stream()
                .filter(line -> line.startsWith("RESULT"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("expected a line RESULT from the Flink job"));
    }

    private List<String> java(List<String> options, String classPath, String main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(options);
        String logging = work.resolve("conf/log4j2.properties").toString();
        command.add("-Dlog4j2.configurationFile=" + logging);
        command.add("-Dlog4j.configurationFile=" + logging);
        command.add("-Dpeer.data=" + work.resolve("data"));
        command.addAll(List.of("-cp", classPath, main, "--bootstrap", bootstrap));
        command.addAll(List.of(arguments));
        return ChildJvm.java(command, main, TIMEOUT);
    }
}
