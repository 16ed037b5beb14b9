package io.trialstream.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses where the log goes before the first logger is made: {@code run} is a service and logs to standard error; the other
 * commands talk to a person and log to a file under {@code DIR/logs}. Hence the arguments are looked at before they are parsed.
 */
final class Logging {
    private static final String CONFIGURATION = "log4j2.configurationFile";
    private static final String FILE = "trialstream.log.file";

    private Logging() {}

    static void configure(String... args) {
        List<String> words = Arrays.asList(args);
        String command =
                words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("help");
        setIfAbsent(CONFIGURATION, command.equals("run") ? "log4j2-run.xml" : "log4j2-command.xml");
        setIfAbsent(
                FILE,
                dataDirectory(words).resolve("logs").resolve(fileName(command)).toString());
    }

    private static Path dataDirectory(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("--data=")) {
                return Path.of(word.substring("--data=".length()));
            }
            if (word.equals("--data") && i + 1 < words.size()) {
                return Path.of(words.get(i + 1));
            }
        }
        return DataOption.DEFAULT_DIRECTORY;
    }

    /** The word may be anything somebody mistyped, so only letters of it name a file. */
    private static String fileName(String command) {
        return command.replaceAll("[^a-z]", "") + ".log";
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
