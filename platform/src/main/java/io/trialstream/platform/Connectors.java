package io.trialstream.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The connectors that come with the project, {@code connect-config/trialstream/*.json}, on a platform's worker. */
public final class Connectors {
    private static final Duration POLL = Duration.ofMillis(200);

    private Connectors() {}

    /**
     * Creates them, or changes them where they differ. Their topics must be there; their tasks are not awaited.
     *
     * @throws PlatformException where the worker refuses one, with its reason
     */
    public static void start(ConnectRest worker) {
        for (Path file : PartsFolder.find().connectorFiles()) {
            try {
                worker.apply(Files.readString(file));
            } catch (IOException e) {
                throw new PlatformException("Cannot read " + file + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * Waits until all connectors truly run, and the platform is well.
     *
     * @param directory the platform's data folder
     * @throws PlatformException where they do not in time, with the reason
     */
    public static void awaitWell(Path directory, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        PlatformStatus status = PlatformStatus.of(directory);
        while (!status.healthy()) {
            if (System.nanoTime() > deadline) {
                throw new PlatformException("Expected the platform and its connectors to be well within "
                        + patience.toSeconds() + " s, actual: " + status.problems());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlatformException("Interrupted while waiting for the connectors", e);
            }
            status = PlatformStatus.of(directory);
        }
    }
}
