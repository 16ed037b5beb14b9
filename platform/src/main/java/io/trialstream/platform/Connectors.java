package io.trialstream.platform;

import io.trialstream.platform.PlatformStatus.ConnectorStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The connectors that come with the project, {@code connect-config/trialstream/*.json}, on a platform's worker. */
public final class Connectors {
    private static final Duration POLL = Duration.ofMillis(200);

    private Connectors() {}

    /**
     * Creates them, or changes them where they differ, and waits until they truly run. Their topics must be there.
     *
     * @param directory data folder of a platform with a Connect worker
     * @param patience how long until all run
     * @throws PlatformException where the worker refuses one, or one does not run in time, with the reason
     */
    public static void start(Path directory, ConnectRest rest, Duration patience) {
        for (Path file : PartsFolder.find().connectorFiles()) {
            try {
                rest.apply(Files.readString(file));
            } catch (IOException e) {
                throw new PlatformException("Cannot read " + file + ": " + e.getMessage(), e);
            }
        }
        await(directory, patience);
    }

    private static void await(Path directory, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            PlatformStatus status = PlatformStatus.of(directory);
            List<ConnectorStatus> idle =
                    status.connectors().stream().filter(c -> !c.well()).toList();
            if (status.healthy()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new PlatformException("Expected all connectors to run within " + patience.toSeconds()
                        + " s, actual: " + (idle.isEmpty() ? status.parts() : idle));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PlatformException("Interrupted while waiting for the connectors", e);
            }
        }
    }
}
