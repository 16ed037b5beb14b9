package io.trialstream.app.config;

import java.nio.file.Path;

/**
 * Where a value comes from.
 *
 * @param text for people: {@code default}, {@code run.yaml:12}, {@code TRIALSTREAM_TIME_WINDOW}, {@code --set time.window}
 */
public record Origin(String text) {
    /** Nobody said otherwise. */
    public static final Origin DEFAULT = new Origin("default");

    static Origin file(Path file, int line) {
        return new Origin(file + ":" + line);
    }

    static Origin environment(String variable) {
        return new Origin(variable);
    }

    static Origin flag(String flag) {
        return new Origin(flag);
    }

    static Origin endpoints(Path directory) {
        return new Origin(directory.resolve("endpoints.json").toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
