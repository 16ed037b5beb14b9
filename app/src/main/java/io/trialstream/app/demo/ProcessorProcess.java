package io.trialstream.app.demo;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.Main;
import io.trialstream.app.command.HttpApi;
import io.trialstream.platform.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The stream processor as a JVM of its own: {@code run} on a data folder. Its pid stands in {@code DIR/processor.pid}, so
 * that it can be killed from outside, and so that a later start finds what a killed one left behind; what it says stands in
 * {@code DIR/logs/processor.log}.
 */
public final class ProcessorProcess {
    /** Name of the file that holds the pid. */
    public static final String PID_FILE = "processor.pid";

    private static final String MARK = "-Dtrialstream.data=";
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TERM_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    /** Ctrl-C reaches every process of a terminal's group; this one is stopped by who started it, before its broker. */
    private static final List<String> IGNORING_THE_TERMINAL =
            List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    private final Path directory;
    private final Path log;
    private final Process process;

    private ProcessorProcess(Path directory, Path log, Process process) {
        this.directory = directory;
        this.log = log;
        this.process = process;
    }

    /**
     * Launches {@code run --data DIR} with this JVM's own java and class path.
     *
     * @param directory data folder, absolute; its endpoints.json names broker and registry
     * @param heapMebibytes bound of the heap
     * @param arguments more arguments of {@code run}
     */
    public static ProcessorProcess launch(Path directory, int heapMebibytes, List<String> arguments) {
        Path log = directory.resolve("logs").resolve("processor.log");
        List<String> command = new ArrayList<>(IGNORING_THE_TERMINAL);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                MARK + directory,
                "-Xmx" + heapMebibytes + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--data",
                directory.toString()));
        command.addAll(arguments);
        try {
            Files.createDirectories(directory.resolve("logs"));
            // A killed one could not take its address back.
            Endpoints.remove(directory, List.of(Endpoints.HTTP));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            Files.writeString(directory.resolve(PID_FILE), process.pid() + "\n");
            return new ProcessorProcess(directory, log, process);
        } catch (IOException e) {
            throw new CommandFailure("the stream processor cannot be launched: " + e.getMessage(), e);
        }
    }

    /** Ends what an earlier start on the folder left behind. @return whether there was anything */
    public static boolean endOrphan(Path directory) {
        Path file = directory.resolve(PID_FILE);
        try {
            long pid = Long.parseLong(Files.readString(file).strip());
            Optional<ProcessHandle> orphan = ProcessHandle.of(pid)
                    .filter(handle -> handle.info()
                            .commandLine()
                            .map(line -> line.contains(MARK + directory))
                            .orElse(false));
            orphan.ifPresent(ProcessorProcess::end);
            Files.deleteIfExists(file);
            return orphan.isPresent();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | NumberFormatException e) {
            throw new CommandFailure(file + ": expected a pid: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until it says that it is ready.
     *
     * @return its HTTP interface
     * @throws CommandFailure where it ends, or is not ready within two minutes
     */
    public HttpApi awaitReady() {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (true) {
            requireAlive();
            Optional<HttpApi> http =
                    Endpoints.read(directory).http().map(URI::create).map(HttpApi::new);
            if (http.isPresent() && http.get().ready()) {
                return http.get();
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailure("the stream processor was not ready within " + READY_TIMEOUT.toSeconds()
                        + " s; its log is " + log);
            }
            pause();
        }
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Its pid. */
    public long pid() {
        return process.pid();
    }

    /** @throws CommandFailure where it has ended, with its last word */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new CommandFailure("the stream processor ended with status " + process.exitValue() + ": " + lastLine()
                    + "; its log is " + log);
        }
    }

    /** SIGKILL, as a fault. Returns when it is dead. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(process.toHandle(), KILL_TIMEOUT);
    }

    /** Asks it to end, waits, then kills it. Its pid file goes. */
    public void stop() {
        end(process.toHandle());
        try {
            Files.deleteIfExists(directory.resolve(PID_FILE));
        } catch (IOException e) {
            throw new CommandFailure("cannot delete " + directory.resolve(PID_FILE) + ": " + e.getMessage(), e);
        }
    }

    private static void end(ProcessHandle handle) {
        handle.destroy();
        if (!awaitEnd(handle, TERM_TIMEOUT)) {
            handle.destroyForcibly();
            awaitEnd(handle, KILL_TIMEOUT);
        }
    }

    private static boolean awaitEnd(ProcessHandle handle, Duration timeout) {
        try {
            handle.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private String lastLine() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for the stream processor", e);
        }
    }
}
