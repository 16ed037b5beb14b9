package io.trialstream.benchmarks.measure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a main class in a JVM of its own, on this one's class path. */
public final class ChildJvm {
    private final Class<?> main;
    private final List<String> heap;
    private final List<String> options;

    private ChildJvm(Class<?> main, List<String> heap, List<String> options) {
        this.main = main;
        this.heap = heap;
        this.options = options;
    }

    /** @param heapMebibytes of the child, from its start to its end */
    public static ChildJvm of(Class<?> main, int heapMebibytes) {
        return new ChildJvm(main, List.of("-Xms" + heapMebibytes + "m", "-Xmx" + heapMebibytes + "m"), List.of());
    }

    /** @param heapMebibytes the most heap of the child, which starts with less, as the application does */
    public static ChildJvm growing(Class<?> main, int heapMebibytes) {
        return new ChildJvm(main, List.of("-Xmx" + heapMebibytes + "m"), List.of());
    }

    /** The same with further options of the JVM. */
    public ChildJvm options(List<String> more) {
        return new ChildJvm(main, heap, List.copyOf(more));
    }

    /**
     * Runs it to its end; it dies with this JVM.
     *
     * @return what it wrote to standard output; its standard error is ours
     * @throws IllegalStateException when it exits with another status than 0 or has not ended after {@code timeout}
     */
    public List<String> run(Duration timeout, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(options);
        command.addAll(heap);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return java(command, main.getSimpleName() + " " + String.join(" ", arguments), timeout);
    }

    /**
     * Runs {@code java} with any arguments, otherwise as {@link #run}.
     *
     * @param name for the error
     */
    public static List<String> java(List<String> arguments, String name, Duration timeout)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        File output = File.createTempFile("benchmark", ".out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException("expected " + name + " to exit with 0 within " + timeout + ", actual "
                        + (ended ? "" + process.exitValue() : "still running"));
            }
            try (BufferedReader lines = Files.newBufferedReader(output.toPath())) {
                return lines.lines().toList();
            }
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(hook);
            Files.deleteIfExists(output.toPath());
        }
    }

    /** Deletes a folder with all below it; nothing happens where it does not exist. */
    public static void deleteFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
