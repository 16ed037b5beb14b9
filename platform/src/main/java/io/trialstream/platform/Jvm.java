package io.trialstream.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The beginning of a child JVM's command line. */
final class Jvm {
    /** Names the data folder on the child's command line: for people with {@code ps}, and to know our own again. */
    private static final String MARK = "-Dtrialstream.data=";

    /** Which of the JVM's compilers run. */
    enum Compilers {
        /** The quick one alone: for what is short-lived, or waits more than it computes. */
        FIRST,
        /** Both: for what computes much of the same, such as checksums. */
        BOTH
    }

    private Jvm() {}

    /**
     * This JVM's own {@code java} with a bounded heap.
     *
     * @param directory the platform's data folder
     * @param heapMebibytes bound of the heap
     * @param compilers which of them run
     * @param options further JVM options, class path, main class and arguments
     */
    static List<String> command(Path directory, int heapMebibytes, Compilers compilers, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(mark(directory));
        command.add("-Xmx" + heapMebibytes + "m");
        // One collector thread: several small JVMs share few cores.
        command.add("-XX:+UseSerialGC");
        if (compilers == Compilers.FIRST) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Djava.awt.headless=true");
        command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
        command.addAll(options);
        return command;
    }

    static String mark(Path directory) {
        return MARK + directory;
    }
}
