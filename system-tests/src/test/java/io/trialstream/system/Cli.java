package io.trialstream.system;

import io.trialstream.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./trialstream COMMAND} as a child process. */
final class Cli implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private Cli(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * What a command left.
     *
     * @param status its exit status
     * @param out standard output
     * @param err standard error
     */
    record Ended(int status, String out, String err) {}

    /** Starts a command. @param folder for its output */
    static Cli start(Path folder, String... arguments) throws IOException {
        return start(folder, command(arguments));
    }

    /** The command line of {@code ./trialstream}, to be given an environment. */
    static ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dtrialstream.home=" + System.getProperty("trialstream.home", ""),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        if (System.getProperty("trialstream.home") == null) {
            command.removeIf(argument -> argument.startsWith("-Dtrialstream.home="));
        }
        return new ProcessBuilder(command);
    }

    /** The same, by somebody else's command line. */
    static Cli start(Path folder, ProcessBuilder command) throws IOException {
        Path out = Files.createTempFile(folder, "cli", ".out");
        Path err = Files.createTempFile(folder, "cli", ".err");
        Process process =
                command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Cli(process, out, err);
    }

    /** Runs a command to its end. @throws AssertionError where it takes longer than the patience */
    static Ended run(Path folder, Duration patience, String... arguments) throws IOException, InterruptedException {
        try (Cli cli = start(folder, arguments)) {
            return cli.await(patience);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    String out() throws IOException {
        return Files.readString(out);
    }

    /** What it has said so far. */
    String err() throws IOException {
        return Files.readString(err);
    }

    /** SIGTERM, as Ctrl-C. */
    void terminate() {
        process.destroy();
    }

    Ended await(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the command did not end within " + patience + "; it said: " + err());
        }
        return new Ended(process.exitValue(), out(), err());
    }

    /** SIGTERM so that it ends its children; SIGKILL where it does not end. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
