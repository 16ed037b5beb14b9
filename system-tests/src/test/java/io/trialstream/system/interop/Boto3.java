package io.trialstream.system.interop;

import io.trialstream.platform.S3Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Amazon's S3 client for Python, as somebody else's reader of what we write. */
public final class Boto3 {
    private static final Path DOWNLOAD = Path.of("src", "test", "python", "download.py");
    private static final int TIMEOUT_SECONDS = 120;

    /** The distribution's own, beside one that comes first on the PATH and may lack the library. */
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

    private Boto3() {}

    /**
     * Copies the platform's bucket into a folder, each object to the path that is its key; skips the test, saying why,
     * where there is no Python with boto3.
     *
     * @return how many objects
     */
    public static int download(S3Store store, Path folder) throws IOException, InterruptedException {
        String output = run(List.of(
                interpreter(),
                DOWNLOAD.toString(),
                store.endpoint().toString(),
                S3Store.REGION,
                S3Store.ACCESS_KEY_ID,
                S3Store.SECRET_ACCESS_KEY,
                S3Store.BUCKET,
                folder.toString()));
        return Integer.parseInt(output.strip());
    }

    private static String interpreter() throws InterruptedException {
        for (String candidate : INTERPRETERS) {
            try {
                run(List.of(candidate, "-c", "import boto3"));
                return candidate;
            } catch (IOException e) {
                // Not there, or without the library.
            }
        }
        return Assumptions.abort("no python3 with boto3: what a foreign client reads from S3 is NOT tested");
    }

    /** @throws IOException where it cannot be run, or fails */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("boto3", ".out");
        Path err = Files.createTempFile("boto3", ".err");
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " took longer than " + TIMEOUT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(command + " ended with " + process.exitValue() + ": " + Files.readString(err));
            }
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }
}
