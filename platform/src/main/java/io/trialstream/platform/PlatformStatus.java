package io.trialstream.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the parts of a data folder say when asked; a pid alone says little.
 *
 * @param parts one entry a recorded part, by name; empty when no platform runs on the folder
 */
public record PlatformStatus(List<PartStatus> parts) {
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);

    /** How a part is. */
    public enum State {
        /** It was asked and answered. */
        WELL,
        /** Its process is alive, but it did not answer as it should. */
        SILENT,
        /** It was started, and its process is gone. */
        GONE
    }

    /**
     * One part.
     *
     * @param name of the part
     * @param pid its process, or the one it had
     * @param address what clients connect to
     * @param state how it is
     * @param detail why it is not well; empty when it is
     */
    public record PartStatus(String name, long pid, String address, State state, String detail) {}

    /** Asks every recorded part of the folder, each for at most a few seconds. */
    public static PlatformStatus of(Path directory) {
        PlatformOptions options = PlatformOptions.in(directory);
        List<PartStatus> parts = new ArrayList<>();
        for (ProcessRecord record : ProcessRecord.readAll(options.directory())) {
            parts.add(ask(record, options));
        }
        return new PlatformStatus(List.copyOf(parts));
    }

    /** Whether there are parts and all are well. */
    public boolean healthy() {
        return !parts.isEmpty() && parts.stream().allMatch(part -> part.state() == State.WELL);
    }

    private static PartStatus ask(ProcessRecord record, PlatformOptions options) {
        if (record.process().isEmpty()) {
            return status(record, State.GONE, "its process has ended; see logs/" + record.name() + ".log");
        }
        try {
            part(record, options).probe(record.ports(), ASK_TIMEOUT);
            return status(record, State.WELL, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return status(record, State.SILENT, "interrupted while asking");
        } catch (Exception silent) {
            return status(record, State.SILENT, String.valueOf(silent.getMessage()));
        }
    }

    private static PartStatus status(ProcessRecord record, State state, String detail) {
        return new PartStatus(record.name(), record.pid(), record.address(), state, detail);
    }

    private static Part part(ProcessRecord record, PlatformOptions options) {
        if (record.name().equals(RegistryPart.NAME)) {
            return new RegistryPart(options);
        }
        return new BrokerPart(BrokerPart.id(record.name()), options, new TreeMap<>(Map.of()));
    }
}
