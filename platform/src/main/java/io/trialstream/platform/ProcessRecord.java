package io.trialstream.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code DIR/pids/NAME.json} keeps of a child, so that a later start or {@code platform stop} finds it: enough to
 * tell it from another process that was given the same pid since.
 *
 * @param name of the part
 * @param pid of the child
 * @param startedAtMs when the operating system says the child started, epoch ms
 * @param command the executable
 * @param detached whether it was meant to outlive its parent
 * @param ports what it listens on, by purpose
 * @param endpoint the member of {@code endpoints.json} it stands for
 * @param address what clients connect to
 */
record ProcessRecord(
        String name,
        long pid,
        long startedAtMs,
        String command,
        boolean detached,
        Map<String, Integer> ports,
        String endpoint,
        String address) {

    /** Linux tells start times relative to the boot, whose own time is only known to the second. */
    private static final long START_TOLERANCE_MS = 2_000;

    /**
     * @param executable what the process runs; taken from the command line, since a process asked in its first moment
     *     still runs the shell that launches it
     */
    static ProcessRecord of(
            Part part, ProcessHandle process, Path executable, boolean detached, Map<String, Integer> ports)
            throws IOException {
        return new ProcessRecord(
                part.name(),
                process.pid(),
                process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli(),
                executable.toRealPath().toString(),
                detached,
                ports,
                part.endpointKey(),
                part.address(ports));
    }

    /** All records of a folder, by name. */
    static List<ProcessRecord> readAll(Path directory) {
        Path folder = folder(directory);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<ProcessRecord> records = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                records.add(Json.MAPPER.readValue(file.toFile(), ProcessRecord.class));
            }
            records.sort(Comparator.comparing(ProcessRecord::name));
            return records;
        } catch (IOException e) {
            throw new PlatformException("Cannot read the process records in " + folder + ": " + e.getMessage(), e);
        }
    }

    void write(Path directory) throws IOException {
        Json.write(file(directory), this);
    }

    void delete(Path directory) {
        try {
            Files.deleteIfExists(file(directory));
        } catch (IOException e) {
            throw new PlatformException("Cannot delete " + file(directory) + ": " + e.getMessage(), e);
        }
    }

    /** The process, if it is alive and the very one recorded. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(PartProcess::isAlive).filter(this::isTheOneRecorded);
    }

    private boolean isTheOneRecorded(ProcessHandle candidate) {
        ProcessHandle.Info info = candidate.info();
        return info.command().orElse("").equals(command)
                && info.startInstant()
                        .map(start -> Math.abs(start.toEpochMilli() - startedAtMs) <= START_TOLERANCE_MS)
                        .orElse(false);
    }

    private Path file(Path directory) {
        return folder(directory).resolve(name + ".json");
    }

    private static Path folder(Path directory) {
        return directory.resolve("pids");
    }
}
