package io.trialstream.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A part that has been launched: its process, ports and log. */
final class PartProcess {
    private static final Logger logger = LoggerFactory.getLogger(PartProcess.class);

    /** How often a part that does not answer yet is asked again. */
    private static final long ASK_EVERY_MS = 100;

    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SETUP_TIMEOUT = Duration.ofSeconds(60);

    /** A broker that is told to stop flushes its logs first; beyond this it is killed and recovers at the next start. */
    private static final Duration TERM_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private static final int LOG_LINES_SHOWN = 15;

    /**
     * Ctrl-C reaches every process of the terminal's group. The children ignore it, and the terminal's end too: who
     * started them stops them, in order. A signal ignored here stays ignored after exec, and the pid stays the same.
     */
    private static final List<String> IGNORING_THE_TERMINAL =
            List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    private final Part part;
    private final Map<String, Integer> ports;
    private final Process process;
    private final Path log;
    private final ProcessRecord record;

    private PartProcess(Part part, Map<String, Integer> ports, Process process, Path log, ProcessRecord record) {
        this.part = part;
        this.ports = ports;
        this.process = process;
        this.log = log;
        this.record = record;
    }

    /** Prepares and launches a part, and records its pid. */
    static PartProcess launch(Part part, Map<String, Integer> ports, PlatformOptions options) {
        Path directory = options.directory();
        Path log = log(directory, part.name());
        try {
            for (String folder : List.of("conf", "logs", "tmp")) {
                Files.createDirectories(directory.resolve(folder));
            }
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(part.name() + ".1.log"), StandardCopyOption.REPLACE_EXISTING);
            }
            part.prepare(ports);
            runSetup(part, log);
            List<String> command = part.command(ports);
            Process process = spawn(command, part.environment(ports), log);
            ProcessRecord record =
                    ProcessRecord.of(part, process.toHandle(), Path.of(command.get(0)), options.detached(), ports);
            record.write(directory);
            return new PartProcess(part, ports, process, log, record);
        } catch (IOException e) {
            throw new PlatformException("Cannot launch " + part.name() + ": " + e.getMessage(), e);
        }
    }

    static Path log(Path directory, String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }

    private static void runSetup(Part part, Path log) throws IOException {
        List<String> command = part.setupCommand();
        if (command.isEmpty()) {
            return;
        }
        Process setup = spawn(command, Map.of(), log);
        try {
            if (!setup.waitFor(SETUP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                setup.destroyForcibly();
                throw failure(part.name() + " was not set up within " + SETUP_TIMEOUT.toSeconds() + " s", log, null);
            }
        } catch (InterruptedException e) {
            setup.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while setting up " + part.name(), e);
        }
        if (setup.exitValue() != 0) {
            throw failure("Setting up " + part.name() + " ended with status " + setup.exitValue(), log, null);
        }
    }

    private static Process spawn(List<String> command, Map<String, String> environment, Path log) throws IOException {
        List<String> wrapped = new ArrayList<>(IGNORING_THE_TERMINAL);
        wrapped.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(wrapped);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
    }

    /** Asks until the part answers; fails at once when its process has ended. */
    void awaitReady(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            Exception last = ask();
            while (last != null) {
                if (process.waitFor(ASK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                    throw failure(
                            part.name() + " ended with status " + process.exitValue() + " while starting", log, last);
                }
                if (System.nanoTime() > deadline) {
                    throw failure(
                            part.name() + " did not answer on " + part.address(ports) + " within "
                                    + timeout.toMillis() / 1e3 + " s (" + last.getMessage() + ")",
                            log,
                            last);
                }
                last = ask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while waiting for " + part.name(), e);
        }
    }

    private @Nullable Exception ask() throws InterruptedException {
        try {
            // Two platforms that start at once choose the same default port; the loser would be answered for by the
            // winner.
            for (int port : ports.values()) {
                if (Listeners.belongsToAnother(port, process.pid())) {
                    throw new IOException("port " + port + " belongs to another process");
                }
            }
            part.probe(ports, ASK_TIMEOUT);
            part.whenReady(ports, ASK_TIMEOUT);
            return null;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception notYet) {
            return notYet;
        }
    }

    boolean diedOfABusyPort() {
        String said = process.isAlive() ? "" : readLog(log);
        return said.contains("Address already in use") || said.contains("already bound");
    }

    Part part() {
        return part;
    }

    Map<String, Integer> ports() {
        return ports;
    }

    ProcessRecord record() {
        return record;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Ends a process: asks it to, waits, then kills it.
     *
     * @return whether it ended by itself when asked
     */
    static boolean end(ProcessHandle process, String name) {
        return end(process, name, TERM_TIMEOUT);
    }

    /** The same with another patience than the usual. */
    static boolean end(ProcessHandle process, String name, Duration patience) {
        process.destroy();
        if (ended(process, patience)) {
            return true;
        }
        kill(process, name);
        return false;
    }

    /** SIGKILL, and waits for the end. */
    static void kill(ProcessHandle process, String name) {
        process.destroyForcibly();
        if (!ended(process, KILL_TIMEOUT)) {
            throw new PlatformException(name + " (pid " + process.pid() + ") did not end within "
                    + KILL_TIMEOUT.toSeconds() + " s of being killed");
        }
    }

    /**
     * Whether a process runs. One that has ended stays in the process table until its parent asks for its status; an
     * orphan's parent is process 1, which in a container may take its time. Such a one has no program any more.
     */
    static boolean isAlive(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static boolean ended(ProcessHandle process, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (isAlive(process) && System.nanoTime() < deadline) {
                awaitExit(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !isAlive(process);
    }

    private static void awaitExit(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(ASK_EVERY_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            logger.trace("Process {} has not been reaped yet", process.pid());
        } catch (ExecutionException e) {
            throw new PlatformException("Cannot wait for process " + process.pid(), e);
        }
    }

    private static PlatformException failure(String reason, Path log, @Nullable Exception cause) {
        String text = readLog(log);
        List<String> lines = text.lines().toList();
        int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
        String message =
                reason + ". Last lines of " + log + ":\n  " + String.join("\n  ", lines.subList(from, lines.size()));
        return cause == null ? new PlatformException(message) : new PlatformException(message, cause);
    }

    private static String readLog(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "(there is no log)";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
