package io.trialstream.platform;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the parts of a data folder say when asked; a pid alone says little.
 *
 * @param parts one entry a recorded part, by name; empty when no platform runs on the folder
 * @param connectors one entry a connector of the Connect worker, by name; empty where there is no worker, or it does not
 *     answer
 */
public record PlatformStatus(List<PartStatus> parts, List<ConnectorStatus> connectors) {
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

    /**
     * One connector.
     *
     * @param name of the connector
     * @param state what Connect says of it, such as RUNNING
     * @param tasks how many it has
     * @param detail why it does not do its work, whatever its state; empty when it does
     */
    public record ConnectorStatus(String name, String state, int tasks, String detail) {
        /** Whether it does its work. */
        public boolean well() {
            return detail.isEmpty();
        }
    }

    /** Asks every recorded part of the folder, each for at most a few seconds, and after the connectors. */
    public static PlatformStatus of(Path directory) {
        PlatformOptions options = PlatformOptions.in(directory);
        List<ProcessRecord> records = ProcessRecord.readAll(options.directory());
        List<PartStatus> parts = new ArrayList<>();
        for (ProcessRecord record : records) {
            parts.add(ask(record, options));
        }
        return withConnectors(records, parts);
    }

    /** Whether there are parts and all are well, and so are the connectors. */
    public boolean healthy() {
        return partsWell() && connectors.stream().allMatch(ConnectorStatus::well);
    }

    /** What is not well, for people: {@code name: reason; …}; empty where all is. */
    public String problems() {
        return Stream.concat(
                        parts.stream()
                                .filter(part -> part.state() != State.WELL)
                                .map(part -> part.name() + ": " + part.detail()),
                        connectors.stream()
                                .filter(connector -> !connector.well())
                                .map(connector -> connector.name() + ": " + connector.detail()))
                .collect(Collectors.joining("; "));
    }

    /** Whether there are parts and all are well. */
    boolean partsWell() {
        return !parts.isEmpty() && parts.stream().allMatch(part -> part.state() == State.WELL);
    }

    private static PlatformStatus withConnectors(List<ProcessRecord> records, List<PartStatus> parts) {
        List<PartStatus> told = new ArrayList<>(parts);
        List<ConnectorStatus> connectors = List.of();
        for (int i = 0; i < told.size(); i++) {
            ProcessRecord record = records.get(i);
            if (record.name().equals(ConnectPart.NAME) && told.get(i).state() == State.WELL) {
                try {
                    connectors = connectors(record, records);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    told.set(i, status(record, State.SILENT, "interrupted while asking"));
                } catch (Exception e) {
                    told.set(i, status(record, State.SILENT, "its connectors cannot be asked after: " + reason(e)));
                }
            }
        }
        return new PlatformStatus(List.copyOf(told), connectors);
    }

    private static List<ConnectorStatus> connectors(ProcessRecord worker, List<ProcessRecord> records)
            throws Exception {
        String bootstrap = records.stream()
                .filter(record -> record.endpoint().equals(Endpoints.BOOTSTRAP))
                .map(ProcessRecord::address)
                .collect(Collectors.joining(","));
        return ConnectorCheck.ask(
                new ConnectRest(URI.create(worker.address()), ASK_TIMEOUT),
                bootstrap,
                Instant.ofEpochMilli(worker.startedAtMs()),
                ASK_TIMEOUT);
    }

    private static PartStatus ask(ProcessRecord record, PlatformOptions options) {
        if (record.process().isEmpty()) {
            return status(record, State.GONE, "its process has ended; see logs/" + record.name() + ".log");
        }
        try {
            Parts.recorded(record, options).probe(record.ports(), ASK_TIMEOUT);
            return status(record, State.WELL, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return status(record, State.SILENT, "interrupted while asking");
        } catch (Exception silent) {
            return status(record, State.SILENT, reason(silent));
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static PartStatus status(ProcessRecord record, State state, String detail) {
        return new PartStatus(record.name(), record.pid(), record.address(), state, detail);
    }
}
