package io.trialstream.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The beginning of a child JVM's command line. */
final class Jvm {
    /** Names the data folder on the child's command line: for people with {@code ps}, and to know our own again. */
    private static final String MARK = "-Dtrialstream.data=";

    private Jvm() {}

    /**
     * This JVM's own {@code java} with a bounded heap.
     *
     * @param directory the platform's data folder
     * @param heapMebibytes bound of the heap
     * @param options further JVM options, class path, main class and arguments
     */
    static List<String> command(Path directory, int heapMebibytes, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(mark(directory));
        command.add("-Xmx" + heapMebibytes + "m");
        // One collector thread: several small JVMs share few cores.
        command.add("-XX:+UseSerialGC");
        // The first compiler only: 1,000,000 transactional records through a fresh broker took 9.5 s of CPU instead of
        // 17.5.
        command.add("-XX:TieredStopAtLevel=1");
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
