package io.trialstream.app;

import io.trialstream.platform.PlatformOptions;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data DIR}, for a picocli mixin. */
public final class DataOption {
    /** Where data lies unless somebody says otherwise. */
    public static final Path DEFAULT_DIRECTORY = PlatformOptions.DEFAULT_DIRECTORY;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder; its endpoints.json says where things run (default: .trialstream).")
    private Path directory = DEFAULT_DIRECTORY;

    /** The folder, absolute; it need not exist. */
    public Path directory() {
        return directory.toAbsolutePath().normalize();
    }
}
