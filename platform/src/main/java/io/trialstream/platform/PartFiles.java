package io.trialstream.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a part's process reads at its start: its settings and how it logs, in {@code DIR/conf}. */
final class PartFiles {
    private static final String LOGGING = "parts-log4j2.properties";

    private final Path folder;
    private final String part;

    /**
     * @param directory the platform's data folder
     * @param part name of the part
     */
    PartFiles(Path directory, String part) {
        this.folder = directory.resolve("conf");
        this.part = part;
    }

    /**
     * Writes both.
     *
     * @param settings by key, for a Java properties file
     */
    void write(Map<String, String> settings) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                settings(),
                new TreeMap<>(settings)
                        .entrySet().stream()
                                .map(entry ->
                                        entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n")
                                .collect(Collectors.joining()));
        try (var log4j = PartFiles.class.getResourceAsStream(LOGGING)) {
            if (log4j == null) {
                throw new IOException("expected the resource " + LOGGING + " beside " + PartFiles.class);
            }
            Files.write(logging(), log4j.readAllBytes());
        }
    }

    /** The settings' file. */
    Path settings() {
        return folder.resolve(part + ".properties");
    }

    /** The JVM option that has log4j read its file. */
    String loggingOption() {
        return "-Dlog4j2.configurationFile=" + logging();
    }

    private Path logging() {
        return folder.resolve(part + "-log4j2.properties");
    }
}
