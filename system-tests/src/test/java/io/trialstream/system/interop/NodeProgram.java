package io.trialstream.system.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The JavaScript programs of {@code src/test/js}, with what they need installed below {@code target}. */
public final class NodeProgram {
    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path INSTALLED = Path.of("target", "js");
    private static final int INSTALL_SECONDS = 300;
    private static final int RUN_SECONDS = 90;

    private NodeProgram() {}

    /**
     * Installs what the lock file names; skips the test, saying why, where Node.js or npm is not to be had.
     *
     * @param purpose what is not tested then
     */
    public static void install(String purpose) {
        for (String tool : List.of("node", "npm")) {
            Assumptions.assumeTrue(isThere(tool), tool + " is not on the PATH: " + purpose + " is NOT tested");
        }
        try {
            Files.createDirectories(INSTALLED);
            try (var files = Files.list(SOURCES)) {
                for (Path file : files.toList()) {
                    Files.write(INSTALLED.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
            // The lock file's own copy is left in node_modules; as long as it is the same, npm has nothing to do.
            Path marker = INSTALLED.resolve("installed-package-lock.json");
            Path lock = INSTALLED.resolve("package-lock.json");
            if (!Files.exists(marker) || Files.mismatch(marker, lock) >= 0) {
                run(
                        INSTALL_SECONDS,
                        "",
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--loglevel=error");
                Files.write(marker, Files.readAllBytes(lock));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs {@code node script arguments…} to its end.
     *
     * @param input what it finds on standard input
     * @return its standard output, by line
     * @throws IllegalStateException if it fails or takes longer than 90 s; holds what it wrote to standard error
     */
    static List<String> run(String script, List<String> arguments, String input) {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(arguments);
        return run(RUN_SECONDS, input, command.toArray(String[]::new));
    }

    /**
     * Starts {@code node script arguments…}, to be talked to by its standard input and output; the caller ends it.
     *
     * @param errors where its standard error goes
     */
    public static Process start(String script, List<String> arguments, Path errors) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    private static List<String> run(int timeoutSeconds, String input, String... command) {
        try {
            // Files and not pipes: nobody has to empty them while the program runs.
            Path in = Files.writeString(Files.createTempFile("node", ".in"), input);
            Path out = Files.createTempFile("node", ".out");
            Path err = Files.createTempFile("node", ".err");
            Process process = new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended;
            try {
                ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command)
                        + (ended ? " ended with " + process.exitValue() : " took longer than " + timeoutSeconds + " s")
                        + "\n" + Files.readString(err));
            }
            return Files.readAllLines(out, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + String.join(" ", command), e);
        }
    }

    private static boolean isThere(String tool) {
        try {
            Process process = new ProcessBuilder(tool, "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
