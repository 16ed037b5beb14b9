package io.trialstream.platform;

import java.nio.file.Path;

/** A parent process for tests to kill: starts a broker, says so on standard output, and waits to be ended. */
final class ParentMain {
    static final String STARTED = "started ";
    static final String BEFORE_STOP = "before stop, broker answers: ";

    private ParentMain() {}

    /**
     * Runs until its standard input ends.
     *
     * @param args data folder, and {@code attached} or {@code detached}
     */
    public static void main(String[] args) throws Exception {
        PlatformOptions options =
                PlatformOptions.in(Path.of(args[0])).anyPorts().withoutRegistry();
        boolean detached = args[1].equals("detached");
        LocalPlatform platform = LocalPlatform.start(detached ? options.detach() : options);
        platform.beforeStop(
                () -> System.out.println(BEFORE_STOP + platform.status().healthy()));
        System.out.println(STARTED + platform.pids().get("broker"));
        if (!detached) {
            System.in.read();
        }
    }
}
